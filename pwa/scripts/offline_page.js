// The page that stands where another could not be had: lists what this device has instead.

import { ago } from "./ago.js";
import { all } from "./database.js";
import { list } from "./kept_pages.js";

const instead = "instead" in document.documentElement.dataset ? "yes" : "no";
const person = document.body.dataset.person ?? "";

/**
 * @param {string} selector
 * @returns {NodeListOf<HTMLElement>}
 */
const every = (selector) => document.querySelectorAll(selector);

/** Lists the kept pages: what each is about, and how old it is. */
async function listPages() {
  const pages = await list();
  const row = /** @type {HTMLTemplateElement} */ (document.getElementById("kept-page")).content;
  const decode = new DOMParser();
  for (const { address, title, kept } of pages) {
    const entry = /** @type {DocumentFragment} */ (row.cloneNode(true));
    const words = decode.parseFromString(title, "text/html").documentElement.textContent ?? "";
    /** @type {HTMLElement} */ (entry.querySelector("a")).setAttribute("href", address);
    // What a page is about stands before the name of the site, if there is anything.
    /** @type {HTMLElement} */ (entry.querySelector("b")).textContent = words.replace(/ · [^·]*$/, "");
    const age = /** @type {HTMLElement} */ (entry.querySelector("span"));
    age.textContent = (age.textContent ?? "").replace("{ago}", ago(kept));
    every("[data-kept-pages]")[0].append(entry);
  }
  for (const words of every("[data-none]")) words.hidden = pages.length > 0;
  for (const words of every("[data-some]")) words.hidden = pages.length === 0;
}

/** Counts what this device's person did and the server does not have. */
async function countUnsent() {
  const unsent = (await all("outbox")).filter((one) => one.person === person && one.state !== "sent").length;
  const words = unsent ? new Intl.NumberFormat(document.documentElement.lang).format(unsent) : "";
  for (const count of every("[data-unsent]")) count.textContent = words;
}

for (const words of every("section[data-instead]")) words.hidden = words.dataset.instead !== instead;
for (const button of every("[data-again]")) button.addEventListener("click", () => location.reload());
if (instead === "yes") addEventListener("online", () => location.reload());
listPages();
countUnsent();
