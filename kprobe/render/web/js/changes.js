// Which changes are shown: those that have all the words that are looked for.
const wanted = make("input", { type: "search", placeholder: "Filter", "aria-label": "Filter the changes" });

function showWanted() {
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const group of all(".group")) {
    let left = 0;
    for (const row of all(".changed", group)) {
      const text = one("summary", row).textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      left += !row.hidden;
    }
    group.hidden = left === 0;
    shown += left;
  }
  one("#nothing").hidden = shown > 0;
  say(words.length ? `${shown} shown` : "");
}

if (one(".group")) {
  one("#controls").append(wanted);
  wanted.addEventListener("input", showWanted);
}
