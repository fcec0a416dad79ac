// Which scheme: the system's, light, dark.
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
