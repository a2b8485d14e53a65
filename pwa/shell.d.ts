// What the server generates beside the service worker, as shell.js.

/** Names this very set of files. */
export const VERSION: string;

/** For each language what a push says that cannot be read: title and sentence. */
export const NEWS: Record<string, [title: string, body: string]>;

/** Addresses, each with the `ETag` of the one file that may come from there; null for pages. */
type Files = [address: string, tag: string | null][];

/** What somebody who reads needs. */
export const FIRST: Files;

/** What those who write need as well. */
export const REST: Files;
