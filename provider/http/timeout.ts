import { ConnectionError } from "../errors";
import type { Wrapper } from "./pipeline";

/** The whole exchange, from sending to the last byte, takes at most `milliseconds`. */
export const withTimeout =
  (milliseconds: number): Wrapper =>
  (next) =>
  async (request) => {
    const signal = AbortSignal.timeout(milliseconds);
    const signals = request.signal === undefined ? [signal] : [request.signal, signal];
    try {
      return await next({ ...request, signal: AbortSignal.any(signals) });
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
      const { origin } = new URL(request.url);
      throw new ConnectionError(
        `${origin}: no answer within ${String(milliseconds / 1000)} s. Check the endpoint and the network, then try again.`,
        true,
      );
    }
  };
