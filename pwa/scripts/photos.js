// Photos of the text that is being written: chosen or taken, made small on the phone, described,
// put in order. Without this the form sends them as they are.

/** @import { Photo } from "./drafts.js" */

const MOST = 5;

// As many pixels as the largest picture that the server keeps, on the longest side.
const LONGEST = 1600;
const QUALITY = 0.82;

/**
 * A photo as small as it needs to be.
 *
 * An <img> and no ImageBitmap: browsers decode it turned as its camera was held, and where they
 * can at the size at which it is drawn, so that 50 megapixels don't become 200 megabytes.
 * @param {Blob} file
 * @returns {Promise<Blob>} Rejected where this browser can't read it.
 */
async function small(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    const share = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * share));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * share));
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    // Who can't write WebP writes PNG instead, which is far too large for a photo.
    const webp = await written(canvas, "image/webp");
    return webp.type === "image/webp" ? webp : await written(canvas, "image/jpeg");
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} type
 * @returns {Promise<Blob>}
 */
function written(canvas, type) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("nothing was drawn"))), type, QUALITY);
  });
}

/**
 * The photos of a form.
 * @param {HTMLFormElement} form
 * @param {() => void} changed Called after every change that the writer makes.
 */
export function photos(form, changed) {
  const box = /** @type {HTMLElement} */ (form.querySelector("[data-photos]"));
  const list = /** @type {HTMLElement} */ (box.querySelector("ol"));
  const model = /** @type {HTMLTemplateElement} */ (box.querySelector("template"));
  const words = /** @type {HTMLElement} */ (box.querySelector("[data-words]"));
  const undo = /** @type {HTMLButtonElement} */ (box.querySelector("[data-undo]"));
  /** @type {Photo[]} */
  let all = [...list.children].map(shown);
  /** @type {{photo: Photo, at: number} | undefined} */
  let removed;

  /** Draws the list anew. */
  function draw() {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...all.map(item));
    box.querySelector(".pickers")?.toggleAttribute("hidden", all.length >= MOST);
    undo.hidden = !removed;
  }

  /**
   * One photo with its words and its buttons.
   * @param {Photo} photo
   * @param {number} at
   */
  function item(photo, at) {
    const row = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (model.content.cloneNode(true)).firstElementChild);
    const image = /** @type {HTMLImageElement} */ (row.querySelector("img"));
    image.src = photo.blob ? URL.createObjectURL(photo.blob) : (photo.url ?? "");
    const alt = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    alt.value = photo.alt;
    alt.setAttribute("aria-label", `${at + 1}. ${alt.getAttribute("aria-label")}`);
    alt.addEventListener("input", () => {
      photo.alt = alt.value;
      changed();
    });
    const [up, down, drop] = row.querySelectorAll("button");
    up.disabled = at === 0;
    down.disabled = at === all.length - 1;
    up.addEventListener("click", () => move(at, at - 1));
    down.addEventListener("click", () => move(at, at + 1));
    drop.addEventListener("click", () => {
      removed = { photo, at };
      all = all.toSpliced(at, 1);
      done();
      undo.focus();
    });
    return row;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  function move(from, to) {
    all = all.toSpliced(from, 1).toSpliced(to, 0, all[from]);
    done();
    const buttons = list.children[to].querySelectorAll("button");
    (to < from ? buttons[0] : buttons[1]).focus();
  }

  function done() {
    words.textContent = "";
    draw();
    changed();
  }

  /** @param {HTMLInputElement} picker */
  async function take(picker) {
    const files = [...(picker.files ?? [])];
    picker.value = "";
    const fitting = files.slice(0, MOST - all.length);
    words.textContent = fitting.length < files.length ? (box.dataset.most ?? "") : "";
    removed = undefined;
    // One after the other, so that only one of them is in memory at its full size.
    for (const file of fitting) {
      try {
        const photo = { key: crypto.randomUUID(), alt: "", blob: await small(file) };
        all = [...all, photo];
        draw();
        changed();
      } catch {
        words.textContent = box.dataset.unreadable ?? "";
      }
    }
    list.querySelectorAll("input")[all.length - fitting.length]?.focus();
  }

  for (const picker of box.querySelectorAll("[data-with-scripts] input")) {
    if (picker instanceof HTMLInputElement) picker.addEventListener("change", () => take(picker));
  }
  undo.addEventListener("click", () => {
    if (removed) all = all.toSpliced(removed.at, 0, removed.photo);
    removed = undefined;
    done();
  });

  return {
    list: () => all,
    /**
     * Takes the list over from the page.
     * @param {Photo[]} present
     */
    show(present) {
      all = present;
      removed = undefined;
      for (const element of box.querySelectorAll("[data-with-scripts]")) element.removeAttribute("hidden");
      // It would be sent along, as a file that nobody chose.
      box.querySelector("[data-without-scripts]")?.remove();
      draw();
    },
  };
}

/**
 * A photo that the page came with.
 * @param {Element} row
 * @returns {Photo}
 */
function shown(row) {
  const id = /** @type {HTMLInputElement} */ (row.querySelector("[name^=photo-]"));
  const alt = /** @type {HTMLInputElement} */ (row.querySelector("[name^=alt-]"));
  return { key: id.value, id: id.value, alt: alt.value, url: row.querySelector("img")?.getAttribute("src") ?? "" };
}
