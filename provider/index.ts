/**
 * The provider without an engine: `pulumi-swr/provider`. Programs use `pulumi-swr`. Pulumi's dynamic host opens this module,
 * by the constant text that `sdk/` puts into every resource. A program opens it for what runs without a host: functions and
 * claims.
 */
import { SettingsError } from "./errors";
import { refusalOf } from "./hosts/claims";
import { createDynamicProvider } from "./hosts/dynamic";
import { createContext, createFunction, type InvokeResult } from "./hosts/hooks";
import { shown, shownError, shownFailures } from "./hosts/shown";
import { type FunctionName, FUNCTIONS, REGISTRY, type ResourceName } from "./registry";
import type { Context, Log, ResourceDefinition } from "./resource";
import { type ConfigReader, resolveSettings, type Settings } from "./settings";

export * from "./errors";
export type { FunctionName, InvokeResult, ResourceName };

/** One dynamic provider for each resource, by the resource's name. */
export const dynamicProviders = Object.fromEntries(
  (Object.keys(REGISTRY) as ResourceName[]).map((name) => [name, createDynamicProvider(name)]),
) as Readonly<Record<ResourceName, ReturnType<typeof createDynamicProvider>>>;

/** All functions for one program. They share settings and connections. The settings are read at the first call. */
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

/** A resource of a program: its name, and the inputs that its claim is made from. */
export interface Claimant {
  readonly name: string;
  readonly inputs: object;
}

/** Says why two resources of one program exclude each other; undefined where they do not. Settings are read at the first call. */
export function openClaims(
  config: ConfigReader,
): (type: ResourceName, one: Claimant, other: Claimant) => string | undefined {
  let settings: Settings | undefined;
  return (type, one, other) => {
    try {
      settings ??= resolveSettings(config, process.env);
    } catch (thrown) {
      // The first check reports wrong settings, with the name of the setting and the remedy.
      if (thrown instanceof SettingsError) return undefined;
      throw thrown;
    }
    const definition: ResourceDefinition<object, object> = REGISTRY[type];
    const claim = definition.claim(one.inputs, settings);
    const isTwice = claim !== undefined && claim.key === definition.claim(other.inputs, settings)?.key;
    return isTwice ? refusalOf(type, [one.name, other.name], claim) : undefined;
  };
}
