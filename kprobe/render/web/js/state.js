// The filter and the order live in the address's fragment, so that a link shows what its sender saw:
// #q=web&verdict=unreachable,degraded&sort=where&dir=desc, or #w1a2b3c for one way in.
const NAMES = ["q", "verdict", "kind", "namespace", "scope", "finding", "severity", "sort", "dir"];
const KEPT_OPEN = 10;
let state = {};
let keeping;

function readState() {
  const text = location.hash.slice(1);
  if (text && !text.includes("=")) return false;
  const given = new URLSearchParams(text);
  state = Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""]));
  limit = AT_ONCE;
  for (const anchor of (given.get("open") ?? "").split(",")) if (rowAt.has(anchor)) setOpen(rowAt.get(anchor), true);
  return true;
}

// Browsers limit how often an address may change.
function keepState() {
  clearTimeout(keeping);
  keeping = setTimeout(writeState, 50);
}

function writeState() {
  const kept = new URLSearchParams();
  for (const name of NAMES) if (state[name]) kept.set(name, state[name]);
  const open = rows.filter(isOpen).slice(0, KEPT_OPEN);
  if (open.length) kept.set("open", open.map((row) => row.anchor).join(","));
  const text = String(kept).replaceAll("%2C", ",");
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    // An address that may not change at all: the page works all the same.
  }
}

function set(name, value) {
  state[name] = value;
  limit = AT_ONCE;
  apply();
  keepState();
}

function toggled(list, value) {
  const values = new Set(list ? list.split(",") : []);
  if (!values.delete(value)) values.add(value);
  return [...values].join(",");
}

// To a way in or a finding, whatever the filter hides.
function reveal(anchor) {
  const row = rowAt.get(anchor);
  const finding = row ? null : document.getElementById(anchor);
  if (row) {
    if (!matching.includes(row)) clear();
    limit = Math.max(limit, matching.indexOf(row) + 1);
    setOpen(row, true);
    apply();
    row.body.scrollIntoView({ block: "start" });
    row.button.focus({ preventScroll: true });
  } else if (finding?.classList.contains("finding")) {
    if (finding.hidden) clear();
    one("details", finding).open = true;
    finding.scrollIntoView({ block: "start" });
    one("summary", finding).focus({ preventScroll: true });
  } else {
    return false;
  }
  return true;
}

addEventListener("hashchange", () => {
  if (readState()) apply();
  else reveal(location.hash.slice(1));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (reveal(link.hash.slice(1))) {
    event.preventDefault();
    clearTimeout(keeping);
    history.pushState(null, "", link.hash);
  }
});
