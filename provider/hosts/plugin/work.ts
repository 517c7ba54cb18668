import { AsyncLocalStorage } from "node:async_hooks";
import type { Cancellation } from "../../http/cancel";

/** What is under way when the work is cancelled may go on for so long, in milliseconds: the engine waits two seconds. */
const GRACE = 1_500;
/** No timer of Node's is longer. Milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** One call of the engine while it is served: whom its lines belong to, and what ends it early. */
export class Work implements Cancellation {
  readonly #stopping = new AbortController();
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(readonly urn: string) {}

  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** `why` stands in the error of whatever is not done any more. */
  cancel(why: string): void {
    if (this.stopping.aborted) return;
    this.#stopping.abort(new Error(why));
    this.#after(GRACE, () => {
      this.#over.abort(new Error(why));
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
