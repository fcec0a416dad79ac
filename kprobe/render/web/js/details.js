// What a row opens to. It lies in <noscript>, which costs a browser that runs scripts next to nothing; it becomes
// elements when it is wanted. The text is the page's own markup, escaped where it was made.
const inert = window.trustedTypes
  ? trustedTypes.createPolicy("kprobe", { createHTML: (text) => text })
  : { createHTML: (text) => text };

function inflate(row) {
  const stored = one("noscript", row.body);
  if (!stored) return;
  const parsed = new DOMParser().parseFromString(inert.createHTML(stored.textContent), "text/html");
  stored.replaceWith(...parsed.body.childNodes);
  addCopyButtons(row.body);
}

function isOpen(row) {
  return row.body.classList.contains("open");
}

function setOpen(row, open) {
  if (open) inflate(row);
  row.body.classList.toggle("open", open);
  one("details", row.body).open = open;
  row.button.setAttribute("aria-expanded", open);
}

for (const row of rows) {
  const name = one(".a span", row.body);
  one(".more", row.body).id = `${row.anchor}-more`;
  row.button = make("button", { type: "button", "aria-expanded": false, "aria-controls": `${row.anchor}-more` });
  row.button.append(...name.childNodes);
  name.replaceWith(row.button);
  if (one("details", row.body).open) setOpen(row, true);
}

table?.addEventListener("click", (event) => {
  const line = event.target.closest(".row");
  if (!line || (!event.target.closest("button") && String(getSelection()))) return;
  const row = rowAt.get(line.parentElement.id);
  setOpen(row, !isOpen(row));
  keepState();
});
