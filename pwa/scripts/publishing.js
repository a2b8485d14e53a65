// How a draft becomes a proposal: through the outbox, which sends it exactly once.

import { ask, texts, upload } from "./drafts.js";
import { add, arrive, discard, entries, send } from "./outbox.js";

/** @import { Draft } from "./drafts.js" */
/** @import { Entry, Photo } from "./outbox.js" */

// Longest wait on this screen, in milliseconds. The outbox goes on afterwards.
const PATIENCE = 20_000;

/** @param {string} draft Its address, which is also the place of its entry in the outbox. */
export const address = (draft) => `/proposals/new?draft=${draft}`;

/**
 * The last entry of a draft that was not sent yet, or none.
 * @param {string} draft
 * @returns {Promise<Entry | undefined>}
 */
export const pending = async (draft) => (await entries()).findLast((one) => one.draft === draft && one.state !== "sent");

/**
 * Hands a draft to the outbox, which sends it at once where it can.
 *
 * What the account has as a draft is published as that draft, so that it goes in the same moment,
 * and that two devices never publish it twice. Where it is not certain which version the account
 * has, it is published beside it: nothing of what may have been written elsewhere is lost.
 * @param {Draft} draft
 * @returns {Promise<Entry | undefined>} What has become of it so far. Rejected where it can't be
 *   stored: nothing was done then.
 */
export async function publish(draft) {
  const { server } = draft;
  const certain = server && !server.unsure;
  await arrive(draft.person);
  const { title, body } = draft.fields;
  const { id } = await add({
    person: draft.person,
    kind: "proposal",
    place: address(draft.id),
    words: `${title}\n\n${body}`,
    draft: draft.id,
    photos: draft.photos.map((photo) => mailed(photo, Boolean(certain))),
    request: certain
      ? { method: "POST", path: `/api/v1/drafts/${server.id}/publication`, body: { ...texts(draft.fields), version: server.version } }
      : { method: "POST", path: "/api/v1/proposals", body: texts(draft.fields) },
  });
  await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const entry = (await entries()).find((one) => one.id === id);
  if (entry) await takeBack(entry);
  return entry;
}

/**
 * Where an entry was refused its text goes on in the form, which shows why, and no more in the outbox.
 * @param {Entry} entry
 */
export async function takeBack(entry) {
  if (entry.state === "refused") await discard(entry.id);
}

/**
 * A photo as the outbox sends it. One that no draft of the account holds may be gone there after a
 * day, so it is sent again: under its key it is the same one.
 * @param {Draft["photos"][number]} photo
 * @param {boolean} certain
 * @returns {Photo}
 */
function mailed({ blob, alt, key, id }, certain) {
  return /** @type {Photo} */ (certain || !blob ? { blob, alt, key, id } : { blob, alt, key });
}

/**
 * Changes a published proposal, which is no matter for the outbox.
 * @param {Draft} draft
 * @param {string} path Of the proposal's page.
 * @returns {ReturnType<typeof ask>}
 */
export async function edit(draft, path) {
  for (const photo of draft.photos) {
    if (photo.id) continue;
    const answer = await upload(draft, photo);
    if (!answer.found) return answer;
  }
  const photos = draft.photos.map(({ id, alt }) => ({ id, alt }));
  return ask(draft, "PATCH", `/api/v1${path}`, { ...texts(draft.fields), photos });
}
