/**
 * What a host hands to an engine to be shown. Server texts are showable since they were parsed; this is for all others, too:
 * values of programs and settings that a failure quotes, headers, errors of connections.
 */
import { plain } from "../http/plain";
import type { CheckFailure } from "../resource";

/** A message as it can be shown. It may have several lines, each of which is one. */
export const shown = (message: string): string => message.split("\n").map(plain).join("\n");

export const shownFailures = (failures: readonly CheckFailure[]): CheckFailure[] =>
  failures.map(({ property, reason }) => ({ property: shown(property), reason: shown(reason) }));

/** The same error, whose message and stack can be shown. */
export function shownError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const stack = shown(thrown.stack ?? "");
  return Object.assign(thrown, { message: shown(thrown.message), stack });
}
