// The button that prints this page; without scripts the browser's own menu does.

/** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-print]")).forEach((button) => {
  button.addEventListener("click", () => print());
  button.hidden = false;
});
