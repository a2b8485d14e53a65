// The push subscription of this device: made or renewed, and ended. Works in pages and in the
// service worker.

const API = "/api/v1/push";

/**
 * Has the browser's push service take messages for this device, and tells the server where. Twice
 * is once.
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<{id: number}>} Rejected where the person, the browser or the server says no.
 */
export async function renew(registration) {
  const { public_key: applicationServerKey } = await ask("/key");
  const subscribe = () => registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const subscription = await subscribe().catch(async () => {
    // It may be bound to a key that the server has put away since.
    await end(registration);
    return subscribe();
  });
  return ask("/subscriptions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(subscription),
  });
}

/**
 * Whether the server tells this device by push.
 * @param {ServiceWorkerRegistration} registration
 */
export async function isOn(registration) {
  if (!(await registration.pushManager.getSubscription())) return false;
  /** @type {{items: {current: boolean}[]}} */
  const { items } = await ask("/subscriptions");
  return items.some(({ current }) => current);
}

/**
 * Ends it for the browser; what the server still sends then is refused by the push service.
 * @param {ServiceWorkerRegistration | undefined} registration
 */
export async function end(registration) {
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

/**
 * @param {string} path
 * @param {RequestInit} [request]
 */
export async function ask(path, request) {
  const answer = await fetch(API + path, request);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}
