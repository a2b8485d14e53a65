// What this device keeps in IndexedDB: what waits to be sent, drafts, and small facts.
// Works in pages and in the service worker.

/** @typedef {"outbox" | "drafts" | "facts"} Store */

/** @type {Record<Store, IDBObjectStoreParameters>} */
const STORES = {
  outbox: { keyPath: "id", autoIncrement: true },
  drafts: { keyPath: "id" },
  facts: { keyPath: "name" },
};

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("madang", 1);
    const forget = () => (opened = undefined);
    asked.onupgradeneeded = () => {
      for (const [store, key] of Object.entries(STORES)) asked.result.createObjectStore(store, key);
    };
    asked.onsuccess = () => {
      // Somebody wipes it or brings a newer version: let go of it, and open it anew when asked.
      asked.result.onclose = forget;
      asked.result.onversionchange = () => {
        forget();
        asked.result.close();
      };
      resolve(asked.result);
    };
    asked.onerror = () => {
      forget();
      reject(asked.error);
    };
  });
}

/**
 * Works in one transaction. What `work` hands to `answer` is the result, once the transaction is
 * on the disk: a phone that dies a moment later has kept it.
 * @template T
 * @param {Store} store
 * @param {IDBTransactionMode} mode
 * @param {(rows: IDBObjectStore, answer: (result: T) => void) => void} work
 * @returns {Promise<T>} Rejected with the database's error: `QuotaExceededError` where it is full.
 */
async function within(store, mode, work) {
  const database = await (opened ??= open());
  return new Promise((resolve, reject) => {
    /** @type {T} */
    let result;
    const transaction = database.transaction(store, mode, { durability: "strict" });
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore(store), (found) => (result = found));
  });
}

/**
 * Every row, in the order of their keys.
 * @param {Store} store
 * @returns {Promise<any[]>}
 */
export function all(store) {
  return within(store, "readonly", (rows, answer) => {
    const asked = rows.getAll();
    asked.onsuccess = () => answer(asked.result);
  });
}

/**
 * The row of that key, or undefined.
 * @param {Store} store
 * @param {IDBValidKey} key
 * @returns {Promise<any>}
 */
export function get(store, key) {
  return within(store, "readonly", (rows, answer) => {
    const asked = rows.get(key);
    asked.onsuccess = () => answer(asked.result);
  });
}

/**
 * Writes a row, in the place of one with its key if there is one.
 * @param {Store} store
 * @param {object} value
 * @returns {Promise<IDBValidKey>} Its key.
 */
export function put(store, value) {
  return within(store, "readwrite", (rows, answer) => {
    const asked = rows.put(value);
    asked.onsuccess = () => answer(asked.result);
  });
}

/**
 * Removes the row of that key, if there is one.
 * @param {Store} store
 * @param {IDBValidKey} key
 * @returns {Promise<void>}
 */
export function remove(store, key) {
  return within(store, "readwrite", (rows) => rows.delete(key));
}

/**
 * Reads a row, changes and writes it in one transaction, so that no other tab comes between.
 * @param {Store} store
 * @param {IDBValidKey} key
 * @param {(row: any) => any} change Gets the row or undefined; answers the row to write, or
 *   undefined to remove it. It must not wait for anything.
 * @returns {Promise<any>} What was written.
 */
export function update(store, key, change) {
  return within(store, "readwrite", (rows, answer) => {
    const asked = rows.get(key);
    asked.onsuccess = () => {
      const row = change(asked.result);
      if (row === undefined) rows.delete(key);
      else rows.put(row);
      answer(row);
    };
  });
}
