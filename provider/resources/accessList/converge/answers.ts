import { idKey } from "../../../swr/access";
import type { Plan } from "../plan";

/** The three writes, in the order they are sent. */
export const WRITES = ["add", "change", "remove"] as const;
export type Write = (typeof WRITES)[number];

interface User {
  readonly userId: string;
}
const keyOf = (write: Write, { userId }: User): string => `${write}:${idKey(userId)}`;

/** What came of the writes of one round, user by user. */
export class Answers {
  readonly #done = new Set<string>();
  readonly #stale = new Set<string>();

  /** The write was answered with success. */
  done(write: Write, user: User): void {
    this.#done.add(keyOf(write, user));
  }

  /** The entry was not as the write supposed, or the write has to wait: only a read tells what is so. */
  stale(write: Write, user: User): void {
    this.#stale.add(keyOf(write, user));
  }

  isDone(write: Write, user: User): boolean {
    return this.#done.has(keyOf(write, user));
  }

  get hasStale(): boolean {
    return this.#stale.size > 0;
  }

  /** Whether the round has dealt with all that this plan wants written. */
  cover(plan: Plan): boolean {
    return WRITES.every((write) =>
      plan[write].every((user) => this.isDone(write, user) || this.#stale.has(keyOf(write, user))),
    );
  }
}
