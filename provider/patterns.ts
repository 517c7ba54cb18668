/**
 * Patterns for names of repositories: `*` and `?` match within one part of a name, `**` across parts, `{a,b}` either text; a
 * `!` before a pattern leaves out what it matches. Patterns and names come from many authors, so RE2 matches them: its time
 * grows only with their lengths.
 */
import { closest, distance } from "fastest-levenshtein";
import type { RE2JS } from "re2js";
import type { CheckFailure } from "./resource";
import { UNKNOWN } from "./unknown";

/** RE2 is loaded with the first pattern, so that a plugin starts faster. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const loadRe2 = (): typeof import("re2js") => require("re2js") as typeof import("re2js");

/** The characters of a pattern: those of repository names, and the signs above. */
const PATTERN = /^!?[a-z0-9._\-/*?{},]+$/;
const LONGEST = 256;

/** Why a pattern is not valid; undefined where it is valid. */
export function whyWrong(pattern: string): string | undefined {
  const shown = JSON.stringify(pattern);
  if (pattern.length > LONGEST) return `is longer than ${String(LONGEST)} characters: shorten it`;
  if (!PATTERN.test(pattern))
    return `${shown} is not a pattern: use lowercase letters, digits and . _ - /, the signs * ** ? {a,b}, and ! at the beginning`;
  if (/^!?\/|\/$|\/\//.test(pattern))
    return `${shown} begins or ends with a slash, or has two in a row, as no name has`;
  if (/\*\*[^/]|[^!/]\*\*/.test(pattern))
    return `${shown} has ** beside other text: ** stands alone between slashes, * is for a part of a name`;
  if (!isBalanced(pattern))
    return `${shown} has braces that do not pair, braces in braces, or a comma outside: write {a,b}`;
  return undefined;
}

/** Each brace is closed before the next one opens, none is empty, and commas stand in braces only. */
const isBalanced = (pattern: string): boolean => !/[{},]/.test(pattern.replace(/\{[^{}]+\}/g, ""));

/** A pattern as a regular expression of RE2. */
function translated(pattern: string): string {
  let isInBraces = false;
  return pattern.replace(/\*\*\/|\*\*|\*|\?|[{},]|[^*?{},]+/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".+";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token === "{" || token === "}") {
      isInBraces = token === "{";
      return isInBraces ? "(?:" : ")";
    }
    if (token === ",") return isInBraces ? "|" : ",";
    return loadRe2().RE2JS.quote(token);
  });
}

export const isExcluding = (pattern: string): boolean => pattern.startsWith("!");

/** Checks a list of names and patterns. `property`: the input that has the list. Values that are not known yet pass. */
export function checkPatterns(property: string, patterns: readonly string[]): CheckFailure[] {
  const isKnown = (it: unknown): boolean => typeof it === "string" && it !== UNKNOWN;
  const wrong = patterns.flatMap((pattern, at) => {
    const reason = isKnown(pattern) ? whyWrong(pattern) : undefined;
    return reason === undefined ? [] : [{ property: `${property}[${String(at)}]`, reason }];
  });
  if (!patterns.every((it) => isKnown(it) && isExcluding(it))) return wrong;
  const reason =
    patterns.length === 0
      ? 'is empty: give a name or a pattern, "**" for all repositories'
      : 'has only patterns with !, so it matches nothing: give one without, "**" for all repositories';
  return [...wrong, { property, reason }];
}

/** Tells whether a name matches at least one pattern, and none of those with `!`. The order of the patterns does not count. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map((pattern) => ({
    excludes: isExcluding(pattern),
    text: loadRe2().RE2JS.compile(translated(pattern.replace(/^!/, ""))),
  }));
  const [wanted, unwanted] = [false, true].map((side) =>
    compiled.filter(({ excludes }) => excludes === side),
  );
  return (name) => {
    const fits = ({ text }: { text: RE2JS }): boolean => text.matches(name);
    return wanted?.some(fits) === true && unwanted?.some(fits) !== true;
  };
}

/** Up to three names that resemble a pattern which matches no name, nearest first. */
export function nearestTo(pattern: string, names: readonly string[]): readonly string[] {
  const bare = pattern.replace(/[*?{}]+/g, "");
  const left = [...names];
  const found: string[] = [];
  while (found.length < 3 && left.length > 0) {
    const name = closest(bare, left);
    if (distance(bare, name) > Math.max(3, bare.length / 2)) break;
    found.push(name);
    left.splice(left.indexOf(name), 1);
  }
  return found;
}
