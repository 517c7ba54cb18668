/** Lists that come in pages. */

/** One page, and how many items the whole list has, where the server says so. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly total?: number;
}

/** The most that the API gives at once. */
const LARGEST = 1000;
/** A page with fewer items than this is the last one, where no total says so: no server is known to give less at once. */
const SMALLEST = 100;
/** A list that changes while it is read is read anew at most this often. */
const MAX_ATTEMPTS = 5;

/** The total in `Content-Range: {offset}-{count on page}/{total}`. */
export function totalIn(headers: Readonly<Record<string, string | undefined>>): { total?: number } {
  const text = /\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1];
  return text === undefined ? {} : { total: Number(text) };
}

/** One pass over all pages; undefined: the list changed meanwhile. Each page begins with the last item of the page before. */
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
 * All items of a list. An item that is deleted while the pages are read moves all others ahead, so that the first item of the next page
 * would be missed: then the list is read anew. A list that never rests answers all that was ever seen of it.
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
