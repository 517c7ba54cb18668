/** Checks the provider's own configuration: the stack's, or that of an explicit provider in the program. */
import { unknownName } from "../../check";
import { SettingsError } from "../../errors";
import type { CheckFailure } from "../../resource";
import { type ConfigReader, isSecretSetting, resolveSettings, SETTING_KEYS } from "../../settings";
import { hasUnknown } from "../../unknown";
import type { Props } from "./wire";

/** Settings that must be encrypted in a state. */
export const SECRET_SETTINGS: readonly string[] = SETTING_KEYS.filter(isSecretSetting);

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a key belongs to the engine: which plugin it runs, and whatever begins with two underscores. */
const isEngines = (key: string): boolean =>
  key === "version" || key === "pluginDownloadURL" || key.startsWith("__");

/**
 * Reads a setting from the configuration. Depending on the language, lists, numbers and booleans come as themselves or as
 * JSON.
 */
export const readerOf =
  (config: Props): ConfigReader =>
  (key) => {
    const value = config[key];
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
  };

/**
 * Whether an error is about the value of one key: such an error begins with the value. Any other error may only follow from a
 * key that was taken out.
 */
const isOfValue = (message: string): boolean => message.startsWith('"');

/**
 * Finds every malformed value, or the first contradiction. After each failure its key is taken out, and the rest is checked
 * again.
 */
function checkValues(config: Props, environment: Environment): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const rest = { ...config };
  for (;;)
    try {
      resolveSettings(readerOf(rest), environment);
      return failures;
    } catch (thrown) {
      if (!(thrown instanceof SettingsError)) throw thrown;
      const { message } = thrown;
      if (failures.length > 0 && !isOfValue(message)) return failures;
      const named = [...message.matchAll(/\bswr:(\w+)/g)].map(([, key = ""]) => key);
      const property = named.find((key) => key in rest) ?? named[0] ?? "";
      failures.push({ property, reason: message });
      if (!(property in rest)) return failures;
      Reflect.deleteProperty(rest, property);
    }
}

/** Finds all wrong settings at once. Values that are not known yet pass. */
export function checkConfig(config: Props, environment: Environment): CheckFailure[] {
  const given = Object.keys(config).filter((key) => !isEngines(key));
  const strange = given.filter((key) => !(SETTING_KEYS as readonly string[]).includes(key));
  const failures = strange.map((key) => ({
    property: key,
    reason: `is not a setting of this provider${unknownName(key, SETTING_KEYS)}`,
  }));
  return hasUnknown(config) ? failures : [...failures, ...checkValues(config, environment)];
}

/** The configuration without the keys that belong to the engine. */
export const withoutEngines = (config: Props): Props =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !isEngines(key)));
