// The order of the rows: as they came, the worst first, until a heading says otherwise.
const WORST = ["unreachable", "degraded", "unexpected", "unknown", "not-probed", "reachable"];
const headings = table ? all("th", table.tHead) : [];
let sequence = rows;
let ordered = "";

function inOrder() {
  const wanted = `${state.sort} ${state.dir}`.trim();
  if (wanted === ordered) return sequence;
  ordered = wanted;
  const turn = state.dir === "desc" ? -1 : 1;
  const key = state.sort;
  const compare = key === "verdict"
    ? (a, b) => WORST.indexOf(a.slug) - WORST.indexOf(b.slug)
    : (a, b) => collator.compare(a[key], b[key]);
  sequence = KEYS.includes(key) ? rows.toSorted((a, b) => turn * compare(a, b) || a.index - b.index) : rows;
  for (const heading of headings) {
    const here = heading.dataset.key === key;
    heading.setAttribute("aria-sort", here ? (state.dir === "desc" ? "descending" : "ascending") : "none");
  }
  return sequence;
}

for (const heading of headings) {
  const button = make("button", { type: "button" });
  button.append(...heading.childNodes);
  heading.append(button);
  heading.setAttribute("aria-sort", "none");
  button.addEventListener("click", () => {
    const key = heading.dataset.key;
    const again = state.sort === key;
    const back = again && state.dir === "desc";
    state.dir = again && !back ? "desc" : "";
    set("sort", back ? "" : key);
  });
}
