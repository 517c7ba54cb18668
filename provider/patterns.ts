/**
 * Patterns over names of repositories: `*` and `?` match within one part of a name, `**` across parts, `{a,b}` either text; a `!`
 * before a pattern leaves out what it matches. A pattern is a program's input, and a name may be anybody's, so they are matched
 * by RE2, which takes a time that grows with their lengths alone.
 */
import { closest, distance } from "fastest-levenshtein";
import { RE2JS } from "re2js";
import type { CheckFailure } from "./resource";
import { UNKNOWN } from "./unknown";

/** What a pattern may hold: what names hold, and the signs above. */
const PATTERN = /^!?[a-z0-9._\-/*?{},]+$/;
const LONGEST = 256;

/** What is wrong with a pattern; undefined: nothing. */
export function whyWrong(pattern: string): string | undefined {
  const shown = JSON.stringify(pattern);
  if (pattern.length > LONGEST) return `is longer than ${String(LONGEST)} characters: shorten it`;
  if (!PATTERN.test(pattern))
    return `${shown} is no pattern: it has lowercase letters, digits and . _ - /, the signs * ** ? {a,b}, and ! before it`;
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

/** A pattern in RE2's words. */
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
    return RE2JS.quote(token);
  });
}

export const isExcluding = (pattern: string): boolean => pattern.startsWith("!");

/** What is wrong with a list of names and patterns. `property`: where the program has it. Values that are not known yet are right. */
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

/** Whether a name fits some patterns: one of them, and none of those with `!`. Their order does not count. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const compiled = patterns.map((pattern) => ({
    excludes: isExcluding(pattern),
    text: RE2JS.compile(translated(pattern.replace(/^!/, ""))),
  }));
  const [wanted, unwanted] = [false, true].map((side) =>
    compiled.filter(({ excludes }) => excludes === side),
  );
  return (name) => {
    const fits = ({ text }: { text: RE2JS }): boolean => text.matches(name);
    return wanted?.some(fits) === true && unwanted?.some(fits) !== true;
  };
}

/** The names that are most like a pattern that matches none of them, nearest first. */
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
