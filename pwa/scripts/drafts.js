// Drafts on this device, and how they come to stand in their author's account too. No screen here.

import { all, get, put, remove, update } from "./database.js";

/**
 * The texts of the form by the names of its fields, as they stand in it.
 * @typedef {Record<"title" | "body" | "topic" | "area" | "place" | "latitude" | "longitude", string>} Fields
 */

/**
 * A photo of a draft. One chosen here has its `blob`; one from the server its `id` and `url` alone.
 * `key` makes sending it twice the same as once.
 * @typedef {{key: string, alt: string, blob?: Blob, id?: string, url?: string}} Photo
 */

/**
 * @typedef {object} Draft
 * @property {string} id A UUID: its name on this device, and the key under which it is sent.
 * @property {string} person Whose it is, as `<body data-person>` names them; "" for nobody yet.
 * @property {{id: number, version: number, unsure?: boolean} | null} server The draft in the account
 *   that it also is. `unsure` while a change of it was sent and no answer came.
 * @property {Fields} fields
 * @property {Photo[]} photos
 * @property {number} saved Milliseconds since 1970.
 * @property {object | null} base What the account was sent last.
 */

/**
 * What became of sending a draft: the account has it (`kept`), it was changed elsewhere (`parted`)
 * or is there no longer (`gone`), or it stays on this device alone for now (`later`).
 * @typedef {"kept" | "parted" | "gone" | "later"} Outcome
 */

/** Longest waits for one answer, in milliseconds. A photo takes its time on a slow line. */
const PATIENCE = 10_000;
const PATIENCE_FOR_A_PHOTO = 90_000;

const MONTH = 30 * 24 * 3600 * 1000;

// Beside drafts the store has the local text of a published proposal that is being edited, and
// the photos of each draft: those would be written anew with every few keys if they stood in it.
export const EDIT = "edit-";
const PHOTO = "photo-";

/** @type {Map<string, string>} Whose row each photo that this page has stored is, by its key. */
const stored = new Map();

/** @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @returns {Fields} */
export const nothing = () => ({ title: "", body: "", topic: "", area: "", place: "", latitude: "", longitude: "" });

/** @param {Draft} draft */
export const isEmpty = ({ fields, photos }) => !photos.length && !Object.values(fields).some((text) => text.trim());

/**
 * A new draft; it is stored once there is something in it.
 * @param {string} person
 * @param {string} [id]
 * @returns {Draft}
 */
export function begin(person, id = crypto.randomUUID()) {
  return { id, person, server: null, fields: nothing(), photos: [], saved: 0, base: null };
}

/**
 * A draft that this person may see: their own, or one written signed out.
 * @param {string} id
 * @param {string} person
 * @returns {Promise<Draft | undefined>}
 */
export async function find(id, person) {
  /** @type {Draft | undefined} */
  const draft = await get("drafts", id);
  if (!draft || (draft.person && draft.person !== person)) return undefined;
  for (const photo of draft.photos) {
    photo.blob ??= (await get("drafts", PHOTO + photo.key))?.blob;
    if (photo.blob) stored.set(photo.key, draft.person);
  }
  return draft;
}

/**
 * All drafts that this person may see, the one written on last first, without their photos.
 * @param {string} person
 * @returns {Promise<Draft[]>}
 */
export async function ours(person) {
  /** @type {(Draft & {of?: string})[]} */
  const rows = await all("drafts");
  const ids = new Set(rows.map(({ id }) => id));
  for (const { id, of, person: whose, saved } of rows) {
    // Whoever sends a draft removes the draft alone. What somebody left here whose session ended
    // waits for them, but not for ever.
    const left = whose && whose !== person && saved < Date.now() - MONTH;
    if (left || (of && !ids.has(of))) await remove("drafts", id);
  }
  return rows
    .filter((one) => !one.of && !one.id.startsWith(EDIT) && (one.person === person || !one.person) && !isEmpty(one))
    .sort((one, other) => other.saved - one.saved);
}

/**
 * Stores a draft; when this resolves, it is on the disk.
 * @param {Draft} draft
 * @returns {Promise<boolean>} False where another tab wrote on it since it was read: then nothing
 *   was stored. Rejected where it cannot be stored.
 */
export const keep = (draft) => inTurn(() => store(draft));

/**
 * Writes down what the server said of a draft, unless it was forgotten or written on meanwhile.
 * @param {Draft} draft
 */
const note = (draft) =>
  inTurn(() => update("drafts", draft.id, (known) => (known?.saved === draft.saved ? row(draft) : known)));

/**
 * What this tab writes comes one after the other, so that it never takes itself for another.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
function inTurn(work) {
  const done = turn.then(work);
  turn = done.catch(() => {});
  return done;
}

/** @param {Draft} draft */
async function store(draft) {
  const { id, person, photos } = draft;
  for (const { key, blob } of photos) {
    if (!blob || stored.get(key) === person) continue;
    await put("drafts", { id: PHOTO + key, of: id, person, blob });
    stored.set(key, person);
  }
  const saved = Date.now();
  const kept = await update("drafts", id, (known) =>
    known && known.saved !== draft.saved ? known : { ...row(draft), saved },
  );
  if (kept.saved !== saved) return false;
  draft.saved = saved;
  return true;
}

/**
 * A draft as it is stored: its photos have rows of their own.
 * @param {Draft} draft
 */
const row = (draft) => ({ ...draft, photos: draft.photos.map(({ blob, ...photo }) => photo) });

/** @param {Draft} draft */
export async function forget(draft) {
  await remove("drafts", draft.id);
  for (const { key } of draft.photos) {
    await remove("drafts", PHOTO + key);
    stored.delete(key);
  }
}

/**
 * Makes what was written here a draft of its own, beside the one that was written on elsewhere.
 * @param {Draft} draft
 * @returns {Promise<Draft>}
 */
export async function part(draft) {
  // A photo belongs to one draft, so those of the other one are sent anew; one that is only there
  // stays there.
  const photos = draft.photos.filter(({ blob }) => blob).map(({ blob, alt }) => ({ blob, alt, key: crypto.randomUUID() }));
  const own = { ...draft, id: crypto.randomUUID(), server: null, base: null, photos, saved: 0 };
  await keep(own);
  return own;
}

/**
 * The texts in the shape of the API.
 * @param {Fields} fields
 */
export function texts({ title, body, topic, area, place, latitude, longitude }) {
  const point = latitude && longitude ? { latitude: Number(latitude), longitude: Number(longitude) } : {};
  return {
    title: title.trim(),
    body,
    topic: topic || null,
    area: area || null,
    place: place.trim() || latitude ? { ...point, label: place.trim() } : null,
  };
}

/** @param {Draft} draft */
const whole = ({ fields, photos }) => ({ ...texts(fields), photos: photos.map(({ id, alt }) => ({ id, alt })) });

/**
 * Whether the account has all of it.
 * @param {Draft} draft
 */
export function isInAccount(draft) {
  return Boolean(draft.server && !draft.server.unsure) && JSON.stringify(whole(draft)) === JSON.stringify(draft.base);
}

/**
 * Brings a draft into its author's account, as it stands when this is called.
 *
 * It begins there empty, under the draft's own key: so a first answer that was lost makes no
 * second one, whatever was typed since. Then it is changed on the version known here. Every step
 * is written down before it is sent.
 * @param {Draft} draft What the server said is noted in it.
 * @returns {Promise<Outcome>}
 */
export async function bring(draft) {
  if (!draft.server) {
    const made = await ask(draft, "POST", "/api/v1/drafts", {}, { "Idempotency-Key": draft.id });
    if (!made.found) return made.status === 404 ? "gone" : "later";
    draft.server = { id: made.found.id, version: made.found.version };
    await note(draft);
  }
  for (const photo of draft.photos) {
    if (!photo.id && !(await upload(draft, photo)).found) return "later";
  }
  // Where the last answer is missing, what was sent is sent again: the server knows its own text,
  // whatever version it has by now, and only somebody else's is a conflict.
  if (draft.server.unsure && draft.base) {
    const outcome = await change(draft, draft.base);
    if (outcome !== "kept") return outcome;
  }
  return isInAccount(draft) ? "kept" : change(draft, whole(draft));
}

/**
 * @param {Draft} draft
 * @param {object} text
 * @returns {Promise<Outcome>}
 */
async function change(draft, text) {
  const server = /** @type {NonNullable<Draft["server"]>} */ (draft.server);
  draft.base = text;
  server.unsure = true;
  await note(draft);
  const { status, found, problem } = await ask(draft, "PATCH", `/api/v1/drafts/${server.id}`, text, {
    "If-Match": `"${server.version}"`,
  });
  // Photos that nothing held for a day are gone there: next time they are sent anew.
  if (problem?.errors?.photos) for (const photo of draft.photos) if (photo.blob) delete photo.id;
  if (found) draft.server = { id: server.id, version: found.version };
  else if (status >= 400 && status < 500) server.unsure = false;
  await note(draft);
  if (found) return "kept";
  return status === 409 ? "parted" : status === 404 ? "gone" : "later";
}

/**
 * Sends one photo, and notes its id.
 * @param {Draft} draft
 * @param {Photo} photo
 */
export async function upload(draft, photo) {
  const answer = await ask(draft, "POST", "/api/v1/photos", photo.blob, { "Idempotency-Key": photo.key });
  if (answer.found) photo.id = answer.found.id;
  await note(draft);
  return answer;
}

/**
 * Asks the server in the name of whose draft it is.
 * @param {Draft} draft
 * @param {string} method
 * @param {string} path
 * @param {object} [body] A blob as it is, anything else as JSON.
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{status: number, found?: any, problem?: any}>} `found` is the server's JSON
 *   where it did what was asked, else `problem` is; `status` is 0 where no answer came.
 */
export async function ask(draft, method, path, body, headers = {}) {
  const photo = body instanceof Blob ? body : undefined;
  try {
    const answer = await fetch(path, {
      method,
      body: photo ?? JSON.stringify(body),
      headers: { ...headers, "Content-Type": photo?.type ?? "application/json", "Madang-Person": draft.person },
      redirect: "error",
      signal: AbortSignal.timeout(photo ? PATIENCE_FOR_A_PHOTO : PATIENCE),
    });
    const said = await answer.json();
    return { status: answer.status, [answer.ok ? "found" : "problem"]: said };
  } catch {
    return { status: 0 };
  }
}
