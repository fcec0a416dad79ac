// The filter and the order live in the address's fragment, so that a link shows what its sender saw:
// #q=web&verdict=unreachable,degraded&sort=where&dir=desc, or #w1a2b3c for one way in.
const NAMES = ["q", "verdict", "kind", "namespace", "scope", "finding", "severity", "sort", "dir"];
let state = {};

function readState() {
  const text = decodeURI(location.hash.slice(1));
  if (text && !text.includes("=")) return false;
  const given = new URLSearchParams(location.hash.slice(1));
  state = Object.fromEntries(NAMES.map((name) => [name, given.get(name) ?? ""]));
  const open = given.get("open");
  if (open) for (const anchor of open.split(",")) if (rowAt.has(anchor)) setOpen(rowAt.get(anchor), true);
  return true;
}

function keepState() {
  const kept = new URLSearchParams();
  for (const name of NAMES) if (state[name]) kept.set(name, state[name]);
  const open = rows.filter(isOpen).slice(0, 10);
  if (open.length) kept.set("open", open.map((row) => row.anchor).join(","));
  const text = String(kept).replaceAll("%2C", ",");
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    // Some browsers limit how often; the page works all the same.
  }
}

function set(name, value) {
  state[name] = value;
  apply();
  keepState();
}

function toggled(list, value) {
  const values = new Set(list ? list.split(",") : []);
  if (!values.delete(value)) values.add(value);
  return [...values].join(",");
}

function reveal(anchor) {
  const row = rowAt.get(anchor);
  const finding = document.getElementById(anchor);
  if (row) {
    if (row.body.hidden) clear();
    setOpen(row, true);
    row.body.scrollIntoView({ block: "start" });
    row.button.focus({ preventScroll: true });
  } else if (finding?.classList.contains("finding")) {
    if (finding.hidden) clear();
    const details = one("details", finding);
    if (details) details.open = true;
    finding.scrollIntoView({ block: "start" });
  }
}

addEventListener("hashchange", () => {
  if (readState()) apply();
  else reveal(location.hash.slice(1));
});
