/**
 * The provider without an engine: `pulumi-swr/provider`. Programs use `pulumi-swr`; this door is what Pulumi's
 * dynamic host opens, by the constant text that `sdk/` puts into every resource, and what a program's functions open.
 */
import { createDynamicProvider } from "./hosts/dynamic";
import { createContext, createFunction, type InvokeResult } from "./hosts/hooks";
import { shown, shownError, shownFailures } from "./hosts/shown";
import { type FunctionName, FUNCTIONS } from "./registry";
import type { Context, Log } from "./resource";
import { type ConfigReader, resolveSettings } from "./settings";

export * from "./errors";
export type { FunctionName, InvokeResult };

/** One dynamic provider for each resource, by the resource's name. */
export const dynamicProviders = {
  RepositoryAccess: createDynamicProvider("RepositoryAccess"),
};

/** All functions for one program, which share settings and connections. Settings are read with the first call. */
export function openFunctions(
  config: ConfigReader,
  log: Log,
): (name: FunctionName, args: object) => Promise<InvokeResult> {
  let context: Context | undefined;
  const say: Log = (line) => {
    log(shown(line));
  };
  const current = (): Context => (context ??= createContext(resolveSettings(config, process.env), say));
  return async (name, args) => {
    try {
      const answer = await createFunction(FUNCTIONS[name], current)(args);
      return { ...answer, failures: shownFailures(answer.failures) };
    } catch (thrown) {
      throw shownError(thrown);
    }
  };
}
