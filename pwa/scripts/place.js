// "Use my location": puts where the person is into the form, once they press the button.

const box = document.querySelector("[data-pin]");
const form = box?.closest("form");

if (box instanceof HTMLElement && form && "geolocation" in navigator) {
  const locate = /** @type {HTMLButtonElement} */ (box.querySelector("[data-locate]"));
  const pinned = /** @type {HTMLElement} */ (box.querySelector("[data-pinned]"));
  const point = /** @type {HTMLElement} */ (box.querySelector("[data-point]"));
  const words = /** @type {HTMLElement} */ (box.querySelector("[data-words]"));
  const drop = /** @type {HTMLButtonElement} */ (pinned.querySelector("button"));
  const latitude = /** @type {HTMLInputElement} */ (form.elements.namedItem("latitude"));
  const longitude = /** @type {HTMLInputElement} */ (form.elements.namedItem("longitude"));

  /**
   * Four decimals are about ten metres: near enough for a crossing, and no more than is needed.
   * @param {GeolocationCoordinates | null} here
   */
  const pin = (here) => {
    latitude.value = here ? here.latitude.toFixed(4) : "";
    longitude.value = here ? here.longitude.toFixed(4) : "";
    words.textContent = "";
    longitude.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // Also heard where a draft brings its point along.
  const show = () => {
    point.textContent = `${latitude.value}, ${longitude.value}`;
    pinned.hidden = !latitude.value;
    locate.hidden = !pinned.hidden;
  };

  longitude.addEventListener("input", show);
  show();
  locate.addEventListener("click", () => {
    locate.disabled = true;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        locate.disabled = false;
        pin(found.coords);
        drop.focus();
      },
      (error) => {
        locate.disabled = false;
        const denied = error.code === error.PERMISSION_DENIED;
        words.textContent = (denied ? box.dataset.denied : box.dataset.failed) ?? "";
      },
      { maximumAge: 60_000, timeout: 15_000 },
    );
  });
  drop.addEventListener("click", (event) => {
    event.preventDefault();
    pin(null);
    locate.focus();
  });
}
