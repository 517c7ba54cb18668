import { idKey } from "../../../swr/access";
import type { Plan } from "../plan";

/** The three writes, in the order they are sent. */
export const WRITES = ["add", "change", "remove"] as const;
export type Write = (typeof WRITES)[number];

interface User {
  readonly userId: string;
}
const keyOf = (write: Write, { userId }: User): string => `${write}:${idKey(userId)}`;

/** The answers to the writes of one round, user by user. */
export class Answers {
  readonly #done = new Set<string>();
  readonly #stale = new Set<string>();

  /** Notes that a write was answered with success. */
  done(write: Write, user: User): void {
    this.#done.add(keyOf(write, user));
  }

  /**
   * Notes that a write has to be looked at again: the entry was not as the write expected, or the write has to wait. Only a
   * read shows what is to be done.
   */
  stale(write: Write, user: User): void {
    this.#stale.add(keyOf(write, user));
  }

  isDone(write: Write, user: User): boolean {
    return this.#done.has(keyOf(write, user));
  }

  get hasStale(): boolean {
    return this.#stale.size > 0;
  }

  /** Whether the round has handled every write of this plan. */
  cover(plan: Plan): boolean {
    return WRITES.every((write) =>
      plan[write].every((user) => this.isDone(write, user) || this.#stale.has(keyOf(write, user))),
    );
  }
}
