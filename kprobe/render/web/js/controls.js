const FEW = 5; // rows that need no filter

// What one filters with. Without scripts it would do nothing, so it is made here.
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
    waiting = setTimeout(() => set("q", search.value), rows.length > AT_ONCE ? 150 : 0);
  });
  count = make("output", { "aria-live": "polite" });
  only = make("button", { type: "button", className: "only", title: "Show the others as well" });
  only.addEventListener("click", () => set("finding", ""));
  const reset = make("button", { type: "button" }, "Clear");
  reset.addEventListener("click", () => {
    clear();
    search.focus();
  });
  more = make("button", { type: "button", className: "show" });
  more.addEventListener("click", () => {
    const next = limit;
    limit += AT_ONCE;
    apply();
    matching[next].button.focus();
  });
  one("#more").append(more);
  controls.className = "controls";
  controls.hidden = rows.length <= FEW;
  controls.append(
    search, ...choice("kind", "Any kind"), ...choice("namespace", "Any namespace"), ...choice("scope", "Any scope"),
    only, reset, count,
  );
}

// What a finding opens to is text until then. One of very many ways in names some of them; the table has the others.
function openFinding(finding) {
  const stored = one("noscript", finding);
  if (!stored) return;
  stored.replaceWith(...parsed(stored.textContent).childNodes);
  addCopyButtons(finding);
  const list = one(".links", finding);
  if (!list || !table) return;
  const button = make("button", { type: "button", className: "show" }, "Show in the table");
  button.addEventListener("click", () => {
    clear();
    set("finding", finding.id);
    one("#ways").scrollIntoView();
  });
  list.after(button);
}

chipsOf("#verdicts", "verdict");
chipsOf("#severities", "severity");
if (table) addControls();
document.addEventListener("toggle", (event) => {
  const finding = event.target.closest(".finding");
  if (finding) openFinding(finding);
}, true);
