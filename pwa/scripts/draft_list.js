// The list of drafts has those of this device too; and what is thrown away goes from here as well.

import { ago } from "./ago.js";
import { forget, isInAccount, ours } from "./drafts.js";
import { address, pending } from "./publishing.js";

/** @import { Draft } from "./drafts.js" */

const person = document.body.dataset.person ?? "";
const list = document.querySelector("[data-drafts]");
const removal = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-removes]"));

/**
 * Adds the drafts of this device that the page does not show.
 * @param {Element} list
 */
async function complete(list) {
  const fresh = !document.documentElement.dataset.kept;
  for (const draft of await ours(person)) {
    const known = draft.server && list.querySelector(`[data-draft="${draft.server.id}"]`);
    // It was published or thrown away elsewhere, and nothing was written here since.
    if (draft.server && !known && fresh && isInAccount(draft)) await forget(draft);
    else if (!known && (await pending(draft.id))?.state !== "waiting") add(list, draft);
  }
}

/**
 * @param {Element} list
 * @param {Draft} draft
 */
function add(list, draft) {
  const model = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));
  const row = /** @type {DocumentFragment} */ (model.content.cloneNode(true));
  const link = /** @type {HTMLAnchorElement} */ (row.querySelector("a"));
  const [title, saved] = link.children;
  link.href = address(draft.id);
  title.textContent = draft.fields.title.trim() || title.textContent;
  saved.textContent = (saved.textContent ?? "").replace("{when}", ago(draft.saved));
  list.querySelector("ul")?.append(row);
  list.removeAttribute("hidden");
  document.querySelector("[data-none]")?.remove();
}

if (list) complete(list).catch(() => {});

removal?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const gone = (await ours(person).catch(() => [])).filter(({ server }) => String(server?.id) === removal.dataset.removes);
  for (const draft of gone) await forget(draft).catch(() => {});
  removal.submit();
});
