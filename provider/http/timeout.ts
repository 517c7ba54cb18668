import { ConnectionError } from "../errors";
import type { Wrapper } from "./pipeline";

/**
 * The whole exchange, from sending to the last byte, takes at most `milliseconds`. The timer ends with the exchange: signals
 * of `AbortSignal.timeout` and `AbortSignal.any` stay in memory until their time is over.
 */
export const withTimeout =
  (milliseconds: number): Wrapper =>
  (next) =>
  async (request) => {
    const { signal } = request;
    const controller = new AbortController();
    const end = (): void => {
      controller.abort();
    };
    const timed = { isOut: false };
    const timer = setTimeout(() => {
      timed.isOut = true;
      end();
    }, milliseconds);
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end);
    try {
      return await next({ ...request, signal: controller.signal });
    } catch (thrown) {
      if (!timed.isOut) throw thrown;
      const { origin } = new URL(request.url);
      throw new ConnectionError(
        `${origin}: no answer within ${String(milliseconds / 1000)} s. Check the endpoint and the network, then try again.`,
        true,
      );
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    }
  };
