// Shows similar proposals while the title is being written. Without this a button does it.

const PAUSE = 600;
const LEAST = 5;

const title = /** @type {HTMLInputElement | null} */ (document.getElementById("title"));
const place = document.getElementById("similar");

/**
 * Puts the server's list under the title. A slower answer to an older title never wins, and
 * without a network everything stays as it was.
 * @param {string} text
 * @param {AbortSignal} signal
 */
async function show(text, signal) {
  const address = `/proposals/similar?${new URLSearchParams({ text })}`;
  const answer = await fetch(address, { signal }).catch(() => null);
  if (!answer?.ok || !place) return;
  place.innerHTML = await answer.text();
}

if (title && place) {
  let timer = 0;
  let asked = new AbortController();
  title.addEventListener("input", () => {
    clearTimeout(timer);
    asked.abort();
    const text = title.value.trim();
    if ([...text].length < LEAST) return;
    timer = setTimeout(() => {
      asked = new AbortController();
      show(text, asked.signal);
    }, PAUSE);
  });
}
