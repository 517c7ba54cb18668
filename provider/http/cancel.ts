import { ConnectionError } from "../errors";
import type { Wrapper } from "./pipeline";

/** When the work that a request belongs to has to end, in three steps. */
export interface Cancellation {
  /** Nothing is written any more, and nobody waits. What is under way may finish. */
  readonly stopping: AbortSignal;
  /** A write that is still under way is given up; what became of it can be read. */
  readonly giveUp: AbortSignal;
  /** Nothing is read any more. */
  readonly over: AbortSignal;
}

/** The cancellation of the work it is asked in; undefined where there is none. */
export type CurrentCancellation = () => Cancellation | undefined;

const reasonOf = ({ reason }: AbortSignal): string =>
  reason instanceof Error ? reason.message : String(reason);

/** Asked again: it may have been aborted meanwhile. */
const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

/** Once it is cancelled no write starts; reads go on for a moment, since the state has to tell what was done. */
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

/** A wait that a cancellation cuts short. */
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
