/** Reads lists that come in pages. */

/** One page of a list. `total`: the number of items of the whole list, where the server tells it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total?: number;
}

/** The largest page of the API. */
const LARGEST = 1000;
/** Without a total, a page with fewer items than this is the last one. No server is known to have smaller pages. */
const SMALLEST = 100;
/** How often a list is read anew where it changes meanwhile. */
const MAX_ATTEMPTS = 5;

/** Reads the total from `Content-Range: {offset}-{count on page}/{total}`. */
export function totalIn(headers: Readonly<Record<string, string | undefined>>): { total?: number } {
  const text = /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1];
  return text === undefined ? {} : { total: Number(text) };
}

/**
 * Reads all pages once; undefined: the list changed meanwhile. Each page begins with the last item of the page before, which
 * shows whether the list has moved.
 */
async function pass<T>(
  read: (query: string) => Promise<Page<T>>,
  keyOf: (item: T) => string,
  seen: Map<string, T>,
): Promise<readonly T[] | undefined> {
  const all: T[] = [];
  for (;;) {
    const overlap = all.slice(-1);
    const offset = all.length - overlap.length;
    const { items, total } = await read(`limit=${String(LARGEST)}&offset=${String(offset)}`);
    const isSame = overlap.every((item) => items[0] !== undefined && keyOf(items[0]) === keyOf(item));
    if (!isSame) return undefined;
    const added = items.slice(overlap.length);
    for (const item of added) seen.set(keyOf(item), item);
    all.push(...added);
    const isLast = total === undefined ? items.length < SMALLEST : all.length >= total;
    if (isLast || added.length === 0) return all;
  }
}

/**
 * All items of a list. An item that is deleted while the pages are read moves all later items forward, so that one would be
 * missed. Then the list is read anew. Where a list never stops changing, all items that were ever seen are returned.
 */
export async function allOf<T>(
  read: (query: string) => Promise<Page<T>>,
  keyOf: (item: T) => string,
): Promise<readonly T[]> {
  const seen = new Map<string, T>();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const all = await pass(read, keyOf, seen);
    if (all !== undefined) return all;
  }
  return [...seen.values()];
}
