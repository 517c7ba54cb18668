import { ConnectionError } from "../errors";
import type { Wrapper } from "./pipeline";

/** Signals that end the work to which a request belongs, in three steps. */
export interface Cancellation {
  /** First: no write starts any more and waits end. Requests that are under way may finish. */
  readonly stopping: AbortSignal;
  /** Second: a write that is still under way is given up. A read can tell what became of it. */
  readonly giveUp: AbortSignal;
  /** Third: reads end, too. */
  readonly over: AbortSignal;
}

/** The cancellation of the work that the calling code belongs to; undefined where nothing can cancel it. */
export type CurrentCancellation = () => Cancellation | undefined;

const reasonOf = ({ reason }: AbortSignal): string =>
  reason instanceof Error ? reason.message : String(reason);

/**
 * This is a function, since a signal may be aborted between two checks, and the compiler would assume that the second check
 * gives the result of the first.
 */
const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

/**
 * Ends requests once their work is cancelled. Reads may go on a little longer than writes, since the state has to say what
 * was done.
 */
export const withCancellation =
  (current: CurrentCancellation): Wrapper =>
  (next) =>
  async (request) => {
    const cancellation = current();
    if (cancellation === undefined) return next(request);
    const { stopping, giveUp, over } = cancellation;
    const isWrite = request.method !== "GET" && request.repeatable !== true;
    const [startsUntil, endsUntil] = isWrite ? [stopping, giveUp] : [over, over];
    if (isAborted(startsUntil)) throw new ConnectionError(`not sent: ${reasonOf(stopping)}`, false);
    try {
      return await next({ ...request, signal: endsUntil });
    } catch (thrown) {
      if (!isAborted(endsUntil)) throw thrown;
      throw new ConnectionError(`given up without an answer: ${reasonOf(stopping)}`, true);
    }
  };

/** The same `sleep`, but a cancellation ends it early. */
export const cancellable =
  (sleep: (milliseconds: number) => Promise<void>, current: CurrentCancellation) =>
  async (milliseconds: number): Promise<void> => {
    const stopping = current()?.stopping;
    if (stopping === undefined) return sleep(milliseconds);
    if (stopping.aborted) return;
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    stopping.addEventListener("abort", wake, { once: true });
    try {
      await Promise.race([sleep(milliseconds), woken]);
    } finally {
      stopping.removeEventListener("abort", wake);
    }
  };
