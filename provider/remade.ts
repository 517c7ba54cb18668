import { keyAt, type PlaceNames } from "./place";
import type { Context } from "./resource";

/**
 * The organizations and repositories that this run has created or deleted, by place. Their access lists may have changed with
 * them, so an earlier read of such a list is old, whether this run or an engine's refresh before it has made that read.
 */
class Remade {
  readonly #counts = new Map<string, number>();

  constructor(private readonly context: Context) {}

  /** Must be called after each attempt to create or delete an object. */
  add(names: PlaceNames, at: Readonly<Record<string, unknown>>): void {
    const key = keyAt(names, this.context.settings, at);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** How often the objects with these keys were created or deleted. A read is old once this count has grown. */
  count(keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.#counts.get(key) ?? 0), 0);
  }
}

export const remadeIn = (context: Context): Remade => context.recall(createRemade);
const createRemade = (context: Context): Remade => new Remade(context);
