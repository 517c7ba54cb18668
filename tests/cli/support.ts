import { openSession, type SharedOptions } from "../../cli/session";
import type { Context } from "../../provider/resource";
import type { Emulator } from "../../sandbox/emulator";
import { environmentOf } from "../support/stack";

/** What a command's run has: its context, and the lines that it wrote. */
export interface Run {
  readonly context: Context;
  readonly lines: string[];
}

/** A session as a command opens it, against an emulator. It does not wait between attempts. */
export function sessionOn(
  emulator: Pick<Emulator, "url">,
  user = "ci",
  options: Partial<SharedOptions> = {},
): Run {
  const lines: string[] = [];
  const own = { sleep: () => Promise.resolve() };
  const log = (line: string): void => void lines.push(line);
  return { context: openSession({ config: [], ...options }, log, environmentOf(emulator, user), own), lines };
}
