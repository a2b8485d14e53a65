// What stands around every page: the service worker, what is to be said about the page one sees,
// and what is fetched ahead for when there is no network.

import { ago } from "./ago.js";

const MINUTE = 60_000;
const AHEAD = "madang-ahead";

// By which the service worker tells that a page is wanted.
const HTML = { Accept: "text/html" };

const { lang, dataset } = document.documentElement;
const worker = navigator.serviceWorker;

/** Whether there is something in a form that a reload could lose. */
const typing = () =>
  [...document.querySelectorAll("textarea, input")].some((field) =>
    field instanceof HTMLInputElement
      ? field.value !== field.defaultValue
      : field instanceof HTMLTextAreaElement && field.value !== "",
  );

/**
 * Shows one of the notices that the page brings, once.
 * @param {"kept" | "unsent" | "version"} name
 */
function show(name) {
  document.querySelector(`#states [data-state="${name}"]`)?.remove();
  const words = /** @type {HTMLTemplateElement} */ (document.getElementById("states-words"));
  const found = /** @type {HTMLElement} */ (words.content.querySelector(`[data-state="${name}"]`));
  const notice = /** @type {HTMLElement} */ (found.cloneNode(true));
  document.getElementById("states")?.append(notice);
  return notice;
}

/**
 * Says since when a page was kept, looks for the network, and offers the present page once it can
 * be had.
 * @param {string} since
 */
function sayAge(since) {
  const notice = show("kept");
  const words = /** @type {HTMLElement} */ (notice.querySelector("[data-since]"));
  const again = /** @type {HTMLButtonElement} */ (notice.querySelector("button"));
  const sentence = words.textContent ?? "";
  let pause = 5_000;
  let timer = 0;
  let looking = false;

  const look = async () => {
    if (looking || document.hidden) return;
    looking = true;
    clearTimeout(timer);
    const now = sentence.replace("{ago}", ago(since));
    // Whatever is set is read out, so nothing is where nothing changed.
    if (words.textContent !== now) words.textContent = now;
    const answer = await fetch(location.href, { headers: HTML, cache: "no-cache" }).catch(() => null);
    if (answer && answer.status < 500) return offer();
    pause = Math.min(2 * pause, 5 * MINUTE);
    timer = setTimeout(look, pause);
    looking = false;
  };
  const offer = () => {
    notice.className = "notice good";
    notice.querySelector("a")?.remove();
    words.textContent = words.dataset.back ?? "";
    const allow = () => (again.hidden = typing());
    addEventListener("input", allow);
    allow();
  };

  again.addEventListener("click", () => location.reload());
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  look();
}

const versionWaits = () => Boolean(document.querySelector('#states [data-state="version"]'));

/**
 * Tells that a new version waits. A tap makes it work; the page opens anew by it, unless something
 * is being written: then the next page does.
 * @param {ServiceWorkerRegistration} registration
 */
function announce(registration) {
  if (!registration.waiting || !worker.controller || versionWaits()) return;
  const notice = show("version");
  const use = /** @type {HTMLButtonElement} */ (notice.querySelector("button"));
  use.addEventListener("click", () => {
    use.disabled = true;
    registration.waiting?.postMessage("now");
  });
  worker.addEventListener("controllerchange", () => {
    notice.remove();
    if (use.disabled && !typing()) location.reload();
  });
}

/** Fetches where to write and the top of the square, one page at a time, where it costs nobody anything. */
async function readAhead() {
  const line = /** @type {any} */ (navigator).connection;
  const { person = "" } = document.body.dataset;
  const whose = `${person} ${lang}`;
  const [last, whoseLast] = (localStorage.getItem(AHEAD) ?? "").split("|");
  const done = whoseLast === whose && Date.now() - Number(last) < 10 * MINUTE;
  if (done || line?.saveData || /2g/.test(line?.effectiveType)) return;
  worker.controller?.postMessage("rest");
  const ahead = ["/", "/proposals/new"];
  if (person) ahead.push("/me/drafts");
  for (const address of ahead) {
    await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
    // A new version can only begin once the old one has nothing to do.
    if (document.hidden || versionWaits()) return;
    const answer = await fetch(address, { headers: { ...HTML, Purpose: "prefetch" }, priority: "low" });
    // One page may be gone; a server without time for it has none for the others.
    if (answer.status >= 429) break;
    const page = await answer.text();
    if (address !== "/") continue;
    const square = new DOMParser().parseFromString(page, "text/html");
    for (const link of square.querySelectorAll(".feed h2 a")) ahead.push(String(link));
  }
  localStorage.setItem(AHEAD, `${Date.now()}|${whose}`);
}

/** Registers the worker. A browser that knows no such workers just has none. */
async function start() {
  const first = !worker.controller;
  const registration = await worker.register("/service-worker.js", { type: "module", updateViaCache: "imports" });
  announce(registration);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => announce(registration));
  });
  if (first) {
    // The very first page was not fetched through the worker, so that it would be missing.
    const begun = new Promise((resolve) => worker.addEventListener("controllerchange", resolve, { once: true }));
    if (!worker.controller) await begun;
    await fetch(location.href, { headers: HTML });
  }
  // Whoever is signed in may write in the next tunnel.
  if (document.body.dataset.person) worker.controller?.postMessage("rest");
  setTimeout(() => readAhead().catch(() => {}), 3_000);
}

// A push told of this very page.
worker?.addEventListener("message", ({ data }) => {
  if (!data.open || typing()) return;
  history.replaceState(null, "", data.open);
  location.reload();
});
// The browser would ask at a moment of its own; see install.js for ours.
addEventListener("beforeinstallprompt", (event) => event.preventDefault());
if (dataset.kept) sayAge(dataset.kept);
if (worker) {
  worker.addEventListener("message", ({ data }) => data === "unsent" && show("unsent").scrollIntoView());
  addEventListener("load", () => start().catch(() => {}));
}
