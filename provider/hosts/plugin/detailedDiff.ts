/** Finds the paths at which inputs differ. It returns no values, since the engine has both sides and prints them. */
import { isDeepStrictEqual } from "node:util";
import type { Props, Value } from "./wire";

export type Kind = "ADD" | "DELETE" | "UPDATE";
export interface Difference {
  readonly path: string;
  readonly kind: Kind;
}

const keyPath = (path: string, key: string): string => {
  const isName = /^[A-Za-z_$][\w$]*$/.test(key);
  if (!isName) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
};

function compareObjects(path: string, old: Props, now: Props): Difference[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys.flatMap((key) => compareValues(keyPath(path, key), old[key], now[key]));
}

/**
 * A text for a value. Two values have the same text only if they are equal: keys are sorted, and different kinds of value are
 * never written alike.
 */
function textOf(value: Value): string {
  if (Array.isArray(value)) return `[${value.map((item: Value) => textOf(item)).join()}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]: [string, Value]) => `${JSON.stringify(key)}:${textOf(item)}`,
    );
    return `{${entries.sort().join()}}`;
  }
  // JSON cannot write -0, NaN or infinity.
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  return JSON.stringify(value);
}

/**
 * Compares two lists. Equal items are no difference, wherever they stand: a list that lost its first item has lost only that
 * one. The other items are compared by position, since a path means the same position on both sides. Each item is turned into
 * a text once, since lists may have thousands of users.
 */
function compareLists(path: string, old: readonly Value[], now: readonly Value[]): Difference[] {
  const texts = old.map(textOf);
  const left = new Set(old.keys());
  /** The positions of each text in the old list, last one first. */
  const placesOf = new Map<string, number[]>();
  for (const at of [...old.keys()].reverse()) {
    const text = texts[at] ?? "";
    const places = placesOf.get(text);
    if (places === undefined) placesOf.set(text, [at]);
    else places.push(at);
  }
  /** The first free position of a text. Positions before it stay taken, so they are dropped. */
  const firstLeft = (text: string): number | undefined => {
    const places = placesOf.get(text) ?? [];
    while (places.length > 0 && !left.has(places.at(-1) ?? -1)) places.pop();
    return places.at(-1);
  };
  const added = new Set<number>();
  for (const [at, item] of now.entries()) {
    const text = textOf(item);
    const same = left.has(at) && texts[at] === text ? at : firstLeft(text);
    if (same === undefined) added.add(at);
    else left.delete(same);
  }
  const places = [...new Set([...left, ...added])].sort((a, b) => a - b);
  return places.flatMap((at) =>
    compareValues(
      `${path}[${String(at)}]`,
      left.has(at) ? old[at] : undefined,
      added.has(at) ? now[at] : undefined,
    ),
  );
}

function compareValues(path: string, old: Value | undefined, now: Value | undefined): Difference[] {
  if (isDeepStrictEqual(old, now)) return [];
  if (old === undefined) return [{ path, kind: "ADD" }];
  if (now === undefined) return [{ path, kind: "DELETE" }];
  if (Array.isArray(old) && Array.isArray(now)) return compareLists(path, old, now);
  const areObjects = [old, now].every((it) => typeof it === "object" && it !== null && !Array.isArray(it));
  return areObjects ? compareObjects(path, old as Props, now as Props) : [{ path, kind: "UPDATE" }];
}

const isHidden = ([key]: [string, Value]): boolean => key.startsWith("__");
const shown = (props: Props): Props =>
  Object.fromEntries(Object.entries(props).filter((entry) => !isHidden(entry)));

/**
 * Pure. Every path that differs, down to single values. Properties that begin with `__` are left out: they are the provider's
 * own, and no user sees them.
 */
export const compareInputs = (olds: Props, news: Props): Difference[] =>
  compareObjects("", shown(olds), shown(news));
