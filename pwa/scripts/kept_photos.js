// Photos that were seen, kept on this device. For the service worker.

import { DAY, GONE, KEPT, age, noted, put } from "./kept_pages.js";

const CACHE = "photos";
const MOST = 60;

/**
 * A photo: it never changes under its address, but may be taken away, so that after a day the
 * server is asked again, if it can be reached.
 * @param {Request} request
 * @param {(work: Promise<unknown>) => void} later Keeps the worker awake while a photo is put away.
 * @returns {Promise<Response>}
 */
export async function photo(request, later) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept && age(kept) < DAY) return kept;
  try {
    const answer = await fetch(request);
    const shared = answer.ok && answer.headers.get("Cache-Control")?.includes("public");
    if (shared) later(keep(request.url, answer.clone()).catch(() => {}));
    if (GONE.has(answer.status)) later(cache.delete(request, { ignoreVary: true }));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/**
 * @param {string} url
 * @param {Response} answer
 */
async function keep(url, answer) {
  await put(CACHE, url, noted(answer, await answer.blob(), { [KEPT]: new Date().toISOString() }), MOST);
}
