// / to the filter; up and down between rows; right and left to open and close; Escape closes, or clears the filter.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !table) return;
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    escape(event.target);
  } else if (event.target === search && event.key === "ArrowDown") {
    event.preventDefault();
    shown()[0]?.button.focus();
  } else if (!typing) {
    move(event);
  }
});

function escape(target) {
  const body = target.closest(".rows > tbody");
  if (body && isOpen(rowAt.get(body.id))) {
    setOpen(rowAt.get(body.id), false);
    rowAt.get(body.id).button.focus();
    keepState();
  } else if (target === search) {
    if (search.value) set("q", "");
    else search.blur();
  }
}

function move(event) {
  const row = rowAt.get(event.target.closest(".rows > tbody")?.id);
  if (!row || event.target !== row.button) return;
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  if (event.key in steps) {
    event.preventDefault();
    const list = shown();
    const at = Math.min(Math.max(list.indexOf(row) + steps[event.key], 0), list.length - 1);
    list[at].button.focus();
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    event.preventDefault();
    setOpen(row, event.key === "ArrowRight");
    keepState();
  }
}
