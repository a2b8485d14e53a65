// What another app shares to Madang becomes a draft on this device. For the service worker.

import { begin, keep } from "./drafts.js";
import { present } from "./outbox.js";

const MOST = 5;

// As the writing screen makes photos that are chosen there.
const LONGEST = 1600;
const QUALITY = 0.82;

/**
 * Stores what was shared, and leads to the screen where it goes on.
 * @param {Request} request A form as the manifest's `share_target` describes it.
 * @returns {Promise<Response>} Rejected where there is neither room on the device nor a network.
 */
export async function takeShared(request) {
  const sent = await request.formData();
  /** @param {string} name */
  const words = (name) => String(sent.get(name) ?? "").trim();
  const files = /** @type {File[]} */ (sent.getAll("photos")).filter(({ size }) => size).slice(0, MOST);
  const draft = begin(await present());
  draft.fields.title = words("title");
  // Many apps put the address into the text already.
  draft.fields.body = words("text").includes(words("url")) ? words("text") : `${words("text")}\n\n${words("url")}`.trim();
  // One after the other, so that only one of them is in memory at its full size. What cannot be
  // read here is kept as it is: the server says what is wrong with it.
  for (const file of files) {
    draft.photos.push({ key: crypto.randomUUID(), alt: "", blob: await small(file).catch(() => file) });
  }
  try {
    await keep(draft);
  } catch {
    // The device is full. The server shows the form with the words, and says that photos are missing.
    const rest = new FormData();
    for (const name of ["title", "text", "url"]) rest.set(name, words(name));
    if (files.length) rest.set("photos", new Blob());
    return fetch("/share", { method: "POST", body: rest });
  }
  return Response.redirect(`/proposals/new?draft=${draft.id}`, 303);
}

/**
 * A photo as small as it needs to be, turned as its camera was held.
 * @param {Blob} file
 * @returns {Promise<Blob>} Rejected where this browser can't read it.
 */
async function small(file) {
  const image = await createImageBitmap(file);
  const share = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = new OffscreenCanvas(Math.round(image.width * share) || 1, Math.round(image.height * share) || 1);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return canvas.convertToBlob({ type: "image/webp", quality: QUALITY });
}
