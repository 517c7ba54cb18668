/** What all commands share: the options that say where to call and as whom, the exit codes, the context of a run. */
import { Option } from "@commander-js/extra-typings";
import { unknownName } from "../provider/check";
import { createContext, type Own } from "../provider/hosts/hooks";
import type { Context } from "../provider/resource";
import {
  type Environment,
  howToSet,
  isSecretSetting,
  PROFILE_KEYS,
  resolveSettings,
  SETTING_KEYS,
  type SettingKey,
  variablesOf,
} from "../provider/settings";

/** How a command ends. A command that compares ends with `differs` where it found differences. */
export const EXIT = { ok: 0, failed: 1, usage: 2, differs: 7 } as const;

/** Flags, arguments or files that make no sense. The program ends with `EXIT.usage`. */
export class UsageError extends Error {}

/** The values of the shared options. */
export interface SharedOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly config?: readonly string[] | undefined;
}

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const regionOption = () => new Option("--region <name>", "region to read (default: swr:region)");

export const profileOption = () =>
  new Option("--profile <name>", "of KooCLI; with -c cloud=otc of clouds.yaml");

export const configOption = () =>
  new Option("-c, --config <key=value>", "a setting, as of a stack; repeatable").argParser(collect);

const isKey = (key: string): key is SettingKey => (SETTING_KEYS as readonly string[]).includes(key);

/** The settings that `-c key=value` gives, by key. The prefix `swr:` may be left out. */
function settingsIn(pairs: readonly string[]): Map<string, string> {
  const settings = new Map<string, string>();
  for (const pair of pairs) {
    const [, key = "", value = ""] = /^(?:swr:)?([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === "") throw new UsageError(`-c ${pair}: give it as key=value, such as region=eu-de.`);
    if (!isKey(key)) throw new UsageError(`-c ${key} is not a setting${unknownName(key, SETTING_KEYS)}`);
    if (isSecretSetting(key))
      throw new UsageError(
        `-c ${key}: other users of this machine can read a command line. Set one of ${howToSet(key)}.`,
      );
    settings.set(key, value);
  }
  return settings;
}

/**
 * The environment with a profile that was asked for. A profile that is named on the command line comes before variables, so
 * the variables of everything that a profile can give are left out.
 */
function withProfile(environment: Environment, profile: string | undefined, cloud: string): Environment {
  if (profile === undefined) return environment;
  const unset = new Set(PROFILE_KEYS.flatMap(variablesOf));
  const others = Object.entries(environment).filter(([name]) => !unset.has(name));
  const [named, other] = cloud === "otc" ? ["OS_CLOUD", "HW_PROFILE"] : ["HW_PROFILE", "OS_CLOUD"];
  return { ...Object.fromEntries(others), [named]: profile, [other]: undefined };
}

/** The context of a command: settings from options, environment and profiles. `log` gets lines for stderr. */
export function openSession(
  { region, profile, config = [] }: SharedOptions,
  log: (line: string) => void,
  environment: Environment = process.env,
  own: Own = {},
): Context {
  const given = settingsIn(config);
  if (region !== undefined) given.set("region", region);
  const cloud = given.get("cloud") ?? environment["SWR_CLOUD"] ?? "huaweicloud";
  const settings = resolveSettings((key) => given.get(key), withProfile(environment, profile, cloud));
  const context = createContext(settings, log, own);
  // If a setting that says where to call is missing, the command ends here with one sentence, not with one for each call.
  context.swr(settings.region);
  return context;
}
