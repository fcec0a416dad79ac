// The page's parts, and how more of them are made. Text is only ever set as text; the one place where text becomes
// markup is `parsed`, which is given nothing but this page's own, escaped where it was made.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

const inert = window.trustedTypes
  ? trustedTypes.createPolicy("kprobe", { createHTML: (text) => text })
  : { createHTML: (text) => text };

function parsed(text) {
  return new DOMParser().parseFromString(inert.createHTML(text), "text/html").body;
}

function say(text) {
  one("#said").textContent = text;
}
