import type { Context } from "../../resource";
import type { Differences } from "./differences";
import type { Inputs } from "./model";
import { inOrder } from "./parts";

/** How long the differences that a diff found are used by the write after it. Milliseconds. */
const MAX_AGE = 30_000;

interface Round {
  /** Whether `check` has run in this round. If so, the engine is past its refresh, and the next `check` opens a new round. */
  checked: boolean;
  found?: { readonly of: string; at: number; readonly differences: Promise<Differences> };
  said?: Promise<Differences>;
}

/** What a run remembers of each policy. An engine asks for the same differences several times, and then for the write. */
class Rounds {
  readonly #rounds = new Map<string, Round>();

  constructor(private readonly context: Context) {}

  /** For `read`: opens a round, since the engine refreshes. */
  enterRead(key: string): void {
    this.#rounds.set(key, { checked: false });
  }

  enterCheck(key: string): void {
    const round = this.#rounds.get(key);
    if (round?.checked === false) round.checked = true;
    else this.#rounds.set(key, { checked: true });
  }

  /** Whether the engine is between a refresh's `read` and the program's `check`. */
  isRefreshing(key: string): boolean {
    return this.#rounds.get(key)?.checked === false;
  }

  /** The differences of this round. They are found once. */
  differences(key: string, news: Inputs, find: () => Promise<Differences>): Promise<Differences> {
    const round = this.#rounds.get(key) ?? { checked: true };
    this.#rounds.set(key, round);
    const of = JSON.stringify(news, inOrder);
    const now = this.context.now().getTime();
    if (round.found?.of === of && now - round.found.at <= MAX_AGE) return round.found.differences;
    const found = { of, at: now, differences: find() };
    round.found = found;
    // Thousands of lists take longer to read than the differences may be old, so that their age counts from the end.
    found.differences.then(
      () => {
        found.at = this.context.now().getTime();
      },
      () => {
        if (round.found === found) delete round.found;
      },
    );
    return found.differences;
  }

  /** Whether these differences have not been logged in this round yet. They count as logged from now on. */
  isNews(key: string, differences: Promise<Differences>): boolean {
    const round = this.#rounds.get(key);
    if (round === undefined || round.said === differences) return false;
    round.said = differences;
    return true;
  }

  /** Forgets a policy's round, since a write makes it old. */
  forget(key: string): void {
    this.#rounds.delete(key);
  }
}

export const roundsOf = (context: Context): Rounds => context.recall(createRounds);
const createRounds = (context: Context): Rounds => new Rounds(context);
