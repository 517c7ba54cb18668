/** Lays out TypeScript as Prettier does with its default width, for the few forms that a generated program has. */

const WIDTH = 80;

/** The letters and signs that everybody knows, by the number of columns that each takes. */
const KNOWN = [
  // ASCII, Latin, Greek, Cyrillic, Hebrew, Arabic, dashes and quotes, without signs that some fonts show as pictures.
  "20-7e a1-a8 aa-ac af-24f 370-3ff 400-482 48a-52f 5d0-5ea 620-64a 1e00-1eff 2010-2015 2018-2022 2026-2026 20ac-20ac",
  // Chinese, Japanese, Korean.
  "3001-3029 3041-3096 30a0-30ff 3400-4dbf 4e00-9fff ac00-d7a3 ff01-ff5e",
  // Marks over the letter before them.
  "300-36f",
].flatMap((ranges, at) =>
  ranges.split(" ").map((range) => {
    const [from = 0, to = 0] = range.split("-").map((hex) => parseInt(hex, 16));
    return { from, to, columns: [1, 2, 0][at] };
  }),
);

/** How many columns a character takes; undefined where it is none of those that everybody knows. */
function columnsOf(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  return KNOWN.find(({ from, to }) => from <= code && code <= to)?.columns;
}

const widthOf = (text: string): number =>
  /^[ -~]*$/.test(text) ? text.length : Array.from(text).reduce((sum, it) => sum + (columnsOf(it) ?? 1), 0);

/**
 * Text in which only well-known letters and signs stand for themselves. Others could hide text, turn its direction or look
 * like another sign, so `written` writes their numbers. Default: as TypeScript does.
 */
export const plainText = (text: string, written = (hex: string): string => `\\u{${hex}}`): string =>
  text.replace(/[^ -~]/gu, (sign) =>
    columnsOf(sign) === undefined ? written((sign.codePointAt(0) ?? 0).toString(16)) : sign,
  );

/** A string literal, in the quotes that need fewer backslashes. */
export function literal(text: string): string {
  const escaped = plainText(text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
  const count = (quote: string): number => text.split(quote).length;
  const quote = count('"') > count("'") ? "'" : '"';
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** Something between two brackets. */
export interface List {
  readonly brackets: "{}" | "[]";
  readonly items: readonly Item[];
  /** Whether each item has a line of its own even where all fit into one. */
  readonly isLong?: boolean;
}

export interface Item {
  /** Name of the property, in an object. */
  readonly key?: string;
  readonly value: Code;
  /** Lines above it. */
  readonly comments?: readonly string[];
}

/** An expression: a text of one line, or a list. */
export type Code = string | List;

/** Prettier gives each of several objects a line of its own, if all of them have several properties. */
const isTable = ({ brackets, items }: List): boolean =>
  brackets === "[]" &&
  items.length > 1 &&
  items.every(({ value }) => typeof value === "object" && value.items.length > 1) &&
  new Set(items.map(({ value }) => (value as List).brackets)).size === 1;

/** The code in one line; undefined where it needs several. */
function flat(code: Code): string | undefined {
  if (typeof code === "string") return code;
  if (code.isLong === true || isTable(code)) return undefined;
  const parts = code.items.map(({ key, value, comments = [] }) => {
    const text = flat(value);
    if (text === undefined || comments.length > 0) return undefined;
    return key === undefined ? text : `${key}: ${text}`;
  });
  if (!parts.every((part) => part !== undefined)) return undefined;
  const [open = "", close = ""] = code.brackets;
  if (parts.length === 0) return open + close;
  return code.brackets === "{}" ? `{ ${parts.join(", ")} }` : `[${parts.join(", ")}]`;
}

const fits = (text: string | undefined): text is string => text !== undefined && widthOf(text) <= WIDTH;

/** The lines of an item of a list, with the comma behind it. */
function itemLines({ key, value, comments = [] }: Item, indent: string): string[] {
  const head = key === undefined ? indent : `${indent}${key}: `;
  const above = comments.map((line) => `${indent}// ${line}`);
  // A long text moves to a line of its own.
  if (typeof value === "string" && key !== undefined && !fits(`${head}${value},`))
    return [...above, `${indent}${key}:`, `${indent}  ${value},`];
  return [...above, ...lines(head, value, ",", indent)];
}

/** The lines of some code between other texts. `indent`: the one of the line in which it begins. */
export function lines(before: string, code: Code, after: string, indent = ""): string[] {
  const text = flat(code);
  const line = `${before}${text ?? ""}${after}`;
  if (typeof code === "string" || (text !== undefined && fits(line))) return [line];
  const [open = "", close = ""] = code.brackets;
  const inner = code.items.flatMap((item) => itemLines(item, `${indent}  `));
  return [`${before}${open}`, ...inner, `${indent}${close}${after}`];
}

/** The lines of a call that is a statement. An object that is the last of two arguments begins in the first line. */
export function callLines(head: string, args: readonly Code[]): string[] {
  const [first = "", last, ...rest] = args;
  const start = `${head}(${flat(first) ?? ""}, `;
  if (last !== undefined && rest.length === 0 && fits(`${start}{`)) return lines(start, last, ");");
  const inner = args.flatMap((value) => itemLines({ value }, "  "));
  return [`${head}(`, ...inner, ");"];
}

/** Text in lines that are no longer than a page is wide, after `// `. */
export function wrapped(text: string): string[] {
  const found: string[] = [];
  for (const word of plainText(text).split(" ")) {
    const line = found.at(-1);
    if (line !== undefined && widthOf(`// ${line} ${word}`) <= WIDTH)
      found[found.length - 1] = `${line} ${word}`;
    else found.push(word);
  }
  return found;
}
