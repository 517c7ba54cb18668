import { keyAt, type PlaceNames } from "./place";
import type { Context } from "./resource";

/**
 * Organizations and repositories that this run has made or deleted, by place. Who may use them is then another matter than it was: what
 * was read of their access lists before, by this run or by an engine's refresh ahead of it, is old.
 */
class Remade {
  readonly #counts = new Map<string, number>();

  constructor(private readonly context: Context) {}

  /** To be told after each attempt to make or to delete an object. */
  add(names: PlaceNames, at: Readonly<Record<string, unknown>>): void {
    const key = keyAt(names, this.context.settings, at);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** How often the objects with these keys were made or deleted. A read is old once the count has grown. */
  count(keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.#counts.get(key) ?? 0), 0);
  }
}

export const remadeIn = (context: Context): Remade => context.recall(createRemade);
const createRemade = (context: Context): Remade => new Remade(context);
