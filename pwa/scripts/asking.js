// One request to the server, and what can be believed of its answer. Works in pages and in the
// service worker.

/**
 * What came of a request: `made`, the server's JSON, where it did what was asked; otherwise its
 * `status` (0 where no answer came), the problem, and until when (milliseconds since 1970) it
 * wants to be spared.
 * @typedef {{made?: any, status: number, problem?: any, held?: number}} Answer
 */

/**
 * Asks once, in the language of the page. Never rejected: that no answer came is an answer too.
 * @param {string} path
 * @param {{method: string, headers: Record<string, string>, body?: BodyInit}} request
 * @param {number} patience How long to wait for the answer, in milliseconds.
 * @returns {Promise<Answer>}
 */
export async function ask(path, { method, headers, body }, patience) {
  const language = globalThis.document?.documentElement.lang || navigator.language;
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, "Accept-Language": language },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    const { status, ok } = response;
    // An answer that breaks off, or that is not ours (the page of some hotel's network), is none.
    if (ok) return { status, made: await response.json() };
    const problem = await response.json().catch(() => undefined);
    const seconds = Number(response.headers.get("Retry-After"));
    return { status, problem, held: seconds ? Date.now() + seconds * 1000 : undefined };
  } catch {
    return { status: 0 };
  }
}
