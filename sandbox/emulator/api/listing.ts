import { type Answer, swrError } from "./refusals";

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** `filter=key::value|key::value`; if it is given, the single parameters are ignored. */
export function parseFilter(query: URLSearchParams, keys: readonly string[]): Map<string, string> {
  const filter = query.get("filter");
  const found = new Map<string, string>();
  if (filter === null) {
    for (const key of keys) {
      const value = query.get(key);
      if (value !== null && value !== "") found.set(key, value);
    }
    return found;
  }
  for (const part of filter.split("|").filter((text) => text !== "")) {
    const [, key, value] = /^(.+?)::(.*)$/s.exec(part) ?? [];
    if (key === undefined || value === undefined) throw swrError.badFilter(part);
    if (keys.includes(key)) found.set(key, value);
  }
  return found;
}

/** `limit` and `offset`, which must come together. */
export function parsePage(page: { get(name: string): string | null | undefined }): {
  limit: number;
  offset: number;
} {
  const limit = page.get("limit") ?? undefined;
  const offset = page.get("offset") ?? undefined;
  if (limit === undefined && offset === undefined) return { limit: DEFAULT_LIMIT, offset: 0 };
  if (limit === undefined || offset === undefined)
    throw swrError.badPageSize("limit and offset come together");
  if (!/^\d+$/.test(limit) || !/^\d+$/.test(offset)) throw swrError.badPageSize();
  if (Number(limit) < 1 || Number(limit) > MAX_LIMIT)
    throw swrError.badPageSize(`limit is 1 to ${String(MAX_LIMIT)}`);
  return { limit: Number(limit), offset: Number(offset) };
}

/** `order_column` with `order_type`, always both. */
export function sortBy<T>(
  items: T[],
  query: URLSearchParams,
  columns: Record<string, (item: T) => string | number | boolean>,
): T[] {
  const column = query.get("order_column");
  const type = query.get("order_type");
  if (column === null && type === null) return items;
  const value = columns[column ?? ""];
  if (value === undefined || (type !== "asc" && type !== "desc")) {
    throw swrError.badQuery("order_column and order_type");
  }
  const sign = type === "asc" ? 1 : -1;
  return [...items].sort((one, other) => {
    const [left, right] = [value(one), value(other)];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}

/** The page's items, the total in `Content-Range: {offset}-{count on page}/{total}`. */
export function answerPage<T>(
  items: T[],
  { limit, offset }: { limit: number; offset: number },
  wire: (item: T, total: number) => unknown,
): Answer {
  const page = items.slice(offset, offset + limit);
  return {
    status: 200,
    headers: { "content-range": `${String(offset)}-${String(page.length)}/${String(items.length)}` },
    body: page.map((item) => wire(item, items.length)),
  };
}
