// The order of the rows: as they came, the worst first, until a heading says otherwise.
const headings = table ? all("thead th", table) : [];
const WORST = ["unreachable", "degraded", "unexpected", "unknown", "not-probed", "reachable"];
let ordered = "";

function order() {
  const now = `${state.sort} ${state.dir}`.trim();
  if (now === ordered) return;
  ordered = now;
  const column = headings.findIndex((heading) => heading.dataset.key === state.sort);
  const turn = state.dir === "desc" ? -1 : 1;
  const key = state.sort === "verdict" ? (row) => WORST.indexOf(row.verdict) : (row) => row.cells[column].textContent;
  const keyed = rows.map((row) => [column < 0 ? "" : key(row), row]);
  if (column >= 0) keyed.sort((a, b) => turn * collator.compare(a[0], b[0]) || a[1].index - b[1].index);
  else keyed.sort((a, b) => a[1].index - b[1].index);
  table.append(...keyed.map(([, row], at) => { row.at = at; return row.body; }));
  for (const heading of headings) {
    heading.setAttribute("aria-sort", "none");
    if (heading.dataset.key === state.sort) {
      heading.setAttribute("aria-sort", state.dir === "desc" ? "descending" : "ascending");
    }
  }
}

for (const heading of headings) {
  const button = make("button", { type: "button" });
  button.append(...heading.childNodes);
  heading.append(button);
  heading.setAttribute("aria-sort", "none");
  button.addEventListener("click", () => {
    const key = heading.dataset.key;
    if (state.sort !== key) state.dir = "";
    else if (state.dir === "desc") { state.dir = ""; set("sort", ""); return; }
    else state.dir = "desc";
    set("sort", key);
  });
}
