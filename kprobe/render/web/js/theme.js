// Before anything is drawn: that scripts run, and which scheme the reader chose last.
document.documentElement.classList.add("js");
try {
  const kept = localStorage.getItem("kprobe-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
} catch {
  // A page opened from a file may have no storage: the system's scheme it is.
}
