// Whoever looks at the inbox has read it. Without this a button says so.

const form = document.querySelector("form[data-read]");

/** Tells the server, once the page is really in sight. */
async function read() {
  if (document.visibilityState !== "visible" || !(form instanceof HTMLFormElement)) return;
  document.removeEventListener("visibilitychange", read);
  const answer = await fetch("/api/v1/notifications/read", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ until: form.dataset.read }),
  }).catch(() => null);
  // What was new stays marked until the page is opened again: one still wants to find it.
  if (answer?.ok) form.hidden = true;
}

document.addEventListener("visibilitychange", read);
read();
