/** Which paths of the inputs differ. Values stay out of it: the engine has both sides and prints them. */
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
 * What is equal is no difference, wherever it stands: a list that lost its first item lost that one, and nobody else was
 * changed. The rest is compared in place, since a path means the same place on both sides.
 */
function compareLists(path: string, old: readonly Value[], now: readonly Value[]): Difference[] {
  const left = new Map(old.entries());
  const added = new Map<number, Value>();
  for (const [at, item] of now.entries()) {
    const same = isDeepStrictEqual(left.get(at), item)
      ? at
      : [...left.keys()].find((other) => isDeepStrictEqual(left.get(other), item));
    if (same === undefined) added.set(at, item);
    else left.delete(same);
  }
  const places = [...new Set([...left.keys(), ...added.keys()])].sort((a, b) => a - b);
  return places.flatMap((at) => compareValues(`${path}[${String(at)}]`, left.get(at), added.get(at)));
}

function compareValues(path: string, old: Value | undefined, now: Value | undefined): Difference[] {
  if (isDeepStrictEqual(old, now)) return [];
  if (old === undefined) return [{ path, kind: "ADD" }];
  if (now === undefined) return [{ path, kind: "DELETE" }];
  if (Array.isArray(old) && Array.isArray(now)) return compareLists(path, old, now);
  const areObjects = [old, now].every((it) => typeof it === "object" && it !== null && !Array.isArray(it));
  return areObjects ? compareObjects(path, old as Props, now as Props) : [{ path, kind: "UPDATE" }];
}

/** Pure: every path that differs, down to the leaf. */
export const compareInputs = (olds: Props, news: Props): Difference[] => compareObjects("", olds, news);
