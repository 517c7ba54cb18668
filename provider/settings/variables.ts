import { SettingsError } from "../errors";
import schema from "../../schema.json";

interface Variable {
  readonly type: string;
  readonly description: string;
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly defaultInfo?: { readonly environment: readonly string[] };
}
const VARIABLES: Readonly<Record<string, Variable>> = schema.config.variables;
export type SettingKey = keyof typeof schema.config.variables;

export const isSecretSetting = (key: SettingKey): boolean => VARIABLES[key]?.secret === true;
export const SETTING_KEYS = Object.keys(VARIABLES) as SettingKey[];

/** The environment variables of a setting, as the package schema names them. */
export const variablesOf = (key: SettingKey): readonly string[] =>
  VARIABLES[key]?.defaultInfo?.environment ?? [];

/** How a setting can be given, for every error that asks for it. */
export const howToSet = (key: SettingKey): string => [`swr:${key}`, ...variablesOf(key)].join(", ");

export const nonEmpty = (value: string | undefined): string | undefined =>
  value?.trim() ? value.trim() : undefined;

/** Returns the text of one setting, wherever it was found. */
export type Lookup = (key: SettingKey) => string | undefined;

export function readBoolean(key: SettingKey, value: string | undefined): boolean {
  if (value === undefined) return VARIABLES[key]?.default === true;
  if (value === "true" || value === "false") return value === "true";
  throw new SettingsError(`"${value}" is neither true nor false: set ${howToSet(key)}.`);
}

/** Reads a setting that has a fixed set of words. */
export function readWord<T extends string>(key: SettingKey, value: string, words: readonly T[]): T {
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw new SettingsError(`"${value}" is not known: set ${howToSet(key)} to one of ${words.join(", ")}.`);
}

/** Reads a number in a range. The schema says whether it has to be whole, and gives the default. */
export function readNumber(
  key: SettingKey,
  value: string | undefined,
  range: { readonly least: number; readonly most: number },
): number {
  const { type, default: otherwise } = VARIABLES[key] ?? {};
  const text = value ?? String(otherwise);
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  const isWhole = type !== "integer" || Number.isInteger(number);
  if (number >= range.least && number <= range.most && isWhole) return number;
  const kind = type === "integer" ? "a whole number" : "a number";
  throw new SettingsError(
    `"${value ?? ""}" is not ${kind} from ${String(range.least)} to ${String(range.most)}: set ${howToSet(key)}.`,
  );
}

/** Reads a list: JSON, as the engine passes structured configuration, or names separated by commas. */
export function readList(key: SettingKey, value: string | undefined): string[] {
  if (value === undefined) return [];
  if (!value.startsWith("[")) return value.split(",").flatMap((item) => nonEmpty(item) ?? []);
  try {
    const list = JSON.parse(value) as unknown[];
    if (list.every((item) => typeof item === "string")) return list;
  } catch {
    // The error below covers invalid JSON, too.
  }
  throw new SettingsError(
    `swr:${key} is not a list of user ids or names: set ${howToSet(key)} to JSON like ["ci"] or to ci,admin.`,
  );
}
