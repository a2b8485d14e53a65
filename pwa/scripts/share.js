// The button that hands this page on: by the phone's own sheet, else by copying its address.

/** @param {HTMLButtonElement} button */
function share(button) {
  const url = document.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? location.href;
  const said = document.createElement("p");
  said.className = "toast";
  said.setAttribute("role", "status");
  button.after(said);
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: document.title, url });
      } else {
        await navigator.clipboard.writeText(url);
        said.textContent = button.dataset.done ?? "";
        setTimeout(() => (said.textContent = ""), 4000);
      }
    } catch {
      // Closing the sheet without choosing is no error, and there is nothing to say.
    }
  });
  button.hidden = false;
}

/** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-share]")).forEach(share);
