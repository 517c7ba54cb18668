/** Names for a generated program: pure, the same in every run for the same things. */

/**
 * Words that cannot name a resource or a variable in both languages: `pulumi` is a variable of every YAML program, and Node.js
 * gives every program its own `exports`, `module` and `require`.
 */
const RESERVED = new Set(
  (
    "swr pulumi users ignoreUsers constructor prototype __proto__ exports module require " +
    "arguments async await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null of package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** The words of a text: its runs of ASCII letters and digits. Accents are dropped: `José` has the word `Jose`. */
const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .match(/[A-Za-z0-9]+/g) ?? [];

/** The name of a resource: `team-a`, `web/app` become `team-a-web-app`. */
export const resourceNameOf = (...parts: readonly string[]): string =>
  parts.flatMap(wordsOf).join("-").toLowerCase();

/** Long identifiers are cut, so that a line with one still fits the width of a page. */
const LONGEST = 40;

/** A name of a variable: `team-a-web-app` becomes `teamAWebApp`. `fallback`: the name for a text without letters and digits. */
export function identifierOf(text: string, fallback: string): string {
  const [first = fallback, ...rest] = wordsOf(text);
  const head = /^\d/.test(first) ? `${fallback}${first}` : lowerFirst(first);
  return (head + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")).slice(0, LONGEST);
}

/** `Alice` becomes `alice`, and `CI` becomes `ci`. */
const lowerFirst = (word: string): string =>
  word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);

/**
 * Makes names unique. The first one to ask for a name gets it, later ones get a number: `web-app`, `web-app-2`. Names that
 * differ only in capitals count as the same.
 */
export class UniqueNames {
  readonly #taken = new Set<string>();

  constructor(private readonly separator: "-" | "") {}

  take(wanted: string): string {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? wanted : `${wanted}${this.#separated(wanted)}${String(number)}`;
      if (RESERVED.has(name) || this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }

  /** A number after a digit needs something between them: `web1` and `2` must not become `web12`. */
  #separated(wanted: string): string {
    return this.separator === "" && /\d$/.test(wanted) ? "_" : this.separator;
  }
}
