/** The provider's own configuration: of the stack, or of an explicit provider of the program. */
import { unknownName } from "../../check";
import { SettingsError } from "../../errors";
import type { CheckFailure } from "../../resource";
import { type ConfigReader, isSecretSetting, resolveSettings, SETTING_KEYS } from "../../settings";
import { hasUnknown } from "../../unknown";
import type { Props } from "./wire";

/** Settings that nobody may read in a state. */
export const SECRET_SETTINGS = SETTING_KEYS.filter(isSecretSetting);

type Environment = Readonly<Record<string, string | undefined>>;

/** The engine's own, beside ours: which plugin it is, and whatever it marks so. */
const isEngines = (key: string): boolean =>
  key === "version" || key === "pluginDownloadURL" || key.startsWith("__");

/** Lists, numbers and booleans come as themselves or as JSON, depending on the language. */
export const readerOf =
  (config: Props): ConfigReader =>
  (key) => {
    const value = config[key];
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
  };

/** What one key's value is refused for begins with the value; the others may only follow from a key that was taken out. */
const isOfValue = (message: string): boolean => message.startsWith('"');

/** What is wrong with the settings, each by its key: every malformed value, or the first contradiction. */
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

/** All that is wrong at once. What is not known yet is right. */
export function checkConfig(config: Props, environment: Environment): CheckFailure[] {
  const given = Object.keys(config).filter((key) => !isEngines(key));
  const strange = given.filter((key) => !(SETTING_KEYS as readonly string[]).includes(key));
  const failures = strange.map((key) => ({
    property: key,
    reason: `is no setting of this provider${unknownName(key, SETTING_KEYS)}`,
  }));
  return hasUnknown(config) ? failures : [...failures, ...checkValues(config, environment)];
}

/** The engine's own keys are none of the provider's. */
export const withoutEngines = (config: Props): Props =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !isEngines(key)));
