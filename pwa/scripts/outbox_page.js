// The screen of the outbox: what waits, what was refused and why, what was sent.

import { arrive, discard, entries, present, restore, resume, retry, watch } from "./outbox.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const template = /** @type {HTMLTemplateElement} */ (document.getElementById("entry"));
const words = /** @type {Record<string, string>} */ (template.dataset);
const { lang } = document.documentElement;
const when = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
const number = new Intl.NumberFormat(lang);
const sending = /** @type {HTMLButtonElement} */ (document.querySelector("[data-send]"));
const said = /** @type {HTMLElement} */ (document.querySelector("[data-said]"));

/**
 * @param {ParentNode} within
 * @param {string} selector
 */
const find = (within, selector) => /** @type {HTMLElement} */ (within.querySelector(selector));

/** @param {string} name */
const part = (name) => find(document, `[data-part=${name}]`);

/**
 * Asks the server who is signed in. Where there is no network, the service worker has told this
 * page whom it last saw.
 */
async function learn() {
  const answer = await fetch("/about", { method: "HEAD", signal: AbortSignal.timeout(3000) }).catch(() => null);
  if (answer?.ok) await arrive(answer.headers.get("Madang-Person") ?? "");
  else if (navigator.serviceWorker?.controller) await arrive(document.body.dataset.person ?? "");
}

/** @type {Promise<void>} */
let showing = Promise.resolve();

function show() {
  showing = showing.then(render, render);
  return showing;
}

async function render() {
  const person = await present();
  const all = await entries();
  const mine = all.filter((one) => one.person === person);
  const foreign = all.filter((one) => one.person !== person && one.state !== "sent");
  for (const state of ["waiting", "refused", "sent"]) {
    const some = mine.filter((one) => one.state === state);
    if (state === "sent") some.reverse();
    const section = part(state);
    section.hidden = !some.length;
    find(section, "small").textContent = number.format(some.length);
    find(section, "ul").replaceChildren(...some.map(row));
  }
  // Of somebody else's, or of one's own while nobody is signed in, only how many.
  const note = find(part("signed-out"), "b");
  note.textContent = (note.dataset.label ?? "").replace("{count}", number.format(foreign.length));
  part("signed-out").hidden = Boolean(person) || !foreign.length;
  part("empty").hidden = Boolean(mine.length) || !part("signed-out").hidden;
  sending.hidden = !mine.some((one) => one.state === "waiting");
}

/** @param {Entry} entry */
function row(entry) {
  const { id, kind, state, request, refusal } = entry;
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const shown = find(copy, "li");
  find(shown, "b").textContent = words[request.method === "DELETE" ? `${kind}Off` : kind];
  const time = /** @type {HTMLTimeElement} */ (find(shown, "time"));
  time.textContent = when.format(entry.made);
  time.dateTime = new Date(entry.made).toISOString();
  find(shown, ".about").textContent = entry.about ?? "";
  find(shown, ".lines").textContent = entry.words;
  if (refusal) {
    find(shown, ".notice b").textContent = refusal.title;
    find(shown, ".notice p").textContent = Object.values(refusal.errors ?? {}).flat().join(" ") || refusal.detail;
    find(shown, ".notice").hidden = false;
  }
  /** @type {(name: string, there: boolean, how: string | (() => void)) => void} */
  const act = (name, there, how) => {
    const act = find(shown, `[data-act=${name}]`);
    if (!there) act.remove();
    else if (typeof how === "string") act.setAttribute("href", how);
    else act.addEventListener("click", how);
  };
  act("see", state === "sent", entry.result ?? entry.place);
  act("retry", state === "refused", () => retry(id).then(send));
  // A proposal comes from a draft, which is still there.
  const form = entry.form ? `${entry.form}#outbox-${id}` : entry.draft ? entry.place : "";
  act("edit", state === "refused" && Boolean(form), form);
  act("copy", state !== "sent" && Boolean(entry.words), () => copyOut(entry));
  act("discard", state !== "sent", () => drop(entry));
  return shown;
}

/** @param {Entry} entry */
async function copyOut(entry) {
  await navigator.clipboard.writeText(entry.words);
  said.textContent = words.copied;
}

/**
 * Discards an entry, and offers to take that back.
 * @param {Entry} entry
 */
async function drop(entry) {
  await discard(entry.id);
  const undo = document.createElement("button");
  undo.type = "button";
  undo.textContent = words.undo;
  undo.addEventListener("click", () => {
    said.textContent = "";
    restore(entry).then(send);
  });
  said.replaceChildren(words.discarded, " ", undo);
  undo.focus();
}

/** Sends what can be sent, and says so where nothing can. */
async function send() {
  sending.disabled = true;
  await resume();
  sending.disabled = false;
}

sending.addEventListener("click", async () => {
  said.textContent = "";
  await send();
  if (!sending.hidden) said.textContent = words.unsent;
});
addEventListener("online", () => learn().then(send));
document.addEventListener("visibilitychange", () => document.hidden || send());
watch(show);
await learn();
await show();
await send();
