// What the server pushes to this device: shown, and opened or muted by a tap. For the worker alone.

import { address, language } from "./kept_shell.js";
import { ask, renew } from "./push.js";
import { NEWS } from "../shell.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/**
 * What the server says happened. `tag` names what a newer one replaces.
 * @typedef {{
 *   title: string, body: string, path: string, tag: string, lang: string,
 *   actions?: {action: "open" | "mute", title: string}[],
 * }} News
 */

/** @param {PushEvent} event Something happened. The browser wants every push to be shown. */
async function show({ data }) {
  const { title, path, ...rest } = read(data) ?? (await unread());
  await worker.registration.showNotification(title, {
    ...rest,
    icon: address("icons/icon-192.png"),
    badge: address("icons/badge-96.png"),
    data: { path },
  });
}

/** @param {PushMessageData | null} data */
function read(data) {
  try {
    /** @type {News} */
    const { title, body, path, tag, lang, actions } = data?.json();
    return path.startsWith("/") ? { title, body, path, tag, lang, actions } : undefined;
  } catch {
    // Of a newer server, or of none: that there is something is all that can be said.
  }
}

/** What to show of a push that cannot be read. */
async function unread() {
  const lang = [await language(), ...Object.keys(NEWS)].find((one) => one in NEWS) ?? "";
  const [title, body] = NEWS[lang];
  return { title, body, path: "/inbox", tag: "news", lang };
}

/** @param {NotificationEvent} event Somebody tapped it, or one of its buttons. */
async function act({ action, notification }) {
  notification.close();
  const { path } = notification.data;
  const place = path.match(/^\/proposals\/\d+/)?.[0];
  if (action !== "mute" || !place) return open(path);
  const answer = await fetch(`/api/v1${place}/mute`, { method: "PUT" }).catch(() => undefined);
  // Where it can't be done from here, the page says why and has the same button.
  if (!answer?.ok) await open(place);
}

/**
 * Shows a page: in the window that has it open, which reads it anew unless somebody is writing
 * there, or else in a new one.
 * @param {string} path
 */
async function open(path) {
  const { pathname } = new URL(path, location.origin);
  const windows = await worker.clients.matchAll({ type: "window" });
  const there = windows.find((one) => new URL(one.url).pathname === pathname);
  if (!there) return worker.clients.openWindow(path);
  there.postMessage({ open: path });
  return there.focus();
}

/** The browser has given this device another address. Nothing is sent to the old one any more. */
async function move() {
  /** @type {{items: {id: number, current: boolean}[]}} */
  const { items } = await ask("/subscriptions");
  const { id } = await renew(worker.registration);
  const old = items.filter((one) => one.current && one.id !== id);
  await Promise.all(old.map((one) => fetch(`/api/v1/push/subscriptions/${one.id}`, { method: "DELETE" })));
}

worker.addEventListener("push", (event) => event.waitUntil(show(event)));
worker.addEventListener("notificationclick", (event) => event.waitUntil(act(event)));
worker.addEventListener("pushsubscriptionchange", (/** @type {any} */ event) => event.waitUntil(move()));
