// What the server says of a form that a script sent, shown where the page itself would show it.

/**
 * What is wrong, as a problem document of the API says it.
 * @typedef {{title: string, detail: string, errors?: Record<string, string[]>}} Problem
 */

/**
 * Shows why the form was not taken: at its head, and beside each wrong field.
 * @param {HTMLFormElement} form
 * @param {Problem} problem
 */
export function refuse(form, { title, detail, errors = {} }) {
  for (const old of form.querySelectorAll(".error, .notice[role=alert]")) old.remove();
  for (const box of form.querySelectorAll(".wrong")) box.classList.remove("wrong");
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const notice = /** @type {HTMLElement} */ (form.querySelector("[data-refused]"));
  const [heading, words, list] = notice.children;
  heading.textContent = title;
  const fields = Object.entries(errors);
  words.textContent = fields.length ? "" : detail;
  list.replaceChildren(...fields.map(([name, sentences]) => mark(name, sentences.join(" "))));
  notice.hidden = false;
  notice.focus();
}

/**
 * Marks one field.
 * @param {string} name
 * @param {string} sentence
 * @returns {HTMLElement} The line about it at the head of the form.
 */
function mark(name, sentence) {
  const line = document.createElement("li");
  const field = document.getElementById(name);
  const label = document.querySelector(`label[for="${CSS.escape(name)}"]`);
  if (field && label) {
    const error = document.createElement("p");
    Object.assign(error, { className: "error", id: `${name}-error`, textContent: sentence });
    field.before(error);
    field.closest(".field")?.classList.add("wrong");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `${name}-hint ${name}-error`);
    const link = document.createElement("a");
    Object.assign(link, { href: `#${name}`, textContent: label.firstChild?.textContent?.trim() });
    line.append(link, ": ");
  }
  line.append(sentence);
  return line;
}

/**
 * What would surely be refused, so that nobody hears of it only once there is a network.
 * @param {HTMLFormElement} form
 * @returns {Problem | undefined}
 */
export function tooShort(form) {
  const limits = /** @type {HTMLTemplateElement} */ (form.querySelector("[data-limits]"));
  /** @type {Record<string, string[]>} */
  const errors = {};
  for (const limit of limits.content.querySelectorAll("p")) {
    const { field = "", least = "0", most = "Infinity" } = limit.dataset;
    const { value } = /** @type {HTMLInputElement} */ (form.elements.namedItem(field));
    const length = [...value.normalize("NFC").trim()].length;
    if (length < Number(least) || length > Number(most)) errors[field] = [limit.textContent ?? ""];
  }
  const title = limits.dataset.title ?? "";
  return Object.keys(errors).length ? { title, detail: "", errors } : undefined;
}

/**
 * Asks the server for a part of the form's page, the preview or the similar ones, and puts it in.
 * @param {HTMLFormElement} form
 * @param {string} name The button's value, which is the part's id too.
 */
export async function look(form, name) {
  const offline = /** @type {HTMLElement} */ (form.querySelector("[data-offline]"));
  const button = form.querySelector(`button[value="${name}"]`);
  const fields = [...new FormData(form)].map(([key, value]) => [key, String(value)]);
  const body = new URLSearchParams([...fields, ["act", name]]);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => undefined);
  const page = new DOMParser().parseFromString((await answer?.text().catch(() => "")) ?? "", "text/html");
  const part = page.getElementById(name);
  offline.hidden = Boolean(part);
  if (!part) return offline.scrollIntoView({ block: "nearest" });
  const old = document.getElementById(name);
  if (old) old.replaceWith(part);
  else button?.parentElement?.after(part);
  part.scrollIntoView();
}
