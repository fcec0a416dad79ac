// The page's parts, and how more of them are made. Text is only ever set as text.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

function say(text) {
  one("#said").textContent = text;
}

const table = one("#table");
const rows = table
  ? [...table.tBodies].map((body, index) => ({ body, index, anchor: body.id, cells: body.rows[0].cells, ...body.dataset }))
  : [];
for (const row of rows) {
  for (const [name, at] of [["kind", 1], ["namespace", 2], ["scope", 8]]) row[name] = row.cells[at].textContent.trim();
}
const rowAt = new Map(rows.map((row) => [row.anchor, row]));
const shown = () => rows.filter((row) => !row.body.hidden).sort((a, b) => a.at - b.at);
rows.forEach((row, index) => { row.at = index; });
