// Pages kept on this device to be read without a network: which ones, whose, and for how long.
// The service worker keeps them; pages may look at what is there.

const PREFIX = "pages-";
const PUBLIC = `${PREFIX}public`;

export const DAY = 24 * 3600 * 1000;
const LASTS = 30 * DAY;
const MOST = 150;

// Written onto what is kept: when it was fetched (ISO 8601), and its title (as in the HTML,
// percent-encoded), so that a list need not read whole pages.
export const KEPT = "Madang-Kept";
const TITLE = "Madang-Title";

// What is gone, or no longer for this person to see, is not shown from the store either.
export const GONE = new Set([401, 403, 404, 410]);

// What is kept comes one after the other, so that two answers never disagree about whose it is.
let turn = Promise.resolve();

// When the person last changed. An answer that was asked for before that has no say any more: it
// may be a page of who was signed in, come late.
let changed = 0;

/**
 * Whose pages are kept here beside the public ones; "" where nobody's are.
 * @returns {Promise<string>}
 */
export async function keeper() {
  const names = await caches.keys();
  const theirs = names.find((name) => name.startsWith(PREFIX) && name !== PUBLIC);
  return theirs?.slice(PREFIX.length) ?? "";
}

/**
 * The kept page of an address, unless it is too old: the person's own before the public one.
 * @param {string} url
 * @returns {Promise<Response | undefined>}
 */
export async function find(url) {
  for (const cacheName of await stores()) {
    const page = await caches.match(addressOf(url), { cacheName, ignoreVary: true });
    if (page && !tooOld(page)) return page;
  }
}

/**
 * Milliseconds since a kept page was fetched.
 * @param {Response} page
 */
export function age(page) {
  return Date.now() - Date.parse(page.headers.get(KEPT) ?? "");
}

/** @param {Response} page */
const tooOld = (page) => age(page) > LASTS;

/**
 * Everything that can be read, the newest first; `title` is as in the HTML.
 * @returns {Promise<{address: string, title: string, kept: string}[]>}
 */
export async function list() {
  const found = new Map();
  for (const name of await stores()) {
    const cache = await caches.open(name);
    const requests = await cache.keys();
    const pages = await Promise.all(requests.map((request) => cache.match(request, { ignoreVary: true })));
    for (const [place, page] of pages.entries()) {
      const { pathname, search } = new URL(requests[place].url);
      const address = pathname + search;
      if (!page || tooOld(page) || found.has(address)) continue;
      const title = decodeURIComponent(page.headers.get(TITLE) ?? "");
      found.set(address, { address, title, kept: page.headers.get(KEPT) });
    }
  }
  return [...found.values()].sort((one, other) => other.kept.localeCompare(one.kept));
}

/**
 * Takes note of the server's answer for a page: keeps it as its `Cache-Control` says, forgets what
 * is gone, and forgets the pages of whoever is no longer signed in.
 * @param {string} url
 * @param {Response} answer Its body is read here.
 * @param {number} began When it was asked for, by `performance.now()`.
 */
export function keep(url, answer, began) {
  const done = turn.then(() => judge(addressOf(url), answer, began));
  turn = done.catch(() => {});
  return done;
}

/**
 * @param {string} address
 * @param {Response} answer
 * @param {number} began
 */
async function judge(address, answer, began) {
  const { headers, status, ok, redirected } = answer;
  if (began < changed || !headers.get("Content-Type")?.startsWith("text/html")) return;
  if (GONE.has(status)) {
    for (const name of await stores()) await (await caches.open(name)).delete(address, { ignoreVary: true });
  }
  if (!ok) return;
  const person = headers.get("Madang-Person") ?? "";
  await belongTo(person);
  const keeping = headers.get("Cache-Control") ?? "no-store";
  if (redirected || keeping.includes("no-store")) return;
  // A page without a person is the same for everybody, though whoever brings a cookie gets it
  // as `private`.
  await put(person ? PREFIX + person : PUBLIC, address, await marked(answer), MOST);
}

/**
 * Ends what is kept of everybody else. The store stands even while it is empty, as it says whose
 * device this is.
 * @param {string} person "" for a visitor.
 */
async function belongTo(person) {
  const present = await keeper();
  if (present === person) return;
  changed = performance.now();
  if (present) await caches.delete(PREFIX + present);
  if (person) await caches.open(PREFIX + person);
}

/**
 * A page as it will be shown: it says itself since when it was kept.
 * @param {Response} page
 */
async function marked(page) {
  const html = await page.text();
  const now = new Date().toISOString();
  const title = encodeURIComponent(/<title>([^<]*)/.exec(html)?.[1] ?? "");
  return noted(page, html.replace("<html", `<html data-kept="${now}"`), { [KEPT]: now, [TITLE]: title });
}

/**
 * An answer with another body, and with what is to be known of it.
 * @param {Response} answer
 * @param {BodyInit} body
 * @param {Record<string, string>} notes
 */
export function noted({ headers }, body, notes) {
  const kept = new Headers(headers);
  // These spoke of the body as it travelled.
  for (const name of ["Content-Encoding", "Content-Length"]) kept.delete(name);
  for (const [name, value] of Object.entries(notes)) kept.set(name, value);
  return new Response(body, { headers: kept });
}

/**
 * Keeps an answer among at most so many, of which the oldest go. Where the device is full, other
 * old ones go first, and if that is not enough, this one is not kept.
 * @param {string} name The cache.
 * @param {RequestInfo} address
 * @param {Response} answer
 * @param {number} most
 */
export async function put(name, address, answer, most) {
  const cache = await caches.open(name);
  const again = answer.clone();
  try {
    await cache.put(address, answer);
  } catch {
    for (const other of ["photos", ...(await stores())]) await drop(await caches.open(other), 1 / 4);
    await cache.put(address, again);
  }
  const requests = await cache.keys();
  const extra = requests.length - most;
  for (const [place, old] of requests.entries()) {
    const page = await cache.match(old, { ignoreVary: true });
    if (place >= extra && page && !tooOld(page)) break;
    await cache.delete(old, { ignoreVary: true });
  }
}

/**
 * Drops the oldest of a cache; its keys are in the order in which they were put.
 * @param {Cache} cache
 * @param {number} share
 */
async function drop(cache, share) {
  const requests = await cache.keys();
  for (const old of requests.slice(0, Math.ceil(requests.length * share))) await cache.delete(old, { ignoreVary: true });
}

/** The names of the caches of pages, the person's own first. */
async function stores() {
  const person = await keeper();
  return person ? [PREFIX + person, PUBLIC] : [PUBLIC];
}

/**
 * The address that a page is kept under: what was just done, the draft to go on with and the
 * language chosen in the address make no other page.
 * @param {string} url
 */
function addressOf(url) {
  const { pathname, searchParams } = new URL(url, location.origin);
  for (const name of ["done", "draft", "lang"]) searchParams.delete(name);
  const query = searchParams.toString();
  return query ? `${pathname}?${query}` : pathname;
}
