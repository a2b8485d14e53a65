// Shows similar proposals while the title is being written. Without this a button does it.

const PAUSE = 600;
const LEAST = 5;

// Nobody waits long for what only helps.
const PATIENCE = 3000;

const title = /** @type {HTMLInputElement | null} */ (document.getElementById("title"));
const place = document.getElementById("similar");

/**
 * The server's list, as a part of the page.
 * @param {Record<string, string>} asked
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>} Empty where there is none; undefined without an answer.
 */
async function list(asked, signal) {
  const answer = await fetch(`/proposals/similar?${new URLSearchParams(asked)}`, { signal }).catch(() => null);
  return answer?.ok ? (await answer.text().catch(() => undefined))?.trim() : undefined;
}

/**
 * Before publication: shows the similar ones that the writer was not shown yet.
 * @param {HTMLFormElement} form
 * @returns {Promise<boolean>} Whether there are any, so that the writer looks first.
 */
export async function unseen(form) {
  if (!title || !place || !navigator.onLine) return false;
  const seen = form.elements.namedItem("seen");
  const known = seen instanceof HTMLInputElement ? seen.value : "";
  const found = await list({ text: title.value, seen: known, checking: "1" }, AbortSignal.timeout(PATIENCE));
  if (!found) return false;
  place.innerHTML = found;
  place.className = "first";
  place.tabIndex = -1;
  place.focus();
  return true;
}

if (title && place) {
  let timer = 0;
  let asked = new AbortController();
  title.addEventListener("input", () => {
    clearTimeout(timer);
    asked.abort();
    const text = title.value.trim();
    if ([...text].length < LEAST) return;
    timer = setTimeout(async () => {
      asked = new AbortController();
      const { signal } = asked;
      const found = await list({ text }, signal);
      // A slower answer to an older title never wins, and without a network everything stays.
      if (found !== undefined && !signal.aborted) place.innerHTML = found;
    }, PAUSE);
  });
}
