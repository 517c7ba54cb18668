/**
 * Makes texts safe to show before a host hands them to an engine. Texts of servers are safe since they were parsed. This
 * covers all others, too: values of programs and settings that a failure quotes, headers, errors of connections.
 */
import { plain } from "../http/plain";
import type { CheckFailure } from "../resource";

/** A message that is safe to show. Its lines stay separate lines. */
export const shown = (message: string): string => message.split("\n").map(plain).join("\n");

export const shownFailures = (failures: readonly CheckFailure[]): CheckFailure[] =>
  failures.map(({ property, reason }) => ({ property: shown(property), reason: shown(reason) }));

/** The same error with a message and a stack that are safe to show. */
export function shownError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const stack = shown(thrown.stack ?? "");
  return Object.assign(thrown, { message: shown(thrown.message), stack });
}
