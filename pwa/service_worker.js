// Reading without a network, sending what waits for one, and showing what is pushed. A page comes from the network first,
// with a short patience, then from what was kept of it; where nothing was, /offline tells what
// there is. docs/offline.md has the rules.

import { resume } from "./scripts/outbox.js";
import { age, find, keep } from "./scripts/kept_pages.js";
import { photo } from "./scripts/kept_photos.js";
import { PAGES, dropOldShells, fetchRest, fetchShell, file, page, speak } from "./scripts/kept_shell.js";
import { takeShared } from "./scripts/shared.js";
import "./scripts/pushed.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

// Milliseconds until a kept page is better than none, and within which none is fetched ahead again.
const PATIENCE = 3_000;
const FRESH = 600_000;

// What a proxy says when there is no server behind it.
const NO_SERVER = new Set([502, 503, 504]);

worker.addEventListener("install", (event) => event.waitUntil(fetchShell()));

// A new version waits here for a tap on "use it now", or until no page is open any more.
// The rest of the shell comes when a page has time for it.
worker.addEventListener("message", (event) => event.waitUntil(event.data === "now" ? worker.skipWaiting() : fetchRest()));

worker.addEventListener("activate", (event) => {
  const begin = async () => {
    await dropOldShells();
    await worker.registration.navigationPreload?.enable();
    await worker.clients.claim();
  };
  event.waitUntil(begin());
});

worker.addEventListener("sync", (/** @type {any} */ event) => event.tag === "outbox" && event.waitUntil(sendAll()));

worker.addEventListener("fetch", (event) => {
  const { method, mode, url, headers, referrer } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin || /^\/(api|auth)\//.test(pathname)) return;
  if (method === "POST" && pathname === "/share") {
    event.respondWith(takeShared(event.request).catch(() => page("/offline", true)));
  } else if (method === "POST" && mode === "navigate") {
    // One that another site sent has no page of ours to stay on, and must not be taken for ours.
    if (referrer.startsWith(origin)) event.respondWith(fetch(event.request).catch(() => stay(referrer)));
  } else if (method !== "GET") return;
  else if (pathname.startsWith("/assets/")) event.respondWith(file(event.request));
  else if (pathname.startsWith("/photos/")) event.respondWith(photo(event.request, (work) => event.waitUntil(work)));
  else if (mode === "navigate") event.respondWith(PAGES.includes(pathname) ? own(event) : visit(event));
  else if (headers.get("Accept") === "text/html") event.respondWith(fetchAhead(event));
});

/** Rejected where something still waits for its time: then the browser lets the worker try again. */
async function sendAll() {
  if (await resume()) throw new Error("not everything could be sent");
}

/** @param {FetchEvent} event A page that somebody opens. */
async function visit(event) {
  const answer = ask(event);
  const kept = await find(event.request.url);
  if (!kept) return answer.catch(() => page("/offline", true));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const fresh = await Promise.race([answer.catch(() => undefined), late]);
  return fresh && !NO_SERVER.has(fresh.status) ? fresh : kept;
}

/** @param {FetchEvent} event A page that is always here. */
function own(event) {
  event.waitUntil(Promise.resolve(event.preloadResponse).catch(() => {}));
  return page(new URL(event.request.url).pathname);
}

/** @param {FetchEvent} event A page that a script wants to be there, or wants to see anew. */
async function fetchAhead(event) {
  const kept = event.request.cache === "default" && (await find(event.request.url));
  return kept && age(kept) < FRESH ? kept : ask(event);
}

/** @param {string} referrer The page of a form that could not be sent: it stays as it was typed, and says so. */
async function stay(referrer) {
  for (const client of await worker.clients.matchAll({ type: "window" })) {
    if (client.url.replace(/#.*/, "") === referrer && client.visibilityState === "visible") client.postMessage("unsent");
  }
  return new Response(null, { status: 204 });
}

/** @param {FetchEvent} event What the network says, of which note is taken however late it comes. */
function ask(event) {
  const began = performance.now();
  const asked = async () => /** @type {Response} */ ((await event.preloadResponse) ?? (await fetch(event.request)));
  const answer = asked();
  const noted = answer.then(async (fresh) => {
    await keep(event.request.url, fresh.clone(), began);
    if (fresh.ok) await speak(fresh.headers.get("Content-Language"));
  });
  event.waitUntil(noted.catch(() => {}));
  return answer;
}
