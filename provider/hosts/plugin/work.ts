import { AsyncLocalStorage } from "node:async_hooks";
import type { Cancellation } from "../../http/cancel";

/** For so long a write that is under way when the work is cancelled may go on, and the reads after it. Milliseconds. */
const GRACE = { write: 800, read: 1_600 };
/** No timer of Node's is longer. Milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** One call of the engine while it is served: whom its lines belong to, and what ends it early. */
export class Work implements Cancellation {
  readonly #stopping = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(readonly urn: string) {}

  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get giveUp(): AbortSignal {
    return this.#giveUp.signal;
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** `why` stands in the error of whatever is not done any more. */
  cancel(why: string): void {
    if (this.stopping.aborted) return;
    this.#stopping.abort(new Error(why));
    this.#after(GRACE.write, () => {
      this.#giveUp.abort();
    });
    this.#after(GRACE.read, () => {
      this.#over.abort();
    });
  }

  /** `seconds`: how long the user allows it to take; 0: as long as it takes. */
  limit(seconds: number): void {
    if (seconds > 0)
      this.#after(Math.min(seconds * 1000, LONGEST), () => {
        this.cancel(`customTimeouts allow ${String(seconds)} s, which are over`);
      });
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds));
  }
}

/** The work that the running code belongs to. */
export const currentWork = new AsyncLocalStorage<Work>();
