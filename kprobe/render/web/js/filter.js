// Chips, choices and words. All of them must hold; of several chips of a kind one.
const controls = one("#controls");
const findings = all(".finding");
const choices = {};
const collator = new Intl.Collator("en", { numeric: true });
let limit = AT_ONCE; // of the rows that match so many are laid out
let matching = rows;
let laidOut = rows.filter((row) => row.body);
let search;
let count;
let only;
let more;

const shown = () => matching.slice(0, limit);

function fits(row, wanted) {
  if (state.verdict && !state.verdict.split(",").includes(row.slug)) return false;
  for (const name of ["kind", "namespace", "scope"]) if (state[name] && row[name] !== state[name]) return false;
  if (state.finding && !row.findings.split(" ").includes(state.finding)) return false;
  if (!wanted.length) return true;
  row.words ??= wordsOf(row);
  return wanted.every((word) =>
    word.length > 1 && word.startsWith("-") ? !row.words.includes(word.slice(1)) : row.words.includes(word));
}

function apply() {
  const wanted = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  matching = inOrder().filter((row) => fits(row, wanted));
  layOut();
  for (const finding of findings) {
    finding.hidden = Boolean(state.severity) && !state.severity.split(",").includes(finding.dataset.severity);
  }
  showState();
}

function layOut() {
  const now = shown();
  const same = now.findIndex((row, index) => row !== laidOut[index]);
  const from = same < 0 ? now.length : same;
  if (from === now.length && from === laidOut.length) return;
  const kept = new Set(now);
  for (const row of laidOut) if (!kept.has(row)) row.body.remove();
  table.append(...bodiesOf(now.slice(from)));
  laidOut = now;
}

function showState() {
  for (const [name, chips] of [["verdict", "#verdicts button"], ["severity", "#severities button"]]) {
    for (const chip of all(chips)) chip.setAttribute("aria-pressed", state[name].split(",").includes(chip.value));
  }
  if (!table) return;
  const found = matching.length;
  one("#nothing").hidden = found > 0;
  table.hidden = found === 0;
  if (search.value !== state.q) search.value = state.q;
  for (const [name, choice] of Object.entries(choices)) choice.value = state[name];
  only.hidden = !state.finding;
  only.textContent = `only ${document.getElementById(state.finding)?.dataset.code ?? "one finding"} \u00d7`;
  more.hidden = found <= limit;
  more.textContent = `Show ${Math.min(AT_ONCE, found - limit).toLocaleString()} more of ${found.toLocaleString()}`;
  const text = `${found.toLocaleString()} of ${rows.length.toLocaleString()}`;
  if (count.value !== text) count.value = text;
}

function clear() {
  state = Object.fromEntries(NAMES.map((name) => [name, ["sort", "dir"].includes(name) ? state[name] : ""]));
  limit = AT_ONCE;
  apply();
  keepState();
}
