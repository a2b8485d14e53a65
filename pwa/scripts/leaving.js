// Signing out of this device, by any of the forms marked `data-sign-out`: what is unsent is asked
// about, then everything that was kept for this person goes.

import { all, remove } from "./database.js";
import { bring, find, isInAccount, ours } from "./drafts.js";
import { entries, resume, wipe } from "./outbox.js";
import { say } from "./pending.js";
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

/** This person's drafts that stand on this device alone. */
async function unfinished() {
  return (await ours(person)).filter((one) => one.person === person && !isInAccount(one));
}

/** How much of this person's has not arrived, what was refused too, since its text goes. */
async function unsent() {
  const kept = await entries().catch(() => []);
  const drafts = await unfinished().catch(() => []);
  return kept.filter((one) => one.person === person && one.state !== "sent").length + drafts.length;
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

/**
 * Forgets this person, then tells the server: a device that cannot be read holds nobody back. Only
 * where the server is there, or the session would go on without what belongs to it.
 */
async function leave() {
  const there = await fetch("/health/live", { cache: "no-store" }).catch(() => undefined);
  if (!there?.ok) {
    dialog.close();
    return say(dialog.dataset.offline ?? "");
  }
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
  for (const { id } of await unfinished()) {
    const draft = await find(id, person);
    if (draft) await bring(draft);
  }
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
