// Keys for those who decide many times a day: an element with `data-key="j"` is clicked by j.
// Whatever a key does has its link, button or choice too, and the keys can be turned off
// (WCAG 2.2, 2.1.4), which this browser remembers.

const STORE = "madang-shortcuts";
const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";

/**
 * Whether this key was pressed. Letters go by their place on the keyboard, since with Hangul
 * turned on the key of j says ㅓ.
 * @param {KeyboardEvent} event
 * @param {string} key
 */
function pressed(event, key) {
  return event.key === key || (/^[a-z]$/.test(key) && !event.shiftKey && event.code === `Key${key.toUpperCase()}`);
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(STORE) === "off") return;
  if (event.target instanceof Element && event.target.matches(TYPING)) return;
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!(element instanceof HTMLElement) || !pressed(event, element.dataset.key ?? "")) continue;
    event.preventDefault();
    element.click();
    // After a choice, Enter sends the form.
    element.focus();
    return;
  }
});

for (const box of document.querySelectorAll("input[data-shortcuts]")) {
  if (!(box instanceof HTMLInputElement)) continue;
  box.checked = localStorage.getItem(STORE) !== "off";
  box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
  // Without scripts there are no keys, so there is nothing to tell.
  box.closest("details")?.removeAttribute("hidden");
}

// The list keeps its place when the next text is opened.
document.querySelector(".queue [aria-current]")?.closest("li")?.scrollIntoView({ block: "nearest" });
