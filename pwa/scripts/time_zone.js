// Offers the time zone of this device, where the form holds another.

const field = /** @type {HTMLInputElement} */ (document.getElementById("time_zone"));
const offer = /** @type {HTMLElement} */ (document.querySelector("[data-zone]"));
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

const compare = () => (offer.hidden = !here || field.value === here);

/** @type {HTMLElement} */ (offer.querySelector("b")).textContent = here;
offer.querySelector("button")?.addEventListener("click", () => {
  field.value = here;
  field.focus();
  compare();
});
field.addEventListener("input", compare);
compare();
