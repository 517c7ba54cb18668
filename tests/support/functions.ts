import { createContext, createFunction, type InvokeResult } from "../../provider/hosts/hooks";
import { type FunctionName, FUNCTIONS } from "../../provider/registry";
import { resolveSettings } from "../../provider/settings";
import type { Emulator } from "../../sandbox/emulator";
import { environmentOf } from "./stack";

interface Options {
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
}

/** A function as a host calls it, in a run of its own, with the access key of one of the seed's users. */
export function functionOf(
  emulator: Emulator,
  name: FunctionName,
  { user, environment, config = {} }: Options = {},
): (args: object) => Promise<InvokeResult> {
  const settings = resolveSettings((key) => config[key], {
    ...environmentOf(emulator, user),
    ...environment,
  });
  const sleep = (): Promise<void> => Promise.resolve();
  const context = createContext(settings, () => undefined, { sleep });
  return createFunction(FUNCTIONS[name], () => context);
}

/** What is wrong with the arguments, each failure as `userId: reason`. */
export const failuresOf = ({ failures }: InvokeResult): string[] =>
  failures.map(({ property, reason }) => `${property}: ${reason}`);
