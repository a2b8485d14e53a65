// How much is unread: beside the inbox in the menu, and on the app's icon.

const inbox = document.querySelector("a[data-unread]");

/** Asks the server, which counts to a hundred. Without a network everything stays as it was. */
async function count() {
  const answer = await fetch("/api/v1/notifications/unread").catch(() => null);
  if (!answer?.ok || !(inbox instanceof HTMLElement)) return;
  /** @type {{unread: number}} */
  const { unread } = await answer.json();
  const shown = inbox.querySelector("b") ?? inbox.appendChild(document.createElement("b"));
  const number = unread > 99 ? "99+" : new Intl.NumberFormat(document.documentElement.lang).format(unread);
  shown.className = "unread num";
  shown.textContent = number;
  shown.hidden = !unread;
  inbox.setAttribute("aria-label", unread ? (inbox.dataset.unread ?? "").replace("{n}", number) : inbox.innerText);
  // The badge of an app that is not installed is nobody's business.
  if ("setAppBadge" in navigator) (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {});
}

if (inbox) {
  count();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") count();
  });
}
