// What somebody began to write on this device, offered above the empty form.

import { ago } from "./ago.js";
import { ours } from "./drafts.js";
import { address, pending } from "./publishing.js";

/**
 * Offers what was begun on this device and not finished.
 * @param {HTMLElement} box Where the page lists it.
 * @param {string} person
 */
export async function offer(box, person) {
  const model = /** @type {HTMLTemplateElement} */ (box.querySelector("template"));
  for (const one of await ours(person)) {
    if ((await pending(one.id))?.state === "waiting") continue;
    const row = /** @type {DocumentFragment} */ (model.content.cloneNode(true));
    const link = /** @type {HTMLAnchorElement} */ (row.querySelector("a"));
    link.href = address(one.id);
    const [title, when] = link.children;
    title.textContent = one.fields.title.trim() || title.textContent;
    when.textContent = ago(one.saved);
    box.querySelector("ul")?.append(row);
    box.hidden = false;
  }
}
