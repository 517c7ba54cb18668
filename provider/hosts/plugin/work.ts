import { AsyncLocalStorage } from "node:async_hooks";
import { setMaxListeners } from "node:events";
import type { Cancellation } from "../../http/cancel";

/** How long a write that is under way may go on after a cancellation, and how long reads may. Milliseconds. */
const GRACE = { write: 800, read: 1_600 };
/** The longest timer of Node. Milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** One call of the engine while it is served: the resource that its lines belong to, and the signals that end it early. */
export class Work implements Cancellation {
  readonly #stopping = new AbortController();
  readonly #giveUp = new AbortController();
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  #isOver = false;

  constructor(readonly urn: string) {
    // Each request and each wait of the work listens. Without this, Node warns of more than ten.
    setMaxListeners(0, this.stopping, this.giveUp, this.over);
  }

  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  get giveUp(): AbortSignal {
    return this.#giveUp.signal;
  }

  get over(): AbortSignal {
    return this.#over.signal;
  }

  /**
   * Cancels the work. `why` is part of the error of everything that is not done any more. Work that has ended is left alone:
   * gRPC emits "cancelled" for every call once its stream is closed, also for a call that was answered. Without this, each
   * answered call made three errors with their stacks, and two timers kept it in memory for two seconds: a preview of 200
   * resources took 129 MiB instead of 93.
   */
  cancel(why: string): void {
    if (this.#isOver || this.stopping.aborted) return;
    this.#stopping.abort(new Error(why));
    this.#after(GRACE.write, () => {
      this.#giveUp.abort();
    });
    this.#after(GRACE.read, () => {
      this.#over.abort();
    });
  }

  /** Cancels the work after this time. `seconds`: the user's customTimeouts; 0: no limit. */
  limit(seconds: number): void {
    if (seconds > 0)
      this.#after(Math.min(seconds * 1000, LONGEST), () => {
        this.cancel(`customTimeouts allow ${String(seconds)} s, and this time is over`);
      });
  }

  end(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #after(milliseconds: number, act: () => void): void {
    this.#timers.push(setTimeout(act, milliseconds));
  }
}

/** The work that the running code belongs to. */
export const currentWork = new AsyncLocalStorage<Work>();
