// Shows on a page what waits in the outbox for it, as if it were done, and says that it waits.

import { discard, entries, present, restore, watch } from "./outbox.js";

/** @typedef {import("./outbox.js").Entry} Entry */

const person = document.body.dataset.person ?? "";
const template = /** @type {HTMLTemplateElement} */ (document.getElementById("pending"));
const said = /** @type {HTMLElement} */ (document.getElementById("outbox-said"));

/** The page's own words for the outbox. */
export const words = /** @type {Record<string, string>} */ (template.dataset);

// When this page left the server, long ago where the service worker had kept it: it knows of nothing
// later.
const left = Date.parse(document.documentElement.dataset.kept ?? "") || performance.timeOrigin;

// What waited while this page was open: it does not know yet that it was sent.
const seen = new Set();

/** @type {Map<number, {state: string, shown: HTMLElement}>} */
const cards = new Map();

let saying = 0;

/**
 * Says something at the foot of the screen, with what can be done about it.
 * @param {string} sentence
 * @param {HTMLElement} [act]
 * @param {number} [seconds] For how long; until the page is left if absent.
 */
export function say(sentence, act, seconds) {
  clearTimeout(saying);
  said.replaceChildren(sentence, ...(act ? [" ", act] : []));
  if (seconds) saying = setTimeout(() => said.replaceChildren(), seconds * 1000);
}

/**
 * @param {string} words
 * @param {string} href
 */
function link(words, href) {
  const link = document.createElement("a");
  link.textContent = words;
  link.href = href;
  return link;
}

/** Says that something is safe here, and where it waits. */
export function sayStored() {
  say(words.kept, link(words.open, "/outbox"), 10);
}

/**
 * Discards an entry, and offers for a while to take that back.
 * @param {Entry} entry
 */
async function drop(entry) {
  await discard(entry.id);
  const undo = document.createElement("button");
  undo.textContent = words.undo;
  undo.addEventListener("click", () => {
    said.replaceChildren();
    restore(entry);
  });
  say(words.discarded, undo, 20);
  undo.focus();
}

/** @type {Promise<void>} */
let showing = Promise.resolve();
let hushed = false;

/**
 * Shows nothing as waiting while that may be over in a moment.
 * @param {boolean} on
 */
export function hush(on) {
  hushed = on;
  if (!on) show();
}

/** Shows how things stand. One after the other, so that the last one shows what is true. */
export function show() {
  showing = showing.then(render, render);
  return showing;
}

async function render() {
  if (hushed) return;
  const mine = (await entries()).filter((one) => one.person === person);
  badge(mine.filter((one) => one.state !== "sent").length);
  if (mine.some((one) => one.state === "waiting") && (await present()) !== person) {
    say(words.ended, link(words.signIn, `/sign-in?to=${encodeURIComponent(location.pathname)}`));
  }
  const here = mine.filter((one) => {
    const { pathname } = location;
    if (one.place !== pathname && one.form !== pathname) return false;
    if (one.state === "waiting") seen.add(one.id);
    return one.state !== "sent" || seen.has(one.id) || one.made > left;
  });
  turn(here);
  // A form with a page of its own has done its work until what it said is sent, or refused.
  const own = here.find((one) => one.form === location.pathname && one.kind !== "comment" && one.state !== "refused");
  for (const form of document.querySelectorAll("form")) {
    if (["report", "addendum"].includes(form.dataset.outbox ?? "")) form.hidden = Boolean(own);
  }
  const marked = here.filter((one) => one.state === "refused" || slot(one));
  for (const [id, { shown }] of cards) {
    if (marked.some((one) => one.id === id)) continue;
    shown.remove();
    cards.delete(id);
  }
  for (const one of marked) card(one);
}

/**
 * The number beside the way to the outbox, which is there only while something is in it.
 * @param {number} count
 */
function badge(count) {
  const link = document.querySelector("a[data-outbox-count]");
  if (!(link instanceof HTMLElement)) return;
  const number = new Intl.NumberFormat(document.documentElement.lang).format(count);
  link.hidden = !count;
  link.setAttribute("aria-label", (link.dataset.label ?? "").replace("{count}", number));
  const shown = link.querySelector("b");
  if (shown) shown.textContent = number;
}

/**
 * Turns supports, follows and marks as helpful over to what they will be: the page brings the
 * other side of each in a template right after it.
 * @param {Entry[]} here
 */
function turn(here) {
  document.querySelectorAll("[data-mark]").forEach((mark) => mark.remove());
  for (const other of document.querySelectorAll("template[data-other]")) {
    if (!(other instanceof HTMLTemplateElement)) continue;
    const side = /** @type {HTMLElement} */ (other.previousElementSibling);
    other.dataset.own ??= side.dataset.is;
    const last = here.findLast(
      (one) => one.state !== "refused" && one.request.path === `/api/v1${other.dataset.other}`,
    );
    const wanted = last ? (last.request.method === "PUT" ? "yes" : "no") : other.dataset.own;
    let shown = side;
    if (side.dataset.is !== wanted) {
      const had = side.contains(document.activeElement);
      shown = /** @type {HTMLElement} */ (other.content.firstElementChild);
      side.replaceWith(shown);
      other.content.append(side);
      if (had) shown.querySelector("button")?.focus();
    }
    if (last?.state === "waiting") other.after(mark());
  }
  const report = here.find((one) => one.kind === "report" && one.state === "waiting");
  if (report) document.querySelector(`a[href="${report.form}"]`)?.after(mark());
}

function mark() {
  const mark = document.createElement("span");
  mark.className = "waits";
  mark.dataset.mark = "";
  mark.textContent = words.waiting;
  return mark;
}

/**
 * Shows a text that waits, or whatever was refused, in its place; again only where it changed, so
 * that nobody loses what they have selected.
 * @param {Entry} entry
 */
function card(entry) {
  const before = cards.get(entry.id);
  if (before?.state === entry.state) return;
  const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const shown = /** @type {HTMLElement} */ (copy.firstElementChild);
  /** @param {string} selector */
  const part = (selector) => /** @type {HTMLElement} */ (shown.querySelector(selector));
  const { stance } = /** @type {{stance?: string}} */ (entry.request.body ?? {});
  if (stance === "for" || stance === "against") {
    part(".stance").textContent = words[stance];
    part(".stance").classList.add(stance);
    part(".stance").hidden = false;
  }
  part(".who b").textContent = words[entry.kind];
  part(".waits").textContent = words[entry.state];
  part(".waits").classList.add(entry.state);
  part(".lines").textContent = entry.words;
  if (entry.refusal) {
    const { title, detail, errors = {} } = entry.refusal;
    part(".notice b").textContent = title;
    part(".notice p").textContent = Object.values(errors).flat().join(" ") || detail;
    part(".notice").hidden = false;
    part(".notice").setAttribute("role", "alert");
  }
  act(part, "see", entry.state === "sent", entry.result);
  act(part, "edit", entry.state === "refused" && Boolean(entry.form), `${entry.form}#outbox-${entry.id}`);
  act(part, "discard", entry.state !== "sent");
  part("[data-act=discard]").addEventListener("click", () => drop(entry));
  part("[data-act=see]").addEventListener("click", (event) => {
    event.preventDefault();
    go(entry);
  });
  if (before) before.shown.replaceWith(shown);
  else (slot(entry) ?? top)(shown);
  cards.set(entry.id, { state: entry.state, shown });
}

/**
 * @param {(selector: string) => HTMLElement} part
 * @param {string} name
 * @param {boolean} there
 * @param {string} [href]
 */
function act(part, name, there, href) {
  const act = part(`[data-act=${name}]`);
  act.hidden = !there;
  if (href) act.setAttribute("href", href);
}

/**
 * Where a text belongs on this page: a comment into the list, a reply into its thread, an addendum
 * below the text, and on the page of its own form, all of them above it.
 * @param {Entry} entry
 * @returns {((shown: HTMLElement) => void) | undefined} Puts it there; undefined where there is no
 *   such place.
 */
function slot({ kind, form, request }) {
  const own = document.querySelector(`form[data-outbox="${kind}"]`);
  if (form === location.pathname && kind !== "comment") return own ? (shown) => own.before(shown) : undefined;
  if (kind === "addendum") {
    const text = document.getElementById("addenda") ?? document.querySelector("article > .prose");
    return text ? (shown) => text.after(shown) : undefined;
  }
  if (kind !== "comment") return undefined;
  const { reply_to } = /** @type {{reply_to?: number}} */ (request.body ?? {});
  const thread = reply_to && document.getElementById(`comment-${reply_to}`);
  if (thread) return (shown) => thread.append(shown);
  const list = document.getElementById("comments");
  return list ? (shown) => list.insertBefore(shown, list.querySelector(".say, .none")) : undefined;
}

/** @param {HTMLElement} shown */
function top(shown) {
  shown.classList.add("page");
  document.querySelector("main")?.prepend(shown);
}

/**
 * Opens what came of an entry, as the server's answer to its form would have.
 * @param {Entry} entry
 * @param {string} [done] What the page says was done.
 */
export function go(entry, done) {
  const to = new URL(entry.result ?? entry.place, location.origin);
  // The order and part of the comments that the reader has in sight.
  if (to.pathname === location.pathname) to.search = location.search;
  to.searchParams.delete("done");
  if (done) to.searchParams.set("done", done);
  if (to.pathname + to.search === location.pathname + location.search) {
    history.replaceState(null, "", to);
    location.reload();
  } else {
    location.assign(to);
  }
}

watch(show);
