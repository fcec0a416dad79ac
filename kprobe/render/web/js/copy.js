// A button beside everything that is there to be pasted.
function addCopyButtons(root) {
  for (const block of all("pre.code", root)) {
    if (block.parentElement.className === "paste") continue;
    const text = block.textContent;
    const button = make("button", { type: "button", className: "copy" }, "Copy");
    button.addEventListener("click", async () => {
      const done = await copied(text, block);
      button.textContent = done ? "Copied" : "Press Ctrl+C";
      say(done ? "Copied" : "Selected, to be copied by hand");
      setTimeout(() => { button.textContent = "Copy"; }, 1600);
    });
    const both = make("div", { className: "paste" });
    block.replaceWith(both);
    both.append(block, button);
  }
}

async function copied(text, block) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard for pages of this origin: the text is selected, for the reader to copy.
    const range = document.createRange();
    range.selectNodeContents(block.firstChild);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return false;
  }
}

addCopyButtons(document);
