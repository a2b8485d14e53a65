// Small helps for forms. Everything works without them.

/**
 * Keeps the count beside a field that has a limit: `<output data-counts="field-id">12 / 100`.
 * Characters are counted as the server counts them: code points, not UTF-16 units.
 * @param {HTMLOutputElement} output
 */
function count(output) {
  const field = document.getElementById(output.dataset.counts ?? "");
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const most = Number(output.dataset.most);
  const show = () => {
    const length = [...field.value.normalize("NFC").trim()].length;
    output.value = `${format.format(length)} / ${format.format(most)}`;
    output.classList.toggle("over", length > most);
  };
  field.addEventListener("input", show);
  output.hidden = false;
  show();
}

/**
 * A form is sent once: a second tap while the first request runs does nothing.
 * @param {HTMLFormElement} form
 */
function once(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // Coming back by the browser's arrow shows the page as it was left.
  addEventListener("pageshow", () => (sent = false));
  // Without a network the service worker lets the page stay.
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "unsent" && (sent = false));
}

/** @type {NodeListOf<HTMLOutputElement>} */ (document.querySelectorAll("output[data-counts]")).forEach(count);
/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll('form[method="post"]')).forEach(once);

// A filter that is chosen is applied. Words are not done when one leaves their field: they wait for
// Enter, or for the button.
/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-apply]")).forEach((form) => {
  form.addEventListener("change", ({ target }) => target instanceof HTMLSelectElement && form.requestSubmit());
});
