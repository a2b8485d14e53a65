// Offers to tell this device by push: on the settings, and once somebody hears of a proposal. It
// explains itself before the browser asks, and "not now" holds for two months.

import { end, isOn, renew } from "./push.js";

const STORE = "madang-push";
const REST = 60 * 24 * 3600 * 1000;
const PATIENCE = 10_000;

const card = /** @type {HTMLElement} */ (document.querySelector("[data-push]"));
const failed = /** @type {HTMLElement} */ (card.querySelector("[data-failed]"));
const later = card.querySelector("[data-later]");

const rested = () => Date.now() - Number(localStorage.getItem(STORE) ?? 0) > REST;

/** What can be done here, and whether it is. */
async function state() {
  if (!("serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis)) {
    // Safari on phones and tablets has push for what is on the home screen alone.
    return "standalone" in navigator && !navigator.standalone ? "home" : "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  return registration && (await isOn(registration)) ? "on" : "off";
}

/**
 * The service worker, which on a first visit is still being fetched.
 * @returns {Promise<ServiceWorkerRegistration>}
 */
function atWork() {
  return new Promise((resolve, reject) => {
    navigator.serviceWorker.ready.then(resolve);
    setTimeout(reject, PATIENCE);
  });
}

/** @param {string} name Which part of the card is for this device; an offer has few of them. */
function show(name) {
  for (const part of card.querySelectorAll("[data-state]")) {
    if (!(part instanceof HTMLElement)) continue;
    part.hidden = part.dataset.state !== name;
    if (!part.hidden) card.hidden = false;
  }
}

/** @param {MouseEvent} event */
async function turnOn(event) {
  const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
  button.disabled = failed.hidden = true;
  try {
    // Some browsers ask only while the tap is fresh, so this comes before anything that waits.
    const granted = (await Notification.requestPermission()) === "granted";
    if (granted) await renew(await atWork());
    if (granted && card.dataset.to) location.assign(card.dataset.to);
    else show(granted ? "done" : await state());
  } catch {
    failed.hidden = false;
  }
  button.disabled = false;
}

/** "Not now". */
function rest() {
  localStorage.setItem(STORE, `${Date.now()}`);
  card.hidden = true;
}

/** @param {SubmitEvent} event This device is removed from the list: the browser forgets it too. */
async function turnOff(event) {
  event.preventDefault();
  const registration = await navigator.serviceWorker?.getRegistration();
  await end(registration).catch(() => {});
  /** @type {HTMLFormElement} */ (event.target).submit();
}

const off = /** @type {HTMLFormElement | null} */ (card.querySelector("[data-push-off]"));
off?.addEventListener("submit", turnOff);
card.querySelector("[data-on]")?.addEventListener("click", (event) => turnOn(/** @type {MouseEvent} */ (event)));
later?.addEventListener("click", rest);
if (!later || rested()) {
  state().then(show, () => {
    // Without a network nobody can say; the next page that offers it asks again.
  });
}
