// Takes the forms marked `data-outbox`: what they say is stored on the device first, then sent.
// Where that takes longer than a moment the page shows it as waiting. Without this script, or
// where a browser cannot do it, the forms go to the server by themselves.

import { add, arrive, discard, entries, resume, send } from "./outbox.js";
import { go, hush, sayStored, show, words } from "./pending.js";

/** @typedef {import("./outbox.js").Kind} Kind */
/** @typedef {import("./outbox.js").Intention} Intention */

// Milliseconds for which a person does not mind waiting for an answer.
const MOMENT = 1500;

const person = document.body.dataset.person ?? "";

/** @type {WeakSet<HTMLFormElement>} */
const busy = new WeakSet();
/** @type {WeakMap<HTMLFormElement, number>} */
const edits = new WeakMap();

/** @param {SubmitEvent} event */
function take(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.dataset.outbox) return;
  event.preventDefault();
  // Whoever guards forms against being sent twice has nothing to do here.
  event.stopImmediatePropagation();
  if (busy.has(form) || tooLong(form)) return;
  busy.add(form);
  hush(true);
  keep(form, event.submitter).finally(() => {
    busy.delete(form);
    hush(false);
  });
}

/**
 * Stores what the form says, sends it, and shows what came of it.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function keep(form, button) {
  /** @type {import("./outbox.js").Entry[]} */
  const kept = [];
  // What the page says was done is not the latest any more.
  document.querySelector(".said")?.remove();
  const before = new Set(document.querySelectorAll("details[open]"));
  try {
    for (const one of intentions(form, new FormData(form, button))) kept.push(await add(one));
  } catch {
    if (!kept.length) return release(form);
  }
  const edited = edits.get(form);
  if (edited) await discard(edited);
  await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, MOMENT))]).catch(() => {});
  const now = (await entries()).find((one) => one.id === kept[0].id);
  if (now?.state === "sent" && !elsewhere(form, before)) return go(now, form.dataset.done);
  if (now?.state === "waiting") sayStored();
  empty(form);
  later();
}

/**
 * Whether something else is being written, or was begun meanwhile, which another page would end.
 * @param {HTMLFormElement} form
 * @param {Set<Element>} before What was open when the form was sent.
 */
function elsewhere(form, before) {
  return [...document.querySelectorAll("textarea")].some((one) => {
    const around = one.closest("details[open]");
    return one.form !== form && (one.value || (around && !before.has(around)));
  });
}

/**
 * What a form asks for, as requests to the API.
 * @param {HTMLFormElement} form
 * @param {FormData} fields
 * @returns {Intention[]}
 */
function intentions(form, fields) {
  const { outbox, result } = form.dataset;
  const kind = /** @type {Kind} */ (outbox);
  const path = new URL(form.action).pathname;
  const place = form.dataset.place ?? (result ?? path).match(/^\/proposals\/\d+/)?.[0] ?? location.pathname;
  const about = document.querySelector("#title, .quoted")?.textContent?.trim();
  /** @param {string} name */
  const field = (name) => String(fields.get(name) ?? "").trim();
  /** @type {(kind: Kind, path: string, on: boolean) => Intention} */
  const toggle = (kind, path, on) => ({
    person,
    kind,
    place,
    about,
    words: "",
    result,
    request: { method: on ? "PUT" : "DELETE", path: `/api/v1${path}` },
  });
  /** @type {(words: string, path: string, body: object) => Intention} */
  const text = (words, path, body) => ({
    person,
    kind,
    place,
    about,
    words,
    result,
    form: kind === "comment" ? place : location.pathname,
    request: { method: "POST", path: `/api/v1${path}`, body },
  });
  const body = field("body");
  switch (kind) {
    case "support": {
      const on = field("supported") === "yes";
      const support = toggle(kind, path, on);
      return on && field("follow") ? [support, toggle("follow", `${place}/follow`, true)] : [support];
    }
    case "follow":
      return [toggle(kind, path, field("followed") === "yes")];
    case "helpful":
      return [toggle(kind, path, field("helpful") === "1")];
    case "report": {
      const [, subject, id] = path.match(/^\/(\w+)s\/(\d+)/) ?? [];
      const reason = field("reason");
      const note = field("note");
      const chosen = form.querySelector("[name=reason]:checked + *")?.textContent ?? reason;
      const report = { subject: { kind: subject, id: Number(id) }, reason, note };
      return [text([chosen, note].filter(Boolean).join("\n"), "/reports", report)];
    }
    case "comment": {
      const reply = field("reply_to");
      return [text(body, path, reply ? { body, reply_to: Number(reply) } : { body, stance: field("stance") })];
    }
    default:
      return [text(body, path, { body })];
  }
}

/**
 * Whether a text is longer than the server takes; then the browser says so beside it.
 * @param {HTMLFormElement} form
 */
function tooLong(form) {
  const over = form.querySelector("output.over");
  const field = over instanceof HTMLElement && document.getElementById(over.dataset.counts ?? "");
  if (!(field instanceof HTMLTextAreaElement)) return false;
  field.setCustomValidity(words.tooLong);
  field.reportValidity();
  field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
  return true;
}

/**
 * Nothing could be stored: says so, keeps the text where it is, and lets the form go to the server
 * by itself from now on.
 * @param {HTMLFormElement} form
 */
function release(form) {
  delete form.dataset.outbox;
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  notice.textContent = words.full;
  form.append(notice);
}

/** @param {HTMLFormElement} form */
function empty(form) {
  edits.delete(form);
  form.reset();
  for (const field of form.querySelectorAll("textarea")) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const around = form.closest("details");
  if (around) around.open = false;
}

/** Fills the form again with what was refused, where the address names it. */
async function edit() {
  const id = Number(location.hash.match(/^#outbox-(\d+)$/)?.[1]);
  const entry = id && (await entries()).find((one) => one.id === id && one.person === person);
  if (!entry) return;
  /** @type {Record<string, unknown>} */
  const body = { ...entry.request.body };
  const form = [...document.querySelectorAll("form")].find(
    (one) =>
      one.dataset.outbox === entry.kind &&
      String(new FormData(one).get("reply_to") ?? "") === String(body.reply_to ?? ""),
  );
  if (!form) return;
  const around = form.closest("details");
  if (around) around.open = true;
  for (const [name, value] of Object.entries(body)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLTextAreaElement || field instanceof RadioNodeList) field.value = String(value);
    if (!(field instanceof HTMLTextAreaElement)) continue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  edits.set(form, id);
  history.replaceState(null, "", location.pathname + location.search);
}

let timer = 0;

/**
 * Sends, and again when the next entry is due.
 * @param {() => Promise<number>} [how]
 */
async function run(how = send) {
  clearTimeout(timer);
  // What cannot be read now is tried again when the page comes back.
  const due = await how().catch(() => 0);
  if (due) timer = setTimeout(run, due - Date.now());
}

/** What waits is sent when there is a network, also when this page is no longer open. */
function later() {
  run();
  navigator.serviceWorker?.ready
    .then((worker) => /** @type {any} */ (worker).sync?.register("outbox"))
    .catch(() => {
      // The browser does without; opening the app sends.
    });
}

/** What belongs to this page and still waits. */
async function open() {
  // A page that was kept says who was signed in when it was, not who is.
  if (!document.documentElement.dataset.kept) await arrive(person);
  await show();
  await edit();
  await run(resume);
}

// The youngest of what is used here. Other browsers send forms as they always did.
if ("locks" in navigator && "with" in Array.prototype) {
  document.addEventListener("submit", take, { capture: true });
  addEventListener("online", () => run(resume));
  addEventListener("hashchange", edit);
  addEventListener("pageshow", (event) => event.persisted && run(resume));
  document.addEventListener("visibilitychange", () => document.hidden || run(resume));
  open().catch(() => {
    // A device that keeps nothing has nothing to show; a form says so when it is sent.
  });
}
