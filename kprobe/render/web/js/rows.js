// Every way in as one plain object. The first few hundred are elements already; the others, and what a row opens to,
// are text inside <noscript>, which costs a browser that runs scripts next to nothing, and become elements when wanted.
const KEYS = ["verdict", "kind", "namespace", "name", "where", "predicted", "seen", "why", "scope"];
const table = one("#table");
const AT_ONCE = Number(table?.dataset.atOnce);
const rows = [];
const rowAt = new Map();

function plain(markup) {
  return markup
    .replace(/<[^>]*>/g, " ")
    .replace(/&(?:#(\d+)|(amp|lt|gt));/g, (_, code, name) =>
      code ? String.fromCodePoint(code) : { amp: "&", lt: "<", gt: ">" }[name])
    .trim();
}

function addRow(row, cells) {
  KEYS.forEach((key, index) => { row[key] = cells[index]; });
  row.index = rows.length;
  rows.push(row);
  rowAt.set(row.anchor, row);
}

function readElement(body) {
  const { verdict: slug, findings = "" } = body.dataset;
  const stored = one("noscript", body);
  const row = { anchor: body.id, slug, findings, body, detail: stored?.textContent };
  stored?.remove();
  addRow(row, [...body.rows[0].cells].map((cell) => cell.textContent.trim()));
  enliven(row);
}

function readText(text) {
  const [, anchor, slug, findings = ""] = /id="(\w+)" data-verdict="([\w-]+)"(?: data-findings="([\w ]*)")?/.exec(text);
  const [head, more] = text.split('<tr class="more">');
  const begin = more.indexOf("</summary>") + "</summary>".length;
  const end = more.lastIndexOf("</details>");
  const row = { anchor, slug, findings, detail: more.slice(begin, end) };
  row.text = `${head}<tr class="more">${more.slice(0, begin)}${more.slice(end)}`;
  addRow(row, head.split("<td class=").slice(1).map((cell) => plain(`<td class=${cell}`)));
}

// The elements of rows, made where they are missing.
function bodiesOf(list) {
  const missing = list.filter((row) => !row.body);
  const made = all("tbody", parsed(`<table>${missing.map((row) => row.text).join("")}</table>`));
  missing.forEach((row, index) => {
    row.body = document.adoptNode(made[index]);
    row.text = undefined;
    enliven(row);
  });
  return list.map((row) => row.body);
}

function enliven(row) {
  const name = one(".a span", row.body);
  const more = one(".more", row.body);
  more.id = `${row.anchor}-more`;
  row.button = make("button", { type: "button", "aria-expanded": false, "aria-controls": more.id });
  row.button.append(...name.childNodes);
  name.replaceWith(row.button);
  asTable("row", row.body.rows[0]);
  row.body.setAttribute("role", "rowgroup");
  if (one("details", row.body).open) setOpen(row, true);
}

// Laid out as blocks, it is a table all the same.
function asTable(role, line) {
  line.setAttribute("role", role);
  for (const cell of line.cells) cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell");
}

function isOpen(row) {
  return Boolean(row.body?.classList.contains("open"));
}

function setOpen(row, open) {
  const details = one("details", bodiesOf([row])[0]);
  if (open && row.detail !== undefined) {
    details.append(...parsed(row.detail).childNodes);
    row.words ??= wordsOf(row);
    row.detail = undefined;
    addCopyButtons(details);
  }
  row.body.classList.toggle("open", open);
  details.open = open;
  row.button.setAttribute("aria-expanded", open);
}

// What the row shows, and what it opens to: all that the filter looks at.
function wordsOf(row) {
  const detail = row.detail === undefined ? one("details", row.body).textContent : plain(row.detail);
  return `${KEYS.map((key) => row[key]).join(" ")} ${detail}`.toLowerCase();
}

if (table) {
  table.setAttribute("role", "table");
  table.tHead.setAttribute("role", "rowgroup");
  asTable("row", table.tHead.rows[0]);
  for (const body of [...table.tBodies]) readElement(body);
  const rest = one("#rest");
  for (const text of rest?.textContent.split("</tbody>").slice(0, -1) ?? []) readText(`${text}</tbody>`);
  rest?.remove();
}

table?.addEventListener("click", (event) => {
  const line = event.target.closest(".row");
  if (!line || (!event.target.closest("button") && String(getSelection()))) return;
  const row = rowAt.get(line.parentElement.id);
  setOpen(row, !isOpen(row));
  keepState();
});
