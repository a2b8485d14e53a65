// What people did, kept on the device until the server has it: stored before anything is sent,
// sent in order, and each arriving exactly once however often it was tried. Works in pages and in
// the service worker.

import { ask } from "./asking.js";
import { all, get, put, remove, update } from "./database.js";

/** @import { Answer } from "./asking.js" */

/**
 * @typedef {"proposal" | "addendum" | "comment" | "support" | "follow" | "helpful" | "report"} Kind
 */

/**
 * What the server said when it refused: its problem document.
 * @typedef {{status: number, title: string, detail: string, errors?: Record<string, string[]>}} Refusal
 */

/**
 * A photo of a proposal. `key` makes sending it twice the same as once; `id` is the server's name
 * for it, once it is there.
 * @typedef {{blob: Blob, alt: string, key: string, id?: string}} Photo
 */

/**
 * What whoever adds an entry says of it.
 * @typedef {object} Intention
 * @property {string} person Whose it is, as `<body data-person>` names them.
 * @property {Kind} kind
 * @property {string} place The path of the page it belongs to; entries of one place keep their order.
 * @property {string} words What to show of it, and what can be copied.
 * @property {string} [about] The title of what it is about.
 * @property {{method: "POST" | "PUT" | "DELETE", path: string, body?: object}} request
 * @property {string} [form] The path of the page where it can be written anew, which finds its
 *   number after `#outbox-`.
 * @property {Photo[]} [photos] Sent first; their ids go into the body as `photos`.
 * @property {string} [draft] The draft on this device that it came from, removed once it is sent.
 * @property {string} [result] The path to show afterwards; `place` if absent, or what was made.
 */

/**
 * @typedef {Intention & {
 *   id: number, key: string, made: number, state: "waiting" | "sent" | "refused",
 *   tries: number, due: number, held?: number, refusal?: Refusal,
 * }} Entry
 * `key` is its Idempotency-Key; `made`, `due` and `held` are milliseconds since 1970: when it was
 * added, when it is tried next, and before when the server asked not to be tried again.
 */

const CHANNEL = "madang-outbox";
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const MONTH = 30 * 24 * HOUR;

// Longest waits for one answer. A photo takes its time on a slow line.
const PATIENCE = 20 * SECOND;
const PATIENCE_FOR_A_PHOTO = 90 * SECOND;

const MOST_SENT = 20;

const LATER = new Set([408, 425, 429]);

// Of these only the last intention counts, as each says how something shall be in the end.
const TOGGLES = new Set(["support", "follow", "helpful"]);

const channel = new BroadcastChannel(CHANNEL);
const tell = () => channel.postMessage(null);

/** @returns {Promise<Entry[]>} All entries of everybody, in the order in which they were added. */
export const entries = () => all("outbox");

/**
 * Calls `listener` after every change, in whichever tab or worker it happened.
 * @param {() => void} listener
 * @returns {() => void} Stops it.
 */
export function watch(listener) {
  const heard = new BroadcastChannel(CHANNEL);
  heard.onmessage = () => listener();
  return () => heard.close();
}

/**
 * Who was signed in on this device when last the server said so; "" for nobody. Only their
 * entries are sent, and shown.
 * @returns {Promise<string>}
 */
export async function present() {
  return (await get("facts", "person"))?.person ?? "";
}

/**
 * Notes that the server said who is signed in.
 * @param {string} person
 */
export async function arrive(person) {
  if (person === (await present())) return;
  await put("facts", { name: "person", person });
  tell();
}

/**
 * Stores what somebody did; when this resolves, it is on the disk.
 * @param {Intention} intention
 * @returns {Promise<Entry>} Rejected where it cannot be stored: nothing was done then.
 */
export async function add(intention) {
  const fresh = { key: crypto.randomUUID(), made: Date.now(), state: "waiting", tries: 0, due: 0 };
  const entry = /** @type {Entry} */ ({ ...intention, ...fresh });
  const untried = TOGGLES.has(entry.kind) && (await entries()).findLast((one) => replaceable(one, entry));
  const replaced =
    untried &&
    (await update("outbox", untried.id, (one) =>
      one && replaceable(one, entry) ? { ...entry, id: one.id } : one,
    ));
  if (replaced?.key === entry.key) entry.id = replaced.id;
  else entry.id = /** @type {number} */ (await put("outbox", entry));
  tell();
  return entry;
}

/**
 * What was never tried has certainly not arrived, so a later intention takes its place.
 * @param {Entry} one
 * @param {Entry} later
 */
function replaceable(one, later) {
  return (
    one.state === "waiting" && !one.tries && one.person === later.person && one.request.path === later.request.path
  );
}

/**
 * Forgets an entry. One that was tried may have arrived nevertheless.
 * @param {number} id
 */
export async function discard(id) {
  await remove("outbox", id);
  tell();
}

/**
 * Puts a discarded entry back into its place.
 * @param {Entry} entry
 */
export async function restore(entry) {
  await put("outbox", entry);
  tell();
}

/**
 * Makes an entry due at once, one that was refused too.
 * @param {number} id
 */
export async function retry(id) {
  await update("outbox", id, (one) => one && { ...one, state: "waiting", due: 0, held: undefined, refusal: undefined });
  tell();
}

/**
 * Forgets everything of a person on this device.
 * @param {string} person
 */
export async function wipe(person) {
  for (const one of await entries()) if (one.person === person) await remove("outbox", one.id);
  if ((await present()) === person) await remove("facts", "person");
  tell();
}

/**
 * Sends at once what waited for its next try: there may be a network again. What the server
 * itself asked to hold back stays held back.
 */
export async function resume() {
  for (const { id, state, due } of await entries()) {
    if (state === "waiting" && due) await update("outbox", id, (one) => one && { ...one, due: one.held ?? 0 });
  }
  return send();
}

/**
 * Sends what is due, of whoever is signed in, one after the other: only one tab or worker at a
 * time does. Resolves when nothing more can be sent now, with the moment (milliseconds since 1970)
 * at which the next is due, or 0 where none waits for its time.
 * @returns {Promise<number>}
 */
export function send() {
  return navigator.locks.request(CHANNEL, async () => {
    await expire();
    for (;;) {
      const next = await first();
      if (!next || next.due > Date.now()) return next?.due ?? 0;
      await attempt(next);
    }
  });
}

/**
 * The entry that is due first. Whatever waits holds up those after it in the same place.
 * @returns {Promise<Entry | undefined>}
 */
async function first() {
  const person = await present();
  /** @type {Map<string, Entry>} */
  const heads = new Map();
  for (const one of await entries()) {
    if (one.state === "waiting" && one.person === person && !heads.has(one.place)) heads.set(one.place, one);
  }
  const now = Date.now();
  const waiting = [...heads.values()];
  // The oldest of those that are due; where none is, the one that will be first.
  return waiting.find((one) => one.due <= now) ?? waiting.sort((one, other) => one.due - other.due)[0];
}

/** Forgets what somebody left behind whose session ended long ago. */
async function expire() {
  const person = await present();
  for (const one of await entries()) {
    if (one.person !== person && one.made < Date.now() - MONTH) await remove("outbox", one.id);
  }
}

/**
 * Tries one entry. It is written down as tried before it is: whatever dies in between, the next
 * try carries the same key.
 * @param {Entry} entry
 */
async function attempt({ id }) {
  /** @type {Entry | undefined} */
  const entry = await change(id, (one) => ({ ...one, tries: one.tries + 1, due: Date.now() + pause(one.tries) }));
  if (!entry) return;
  const whose = { "Madang-Person": entry.person };
  const sentBefore = entry.photos?.some(({ blob, id }) => blob && id);
  for (const [place, photo] of (entry.photos ?? []).entries()) {
    if (photo.id) continue;
    const headers = { ...whose, "Content-Type": photo.blob.type, "Idempotency-Key": photo.key };
    const mail = { method: "POST", headers, body: photo.blob };
    const answer = await ask("/api/v1/photos", mail, PATIENCE_FOR_A_PHOTO);
    if (!answer.made) return conclude(entry, answer);
    photo.id = answer.made.id;
    const known = await change(id, (one) => ({ ...one, photos: one.photos?.with(place, photo) }));
    if (!known) return;
  }
  const { method, path, body } = entry.request;
  const photos = entry.photos && { photos: entry.photos.map(({ id, alt }) => ({ id, alt })) };
  /** @type {Record<string, string>} */
  const headers = { ...whose };
  if (body) headers["Content-Type"] = "application/json";
  if (method === "POST") headers["Idempotency-Key"] = entry.key;
  const json = body && JSON.stringify({ ...body, ...photos });
  const answer = await ask(path, { method, headers, body: json }, PATIENCE);
  // Photos that nothing held for a day are gone there: next time they are sent anew.
  if (sentBefore && answer.problem?.errors?.photos) {
    await change(id, (one) => ({ ...one, photos: one.photos?.map((photo) => (photo.blob ? { ...photo, id: undefined } : photo)) }));
  } else await conclude(entry, answer);
}

/**
 * Changes an entry that still waits; one that was discarded meanwhile stays discarded.
 * @param {number} id
 * @param {(one: Entry) => Entry} how
 * @returns {Promise<Entry | undefined>}
 */
async function change(id, how) {
  const changed = await update("outbox", id, (one) => one && how(one));
  tell();
  return changed;
}

/**
 * How long to wait after so many tries: from seconds to an hour, and never all phones of a
 * subway train at the same moment.
 * @param {number} tries
 */
function pause(tries) {
  return Math.min(HOUR, 2 * SECOND * 2 ** tries) * (0.5 + Math.random() / 2);
}

/**
 * Writes down what became of an entry.
 * @param {Entry} entry
 * @param {Answer} answer
 */
async function conclude(entry, { made, status, problem, held }) {
  if (made) {
    await change(entry.id, (one) => sent(one, made));
    if (entry.draft) await remove("drafts", entry.draft);
    return prune(entry.person);
  }
  if (status === 401) {
    // Nobody is signed in, or somebody else: it waits until the same person is back.
    await arrive("");
  } else if (status >= 400 && status < 500 && !LATER.has(status) && !problem?.type?.endsWith("/key-in-use")) {
    const { title = "", detail = "", errors } = problem ?? {};
    await change(entry.id, (one) => ({ ...one, state: "refused", refusal: { status, title, detail, errors } }));
  } else if (held) {
    await change(entry.id, (one) => ({ ...one, due: held, held }));
  }
}

/**
 * What is kept of an entry that arrived: what it was and where it is now.
 * @param {Entry} entry
 * @param {any} made
 * @returns {Entry}
 */
function sent({ photos, ...entry }, made) {
  const { kind, place } = entry;
  let result = entry.result ?? place;
  if (kind === "proposal") result = `/proposals/${made.number}`;
  if (kind === "comment") result = `${place}#comment-${made.id}`;
  return { ...entry, state: "sent", result };
}

/**
 * Keeps the last of what was sent.
 * @param {string} person
 */
async function prune(person) {
  const theirs = (await entries()).filter((one) => one.person === person && one.state === "sent");
  for (const one of theirs.slice(0, -MOST_SENT)) await remove("outbox", one.id);
}
