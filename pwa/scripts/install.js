// Offers to put Madang on the home screen, once somebody has done something here: never on arrival,
// not for two months after "not now", and never where it is installed.

const STORE = "madang-install";
const REST = 60 * 24 * 3600 * 1000;

// Only the page that follows such a deed brings it; when it is shown again from what was kept, that
// is long ago.
const hint = /** @type {HTMLElement | null} */ (document.querySelector("html:not([data-kept]) [data-install]"));
const iPhone = "standalone" in navigator;
const installed = navigator.standalone || matchMedia("not (display-mode: browser)").matches;

const rested = () => Date.now() - Number(localStorage.getItem(STORE) ?? 0) > REST;

/** "Not now", in whichever way it was said. */
function rest() {
  localStorage.setItem(STORE, `${Date.now()}`);
  if (hint) hint.hidden = true;
}

/** @param {string} name What of the hint is for this browser: its own question, or the steps. */
function offer(name) {
  if (!hint || installed || !rested()) return;
  const part = /** @type {HTMLElement} */ (hint.querySelector(`[data-${name}]`));
  part.hidden = hint.hidden = false;
  hint.querySelector("[data-later]")?.addEventListener("click", rest);
  return part;
}

addEventListener("beforeinstallprompt", (event) => {
  offer("ask")?.addEventListener("click", async () => {
    await event.prompt();
    await event.userChoice;
    // Whichever the answer is, it was given.
    rest();
  });
});
addEventListener("appinstalled", rest);

// Safari on iPhones and iPads never asks, but can be told to do it.
if (iPhone) offer("steps");
