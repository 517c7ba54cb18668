import { type Lookup, nonEmpty, type SettingKey, variablesOf } from "./variables";

/** Reads one stack setting, `swr:KEY`. */
export type ConfigReader = (key: string) => string | undefined;
export type Environment = Readonly<Record<string, string | undefined>>;

/** A place that settings can come from, and its name for users. */
export interface Source {
  readonly name: string;
  readonly get: Lookup;
}

export const configSource = (config: ConfigReader): Source => ({
  name: "the stack's settings",
  get: (key) => nonEmpty(config(key)),
});

/** The environment variables of one family: `SWR_`, `HW_` or `OS_`. */
export const familySource = (family: string, environment: Environment): Source => ({
  name: `the ${family}* variables`,
  get: (key) => {
    const names = variablesOf(key).filter((name) => name.startsWith(family));
    return names.map((name) => nonEmpty(environment[name])).find((value) => value !== undefined);
  },
});

export const firstOf = (sources: readonly Source[], key: SettingKey): string | undefined =>
  sources.map(({ get }) => get(key)).find((value) => value !== undefined);
