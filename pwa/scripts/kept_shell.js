// The shell: styles, scripts and the pages that are the same for everybody. What a reader needs is
// fetched before the service worker that brings it begins to work, the rest when there is time: a
// first visit stays small. For the worker alone.

import { FIRST, REST, VERSION } from "../shell.js";
import { keeper, noted } from "./kept_pages.js";

const PREFIX = "shell-";
const OWN = PREFIX + VERSION;
const SHELL = [...FIRST, ...REST];

/** The paths of the pages. */
export const PAGES = SHELL.filter(([, tag]) => !tag).map(([address]) => address);

/** Fetches what comes first; everything, where this follows an older version that had it all. */
export async function fetchShell() {
  await fetchAll((await shells()).length ? SHELL : FIRST);
}

/** Fetches what is not here yet. */
export async function fetchRest() {
  const shell = await caches.open(OWN);
  const known = new Set((await shell.keys()).map(({ url }) => url));
  await fetchAll(REST.filter(([address]) => !known.has(new URL(address, location.origin).href)));
}

/**
 * Fetches these; a file that an older shell has under the same tag comes from there.
 * @param {typeof SHELL} files
 */
async function fetchAll(files) {
  const known = new Map();
  for (const name of await shells()) {
    for (const file of await (await caches.open(name)).matchAll()) known.set(file.headers.get("ETag"), file);
  }
  const shell = await caches.open(OWN);
  const fetched = files.map(async ([address, tag]) => {
    const answer = (tag && known.get(tag)?.clone()) || (await fetch(address, { credentials: "omit" }));
    // While two versions serve side by side, the other one's file is not ours.
    if (!answer.ok || (tag && answer.headers.get("ETag") !== tag)) throw new Error(`${address} is another`);
    await shell.put(address, answer);
  });
  await Promise.all(fetched);
}

/**
 * The address of a file of this version.
 * @param {string} path
 */
export const address = (path) => SHELL.find(([address]) => address.endsWith(`/${path}`))?.[0];

/** The language of what was read last on this device. */
export async function language() {
  const kept = await caches.match(PAGES[0], { cacheName: OWN, ignoreVary: true });
  return kept?.headers.get("Content-Language") ?? "";
}

/** Drops the shells of other versions. */
export async function dropOldShells() {
  for (const name of await shells()) if (name !== OWN) await caches.delete(name);
}

/**
 * A file of whichever version is asked for. Without a network, a page kept by an older version
 * makes do with the present style.
 * @param {Request} request
 * @returns {Promise<Response>}
 */
export async function file(request) {
  const exact = await caches.match(request, { ignoreVary: true });
  if (exact) return exact;
  return fetch(request).catch(async (error) => {
    const path = request.url.replace(/.*\/assets\/[^/]+/, "");
    const present = SHELL.find(([address]) => address.endsWith(path))?.[0];
    const found = present && (await caches.match(present, { ignoreVary: true }));
    if (found) return found;
    throw error;
  });
}

/**
 * A page of the shell, told whose device this is, and whether it stands where another could not
 * be had.
 * @param {string} path
 * @param {boolean} [instead]
 * @returns {Promise<Response>}
 */
export async function page(path, instead) {
  const kept = await caches.match(path, { cacheName: OWN, ignoreVary: true });
  if (!kept) {
    // What comes later than the rest may not be here yet.
    return fetch(path).catch((error) => {
      if (path === PAGES[0]) throw error;
      return page(PAGES[0], true);
    });
  }
  const person = await keeper();
  let html = await kept.text();
  if (instead) html = html.replace("<html", "<html data-instead");
  if (person) html = html.replace("<body", `<body data-person="${person}"`);
  return noted(kept, html, {});
}

/**
 * Fetches the pages anew where they speak another language than what was read last.
 * @param {string | null} language
 */
export async function speak(language) {
  const shell = await caches.open(OWN);
  for (const path of PAGES) {
    const kept = await shell.match(path, { ignoreVary: true });
    if (!kept || !language || kept.headers.get("Content-Language") === language) continue;
    const answer = await fetch(`${path}?lang=${language}`, { credentials: "omit" });
    if (answer.ok) await shell.put(path, answer);
  }
}

async function shells() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}
