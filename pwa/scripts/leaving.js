// Signing out of this device, by any of the forms marked `data-sign-out`: what is unsent is asked
// about, then everything that was kept for this person goes.

import { all, remove } from "./database.js";
import { entries, resume, wipe } from "./outbox.js";
import { end } from "./push.js";

// Milliseconds for which a push service that cannot be reached holds nobody back: the server ends
// push on this device together with the session.
const PATIENCE = 2_000;

const person = document.body.dataset.person ?? "";
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("leaving"));
const title = /** @type {HTMLElement} */ (dialog.querySelector("h2"));
const sorry = /** @type {HTMLElement} */ (dialog.querySelector(".notice"));

/** @type {HTMLFormElement | undefined} */
let form;

/** How many entries of this person have not arrived, refused ones too, since their text goes. */
async function unsent() {
  const kept = await entries().catch(() => []);
  return kept.filter((one) => one.person === person && one.state !== "sent").length;
}

/** Asks where something would be lost; leaves at once where nothing would. */
async function ask() {
  const count = await unsent();
  if (!count) return leave();
  title.textContent = (title.dataset.label ?? "").replace(
    "{count}",
    new Intl.NumberFormat(document.documentElement.lang).format(count),
  );
  if (!dialog.open) dialog.showModal();
}

/** Ends push on this device, for whoever signs in here next. */
async function hush() {
  const ended = navigator.serviceWorker?.getRegistration().then(end);
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

async function forget() {
  await caches.delete(`pages-${person}`);
  for (const draft of await all("drafts")) if (draft.person === person) await remove("drafts", draft.id);
  await wipe(person);
}

/** Forgets this person, then tells the server: a device that cannot be read holds nobody back. */
async function leave() {
  await Promise.allSettled([hush(), forget()]);
  form?.submit();
}

/** @param {MouseEvent} event */
async function answer(event) {
  const { value } = /** @type {HTMLButtonElement} */ (event.currentTarget);
  sorry.hidden = true;
  if (value === "discard") return leave();
  if (value === "cancel") return dialog.close();
  await resume();
  await ask();
  sorry.hidden = false;
}

for (const button of dialog.querySelectorAll("button")) button.addEventListener("click", answer);
document.addEventListener(
  "submit",
  (event) => {
    if (!(event.target instanceof HTMLFormElement) || event.target.dataset.signOut === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form = event.target;
    ask();
  },
  { capture: true },
);
