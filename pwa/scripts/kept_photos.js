// Photos that were seen, kept on this device. For the service worker.

import { put } from "./kept_pages.js";

const CACHE = "photos";
const MOST = 60;

/**
 * A photo, which never changes under its address: the kept one, or the server's.
 * @param {Request} request
 * @param {(work: Promise<void>) => void} later Keeps the worker awake while a photo is put away.
 */
export async function photo(request, later) {
  const kept = await caches.match(request, { cacheName: CACHE, ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  const shared = answer.ok && answer.headers.get("Cache-Control")?.includes("public");
  if (shared) later(put(CACHE, request.url, answer.clone(), MOST).catch(() => {}));
  return answer;
}
