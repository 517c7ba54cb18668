/** Which users and which places a setting means. */
import { whyWrong, matcherOf } from "../provider/patterns";
import { idKey } from "../provider/swr/access";
import { UNKNOWN } from "../provider/unknown";
import type { User } from "./declared";

const isId = (entry: string): boolean => /^[0-9a-f]{32}$/i.test(entry);
/** Whether a property is given and known. */
export const isKnown = (value: string | undefined): value is string =>
  value !== undefined && value !== UNKNOWN;

/**
 * A user's name in a setting: any text with the signs `*`, `?`, `{a,b}`, and `!` before it. It is a JSON schema's pattern, so
 * that Pulumi refuses a wrong setting before it runs anything.
 */
export const NAME_PATTERN = "^!?(?:[^{},]|\\{[^{}]+\\})+$";

/** A place in a setting, so far as a JSON schema's pattern can tell. */
export const PLACE_PATTERN = "^!?[a-z0-9._\\-/*?{},]+$";

/** Pulumi prints the stack of an error that a policy throws. The sentence says everything. */
const wrongSetting = (message: string): Error => Object.assign(new Error(message), { stack: message });

/** Throws where a pattern cannot be understood. Pulumi checks only settings that come from its own configuration. */
export function checkNames(policy: string, setting: string, patterns: readonly string[]): void {
  const wrong = patterns.find((pattern) => !new RegExp(NAME_PATTERN, "u").test(pattern));
  if (wrong === undefined) return;
  throw wrongSetting(
    `${policy}: ${setting}: ${JSON.stringify(wrong)} is neither a name nor a pattern: write names with the signs * ? {a,b}, and ! at the beginning`,
  );
}

/** Throws where a pattern of places is wrong. */
export function checkPlaces(policy: string, setting: string, patterns: readonly string[]): void {
  for (const pattern of patterns) {
    const reason = whyWrong(pattern);
    if (reason !== undefined) throw wrongSetting(`${policy}: ${setting}: ${reason}`);
  }
}

/**
 * Whether a list of ids, names and patterns names a user: `unknown` while the id or name that would decide it is not known.
 * An id is compared with ids, a name with names and patterns.
 */
export function isAmong(entries: readonly string[]): (user: User) => boolean | "unknown" {
  const ids = new Set(entries.filter(isId).map(idKey));
  const patterns = entries.filter((entry) => !isId(entry));
  const matches = matcherOf(patterns);
  return ({ userId, userName }) => {
    if (isKnown(userId) && ids.has(idKey(userId))) return true;
    if (isKnown(userName) && matches(userName)) return true;
    const mayBeId = ids.size > 0 && !isKnown(userId);
    const mayBeName = patterns.length > 0 && !isKnown(userName);
    return mayBeId || mayBeName ? "unknown" : false;
  };
}

/** How a message names a user: by name, or else by id. */
export const whoIs = ({ userId, userName }: User): string =>
  [userName, userId].find(isKnown) ?? "a user who is not known yet";
