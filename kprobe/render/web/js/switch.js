// Which scheme: the system's, light, dark. Last of all, the page begins as its address says.
const SCHEMES = ["", "light", "dark"];
const root = document.documentElement;
const scheme = make("button", { type: "button" });

function showScheme() {
  const now = root.dataset.theme ?? "";
  scheme.textContent = { "": "Auto", light: "Light", dark: "Dark" }[now];
  scheme.setAttribute("aria-label", `Colours: ${{ "": "as the system", light: "light", dark: "dark" }[now]}`);
}

scheme.addEventListener("click", () => {
  const next = SCHEMES[(SCHEMES.indexOf(root.dataset.theme ?? "") + 1) % SCHEMES.length];
  if (next) root.dataset.theme = next;
  else delete root.dataset.theme;
  try {
    localStorage.setItem("kprobe-theme", next);
  } catch {
    // It holds for this page alone.
  }
  showScheme();
});
one("#switch").append(scheme);
showScheme();
if (table) {
  // Laid out as blocks, it is a table all the same.
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const line of [...table.tHead.rows, ...rows.map((row) => row.body.rows[0])]) {
    line.setAttribute("role", "row");
    for (const cell of line.cells) cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell");
  }
}
const whole = readState();
if (!whole) state = Object.fromEntries(NAMES.map((name) => [name, ""]));
apply();
if (!whole) reveal(location.hash.slice(1));
