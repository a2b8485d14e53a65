// The writing screen: what is typed is on this device at once, and in the account soon after. It
// is published through the outbox. Where nothing can be stored, the form works as without this.

import { EDIT, begin, bring, find, forget, isEmpty, isInAccount, keep, nothing, ours, part } from "./drafts.js";
import { ago } from "./ago.js";
import { look, refuse, tooShort } from "./form_answers.js";
import { fields } from "./form_fields.js";
import { photos } from "./photos.js";
import { address, edit, pending, publish, takeBack } from "./publishing.js";
import { unseen } from "./similar.js";
import { offer } from "./unfinished.js";

/** @import { Draft } from "./drafts.js" */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.writing"));
const person = document.body.dataset.person ?? "";
const kind = /** @type {"new" | "draft" | "edit"} */ (form.dataset.kind);
const own = kind === "edit" ? EDIT + new URL(form.action).pathname : undefined;

// How long after a key what was typed is on the device, after the last one in the account, and when
// that is tried again, in milliseconds.
const SOON = 400;
const LATER = 2000;
const AGAIN = 30_000;

/** @type {Draft} */
let draft;
let pictured = false;
let saving = 0;
let bringing = 0;
// While it is published, and after it was thrown away, nothing is written down.
let closed = false;
/** @type {Promise<void>} */
let underway = Promise.resolve();

/**
 * A part of the page that waits for this script.
 * @param {string} name
 */
const place = (name) => /** @type {HTMLElement} */ (form.querySelector(`[data-${name}]`));

/** @param {string} name */
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));

const pictures = photos(form, () => {
  pictured = true;
  typed();
});

const { came, written, fill } = fields(form);

/** Says where the draft is kept, and since when. */
function tell() {
  const line = place("kept");
  const [where, when] = line.children;
  const words = isInAccount(draft) ? line.dataset.account : line.dataset.device;
  where.textContent = words ?? "";
  when.textContent = Date.now() - draft.saved < 60_000 ? (line.dataset.now ?? "") : ago(draft.saved);
  line.hidden = !draft.saved;
  place("forget").hidden = kind !== "new" || !draft.saved;
}

function typed() {
  // Also while typing goes on, and not only after it.
  saving ||= window.setTimeout(save, SOON);
}

/** Keeps on this device what stands in the form. */
async function save() {
  clearTimeout(saving);
  saving = 0;
  const present = written();
  if (closed || !(pictured || JSON.stringify(present) !== JSON.stringify(draft.fields))) return;
  Object.assign(draft, { fields: present, photos: pictures.list(), person });
  pictured = false;
  if (!draft.saved && isEmpty(draft)) return;
  try {
    if (!(await keep(draft))) await goOnApart("parted", address(draft.id));
    place("full").hidden = true;
  } catch {
    place("full").hidden = false;
  }
  settled();
  clearTimeout(bringing);
  bringing = window.setTimeout(sync, LATER);
}

/** The page's address names the draft, so that it comes back after a crash. */
function settled() {
  tell();
  if (kind !== "edit" && !form.action.endsWith(`/drafts/${draft.server?.id}`)) {
    if (location.pathname + location.search !== address(draft.id)) history.replaceState(null, "", address(draft.id));
    for (const link of form.querySelectorAll("a[data-sign-in]")) {
      link.setAttribute("href", `/sign-in?to=${encodeURIComponent(address(draft.id))}`);
    }
  }
}

/** Brings what is kept here into the account, one request after the other. */
function sync() {
  clearTimeout(bringing);
  underway = underway.then(async () => {
    if (closed || !person || kind === "edit" || !draft.saved || isInAccount(draft) || !navigator.onLine) return;
    const brought = await bring(draft);
    if (brought === "parted" || brought === "gone") await leaveAccount(brought);
    // More was typed meanwhile, or it goes on as another draft, or the server is to be spared.
    if (!isInAccount(draft)) bringing = window.setTimeout(sync, brought === "later" ? AGAIN : SOON);
    tell();
  });
  // Where this device is full, the account may still have it next time.
  underway = underway.catch(() => {});
  return underway;
}

/**
 * What the account said: somewhere else the draft was changed, or published, or thrown away.
 * @param {"parted" | "gone"} what
 */
async function leaveAccount(what) {
  const parted = draft;
  await goOnApart(what, `/drafts/${parted.server?.id}`);
  await forget(parted);
}

/**
 * What was written here becomes a draft of its own, and the page says why.
 * @param {"parted" | "gone"} why
 * @param {string} other Where the other text is.
 */
async function goOnApart(why, other) {
  draft = await part(draft);
  form.action = "/proposals/new";
  pictures.show(draft.photos);
  settled();
  const notice = place(why);
  notice.querySelector("a")?.setAttribute("href", other);
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
}

/** The draft that this page is about, where the device knows it. */
async function known() {
  if (own) return find(own, person);
  if (kind === "new") return find(new URLSearchParams(location.search).get("draft") ?? "", person);
  const local = (await ours(person)).find(({ server }) => server && form.action.endsWith(`/drafts/${server.id}`));
  return local && find(local.id, person);
}

/** Goes on with what the device knows, or begins with what the page shows. */
async function open() {
  const shown = { ...begin(person, own), fields: { ...came }, photos: pictures.list() };
  if (kind === "draft") {
    shown.server = { id: Number(form.action.split("/").at(-1)), version: Number(field("version").value) };
  }
  const local = await known();
  const older = local?.server && shown.server && isInAccount(local) && local.server.version < shown.server.version;
  draft = local && !older ? local : shown;
  if (draft !== local) {
    if (local) await forget(local);
    pictures.show(draft.photos);
    if (kind !== "new") return;
    // What came with the page, shared by another app or sent back, is as good as typed.
    draft.fields = nothing();
    return offer(place("unfinished"), person);
  }
  const entry = await pending(draft.id);
  if (entry?.state === "waiting") return location.replace("/outbox");
  // What was written signed out goes on as theirs who signed in.
  if (person && !draft.person) await keep(Object.assign(draft, { person }));
  // What somebody typed meanwhile is newer.
  fill(draft.fields, true);
  pictures.show(draft.photos);
  settled();
  if (entry?.refusal) {
    refuse(form, entry.refusal);
    await takeBack(entry);
  }
  sync();
}

/** Throws the draft away: the account asks first, on this device it can be undone. */
async function discard() {
  if (draft.server) return location.assign(`/drafts/${draft.server.id}/removal`);
  const gone = draft;
  await forget(gone);
  draft = begin(person);
  fill(draft.fields);
  pictures.show(draft.photos);
  tell();
  history.replaceState(null, "", "/proposals/new");
  const notice = place("forgotten");
  notice.hidden = false;
  const undo = /** @type {HTMLButtonElement} */ (notice.querySelector("button"));
  undo.onclick = async () => {
    draft = gone;
    await keep(draft);
    fill(draft.fields);
  pictures.show(draft.photos);
    settled();
    notice.hidden = true;
    field("title").focus();
  };
  undo.focus();
}

/** Somebody asks for it, so it is also said aloud where it is kept; otherwise that would disturb. */
async function keepNow() {
  await save();
  await sync();
  place("said").textContent = place("kept").firstElementChild?.textContent ?? "";
}

/**
 * Publishes, and goes where it can be seen: the proposal, or the outbox where it waits.
 * @param {HTMLButtonElement} button
 */
async function send(button) {
  const wrong = tooShort(form);
  if (wrong) return refuse(form, wrong);
  await save();
  if (!person) return location.assign(/** @type {HTMLAnchorElement} */ (form.querySelector("a[data-sign-in]")).href);
  button.disabled = true;
  try {
    if (kind !== "edit" && (await unseen(form))) {
      button.textContent = button.dataset.anyway ?? "";
      return;
    }
    await underway;
    closed = true;
    place("sending").hidden = false;
    const to = kind === "edit" ? await change() : await hand();
    if (to) return location.assign(to);
    closed = false;
  } catch {
    // Neither this device nor the outbox takes it. The form itself still can, but for photos.
    closed = false;
    if (draft.photos.length) place("full").hidden = false;
    else sendByItself(button.value);
  } finally {
    button.disabled = false;
    place("sending").hidden = true;
  }
}

/**
 * Hands the draft to the outbox.
 * @returns {Promise<string | undefined>} Where to go; nowhere where it was refused.
 */
async function hand() {
  const entry = await publish(draft);
  if (entry?.state === "sent") return `${entry.result}?done=published`;
  if (!entry?.refusal) return "/outbox";
  if (entry.refusal.status === 409) await leaveAccount("parted");
  else if (entry.refusal.status === 404) await leaveAccount("gone");
  else refuse(form, entry.refusal);
}

/**
 * Changes the published proposal: at once or not at all, since others may support it meanwhile.
 * @returns {Promise<string | undefined>}
 */
async function change() {
  const path = new URL(form.action).pathname.replace(/\/edit$/, "");
  const { status, problem } = await edit(draft, path);
  if (!status) place("offline").hidden = false;
  else if (problem) refuse(form, problem);
  else {
    await forget(draft);
    return `${path}?done=edited`;
  }
}

/**
 * Sends the form as it goes without scripts.
 * @param {string} act
 */
function sendByItself(act) {
  const button = document.createElement("input");
  Object.assign(button, { type: "hidden", name: "act", value: act });
  form.append(button);
  form.submit();
}

/** @param {SubmitEvent} event */
function pressed(event) {
  const button = /** @type {HTMLButtonElement} */ (event.submitter);
  event.preventDefault();
  if (button.value === "draft") keepNow();
  else if (button.value === "publish" || button.value === "edit") send(button);
  else look(form, button.value);
}

// A browser that keeps nothing for us, as private windows of some, has the form as it came.
open().then(
  () => {
    form.addEventListener("input", typed);
    form.addEventListener("submit", pressed);
    place("forget").addEventListener("click", discard);
    addEventListener("online", sync);
    addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    setInterval(tell, 30_000);
    typed();
  },
  () => {},
);
