// What others do while one has a proposal open: its counts move, and new comments are offered.
// Nothing comes between the lines by itself, and without a network nothing is said.

const page = /** @type {HTMLElement} */ (document.querySelector("[data-live]"));
const more = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-more]"));
const numbers = new Intl.NumberFormat(document.documentElement.lang);

let shown = Number(page.dataset.comments);
let comments = shown;

/** @type {EventSource | undefined} */
let source;

/**
 * Puts a number into the words that stand around it.
 * @param {HTMLElement} element
 * @param {number} count
 */
function put(element, count) {
  const { one, many = "{count}" } = element.dataset;
  element.textContent = count === 1 && one ? one : many.replace("{count}", numbers.format(count));
}

/**
 * @param {"supports" | "comments"} name
 * @param {number} count
 */
function count(name, count) {
  for (const element of document.querySelectorAll(`[data-count="${name}"]`)) {
    put(/** @type {HTMLElement} */ (element), count);
  }
}

/** @param {MessageEvent<string>} event */
function tell({ data }) {
  /** @type {{supports: number, comments: number} | null} */
  const now = JSON.parse(data);
  if (!now) {
    document.removeEventListener("visibilitychange", listen);
    return stop();
  }
  count("supports", now.supports);
  comments = now.comments;
  if (!more) return;
  more.hidden = comments <= shown;
  if (!more.hidden) put(more, comments - shown);
}

/** Fetches the page anew and takes from it the comments that are not here yet. */
async function show() {
  if (!more) return;
  more.disabled = true;
  const asked = { headers: { Accept: "text/html" }, cache: /** @type {const} */ ("no-cache") };
  const answer = await fetch(location.href, asked).catch(() => undefined);
  more.disabled = false;
  if (!answer?.ok) return;
  const theirs = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("comments");
  const ours = document.getElementById("comments");
  if (!theirs || !ours) return;
  const known = new Set([...ours.querySelectorAll(".say")].map(({ id }) => id));
  merge(theirs, ours);
  ours.querySelector(".none")?.remove();
  more.hidden = true;
  shown = comments;
  count("comments", shown);
  const fresh = [...ours.querySelectorAll(".say")].find(({ id }) => !known.has(id));
  if (!(fresh instanceof HTMLElement)) return;
  fresh.tabIndex = -1;
  fresh.focus();
}

/**
 * Takes over remarks in their order, and leaves alone what is here: somebody may be answering it.
 * @param {Element} theirs
 * @param {Element} ours
 */
function merge(theirs, ours) {
  let next = ours.querySelector(":scope > .pager");
  for (const fresh of [...theirs.querySelectorAll(":scope > .say")].reverse()) {
    const here = document.getElementById(fresh.id);
    if (here) {
      const [theirReplies, ourReplies] = [fresh, here].map((one) => one.querySelector(":scope > .replies"));
      if (theirReplies && ourReplies) merge(theirReplies, ourReplies);
      else if (theirReplies) here.append(theirReplies);
    } else {
      ours.insertBefore(fresh, next);
    }
    next = here ?? fresh;
  }
}

function stop() {
  source?.close();
  source = undefined;
}

/** Listens while the page is in sight and there is a network. */
function listen() {
  if (document.hidden || !navigator.onLine) return stop();
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(page.dataset.live ?? "");
  source.onmessage = tell;
}

more?.addEventListener("click", show);
document.addEventListener("visibilitychange", listen);
addEventListener("online", listen);
addEventListener("offline", listen);
addEventListener("load", listen);
