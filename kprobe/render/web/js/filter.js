// Chips, choices and words. All of them must hold; of several chips of a kind one.
const controls = one("#controls");
const findings = all(".finding");
const choices = {};
let search;
let count;
let only;

function words(row) {
  // What the row shows, and what it would open to without its markup.
  row.words ??= `${row.body.rows[0].textContent} ${(one("details", row.body).textContent).replace(/<[^>]*>/g, " ")}`
    .toLowerCase();
  return row.words;
}

function fits(row, wanted) {
  if (state.verdict && !state.verdict.split(",").includes(row.verdict)) return false;
  for (const name of ["kind", "namespace", "scope"]) if (state[name] && row[name] !== state[name]) return false;
  if (state.finding && !(row.findings ?? "").split(" ").includes(state.finding)) return false;
  return wanted.every((word) =>
    word.length > 1 && word.startsWith("-") ? !words(row).includes(word.slice(1)) : words(row).includes(word));
}

function apply() {
  const wanted = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  let matching = 0;
  for (const row of rows) {
    const fitting = fits(row, wanted);
    matching += fitting;
    row.body.hidden = !fitting;
  }
  for (const finding of findings) {
    finding.hidden = Boolean(state.severity) && !state.severity.split(",").includes(finding.dataset.severity);
  }
  for (const [name, chips] of [["verdict", "#verdicts button"], ["severity", "#severities button"]]) {
    for (const chip of all(chips)) chip.setAttribute("aria-pressed", state[name].split(",").includes(chip.value));
  }
  if (!table) return;
  order();
  one("#nothing").hidden = matching > 0;
  table.hidden = matching === 0;
  if (search.value !== state.q) search.value = state.q;
  for (const [name, choice] of Object.entries(choices)) choice.value = state[name];
  only.hidden = !state.finding;
  only.textContent = state.finding ? `only ${document.getElementById(state.finding)?.dataset.code ?? "one finding"} \u00d7` : "";
  const text = matching === rows.length ? `${matching.toLocaleString()} shown` : `${matching.toLocaleString()} of ${rows.length.toLocaleString()}`;
  if (count.value !== text) count.value = text;
}

function clear() {
  state = Object.fromEntries(NAMES.map((name) => [name, ["sort", "dir"].includes(name) ? state[name] : ""]));
  apply();
  keepState();
}

function choice(name, label) {
  const values = new Map();
  for (const row of rows) if (row[name]) values.set(row[name], (values.get(row[name]) ?? 0) + 1);
  const select = make("select", { "aria-label": label }, make("option", { value: "" }, label));
  for (const value of [...values.keys()].sort(collator.compare)) {
    select.append(make("option", { value }, `${value} (${values.get(value).toLocaleString()})`));
  }
  select.addEventListener("change", () => set(name, select.value));
  choices[name] = select;
  return values.size > 1 ? [select] : [];
}

function chipsOf(list, name) {
  for (const item of all(`${list} li`)) {
    const chip = make("button", { type: "button", value: item.dataset[name], "aria-pressed": false });
    chip.append(...item.childNodes);
    chip.addEventListener("click", () => set(name, toggled(state[name], chip.value)));
    item.append(chip);
  }
}

function addControls() {
  let waiting;
  search = make("input", {
    type: "search", id: "filter", placeholder: "Filter: name, address, cause \u2026  ( / )", "aria-label": "Filter ways in",
    autocomplete: "off", spellcheck: false,
  });
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => set("q", search.value), rows.length > 1000 ? 120 : 0);
  });
  count = make("output", { "aria-live": "polite" });
  only = make("button", { type: "button", className: "only", title: "Show the others as well" });
  only.addEventListener("click", () => set("finding", ""));
  const reset = make("button", { type: "button" }, "Clear");
  reset.addEventListener("click", () => { clear(); search.focus(); });
  controls.className = "controls";
  controls.append(
    search, ...choice("kind", "Any kind"), ...choice("namespace", "Any namespace"), ...choice("scope", "Any scope"),
    only, reset, count,
  );
}

function addFindingFilters() {
  // A finding of very many ways in names some of them; the table has the others.
  for (const finding of findings) {
    const button = make("button", { type: "button", className: "show" }, "Show in the table");
    button.addEventListener("click", () => {
      clear();
      set("finding", finding.id);
      one("#ways").scrollIntoView();
    });
    const list = all(".links", finding).at(-1);
    if (list && table) list.after(button);
  }
}

const collator = new Intl.Collator("en", { numeric: true });
chipsOf("#verdicts", "verdict");
chipsOf("#severities", "severity");
if (table) addControls();
addFindingFilters();
