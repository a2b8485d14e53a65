// The texts of the writing form, to be read and filled.

import { nothing } from "./drafts.js";

/** @import { Fields } from "./drafts.js" */

/** @param {HTMLFormElement} form */
export function fields(form) {
  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));

  /**
   * @param {(field: HTMLInputElement | HTMLSelectElement) => string} read
   * @returns {Fields}
   */
  const all = (read) =>
    /** @type {Fields} */ (Object.fromEntries(Object.keys(nothing()).map((name) => [name, read(field(name))])));

  // As the page came: somebody may have typed before this script was there.
  const came = all((one) =>
    one instanceof HTMLSelectElement
      ? (one.querySelector("option[selected]")?.getAttribute("value") ?? "")
      : one.defaultValue,
  );

  return {
    came,
    written: () => all(({ value }) => value),
    /**
     * Puts texts into the form.
     * @param {Fields} texts
     * @param {boolean} [sparing] Whether what somebody typed since the page came stays.
     */
    fill(texts, sparing = false) {
      for (const [name, text] of /** @type {[keyof Fields, string][]} */ (Object.entries(texts))) {
        const one = field(name);
        if (one.value === text || (sparing && one.value !== came[name])) continue;
        one.value = text;
        // Counts, the point on the map and the similar ones follow what they hear.
        one.dispatchEvent(new Event("input", { bubbles: true }));
      }
    },
  };
}
