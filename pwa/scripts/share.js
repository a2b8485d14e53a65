// The button that hands this page on: by the phone's own sheet, else by copying its address.

/** @param {HTMLButtonElement} button */
function share(button) {
  const url = document.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? location.href;
  const said = document.createElement("p");
  said.className = "toast";
  said.setAttribute("role", "status");
  button.after(said);
  button.addEventListener("click", async () => {
    if (await handOn(url)) return;
    try {
      await navigator.clipboard.writeText(url);
      said.textContent = button.dataset.done ?? "";
      setTimeout(() => (said.textContent = ""), 4000);
    } catch {
      // Then it stands there to be copied by hand.
      said.textContent = url;
    }
  });
  button.hidden = false;
}

/**
 * @param {string} url
 * @returns {Promise<boolean>} Whether the phone took it, or the person closed its sheet.
 */
async function handOn(url) {
  try {
    await navigator.share({ title: document.title, url });
    return true;
  } catch (error) {
    // Other errors come from where there is no sheet, or nothing in it.
    return error instanceof DOMException && error.name === "AbortError";
  }
}

/** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-share]")).forEach(share);
