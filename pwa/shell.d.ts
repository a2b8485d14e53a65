// What the server generates beside the service worker, as shell.js.

/** Names this very set of files. */
export const VERSION: string;

/** Addresses, each with the `ETag` of the one file that may come from there; null for pages. */
export const SHELL: [address: string, tag: string | null][];
