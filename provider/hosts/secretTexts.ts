/** What a program declares as secret, as texts: names and ids that no line, error or state may show. The same for every host. */
import schema from "../../schema.json";
import { createRedactor } from "../http/redact";
import { UNKNOWN } from "../unknown";

/**
 * Among the inputs and the state of a dynamic resource, whose host is told values without marks: what is secret. Engines show no
 * name that begins so, and keep this one encrypted. A program sends a list of values; the host keeps an object instead.
 */
export const SECRETS = "__secrets";

const MARK = "[secret]";
interface TypeSpec {
  readonly type: string;
  readonly enum?: readonly { readonly value: string }[];
}

/** Words of the package schema, such as `Read`: everybody knows them, so they are no secret wherever they stand. */
const WORDS: ReadonlySet<string> = new Set(
  Object.values<TypeSpec>(schema.types).flatMap((type) => type.enum?.map(({ value }) => value) ?? []),
);

/** Whether a text that is marked secret hides anything. */
export const canBeSecret = (text: string): boolean => text !== "" && text !== UNKNOWN && !WORDS.has(text);

/** All texts in a plain value that can be secret. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return canBeSecret(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

type Props = Readonly<Record<string, unknown>>;
interface Kept {
  readonly texts: readonly string[];
  /** The resource's own hidden properties, which an engine would keep in plain: it encrypts what the program has named. */
  readonly own: Props;
}
const isKept = (value: unknown): value is Kept =>
  typeof value === "object" && value !== null && "texts" in value && "own" in value;

/** Properties as a dynamic resource keeps them. Where nothing is secret they are as they were. */
export function packed(props: object, texts: readonly string[] | undefined): Record<string, unknown> {
  if (texts === undefined) return { ...props };
  const isOwn = ([key]: [string, unknown]): boolean => key.startsWith("__");
  const entries = Object.entries(props);
  const own = Object.fromEntries(entries.filter(isOwn));
  return { ...Object.fromEntries(entries.filter((entry) => !isOwn(entry))), [SECRETS]: { texts, own } };
}

/** The same the other way round. No texts: the program has declared nothing as secret. */
export function unpacked({ [SECRETS]: secrets, ...rest }: Props): {
  readonly texts: readonly string[] | undefined;
  readonly props: Record<string, unknown>;
} {
  if (isKept(secrets)) return { texts: secrets.texts, props: { ...rest, ...secrets.own } };
  return { texts: secrets === undefined ? undefined : textsOf(secrets), props: rest };
}

/**
 * Texts that a provider's `check` has added to a secret item of a list: the id of a user whose name is secret leads to the name.
 * `given`: the program's own inputs; what they say in plain stays plain.
 */
export function addedTexts(checked: object, given: object, secrets: ReadonlySet<string>): string[] {
  const known = new Set(textsOf(given));
  const isItem = (value: unknown): boolean => typeof value === "object" && value !== null;
  const addedTo = (item: unknown): string[] => {
    const texts = textsOf(item);
    return texts.some((text) => secrets.has(text)) ? texts.filter((text) => !known.has(text)) : [];
  };
  return Object.values(checked).flatMap((value: unknown) => {
    if (Array.isArray(value)) return value.filter(isItem).flatMap(addedTo);
    return isItem(value) ? addedTexts(value as object, given, secrets) : [];
  });
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const anyOf = (texts: Iterable<string>): string =>
  [...texts]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join("|");

/** Where a word begins and ends: a name may hold points and hyphens, and a sentence ends with a point. */
const [BEGIN, END] = ["(?<![\\p{L}\\p{N}_.@-])", "(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])"];
const KEPT = new RegExp(`${BEGIN}(?:${anyOf(WORDS)})${END}`, "gu");

/** The redactor of credentials leaves shorter ones: they would be found within every word. */
const SHORT = 4;

export interface TextRedactor {
  (text: string): string;
  readonly add: (texts: readonly string[]) => void;
}

/**
 * Takes declared secrets out of any text, long ones wherever they stand and however they are written, short ones where they are a
 * word of their own. Words of the schema stay, unless a secret has them within: `Manage` for a user `Mana`, not for `Manage-All`.
 */
export function createTextRedactor(): TextRedactor {
  const secrets = new Set<string>();
  const redactLong = createRedactor([]);
  let short: RegExp | undefined;
  let holdingWords: readonly string[] = [];
  const add = (texts: readonly string[]): void => {
    const fresh = texts.filter((text) => canBeSecret(text) && !secrets.has(text));
    if (fresh.length === 0) return;
    for (const text of fresh) secrets.add(text);
    redactLong.add(fresh);
    holdingWords = [...secrets].filter((text) => text.match(KEPT) !== null);
    const words = [...secrets].filter(({ length }) => length < SHORT);
    if (words.length > 0) short = new RegExp(`${BEGIN}(?:${anyOf(words)})${END}`, "gu");
  };
  const redactPart = (part: string): string => {
    const rest = redactLong(part);
    return short === undefined ? rest : rest.replace(short, MARK);
  };
  const redact = (text: string): string => {
    const isHeld = holdingWords.some((secret) => text.includes(secret));
    let [redacted, done] = ["", 0];
    for (const { 0: word, index } of isHeld ? [] : text.matchAll(KEPT)) {
      redacted += redactPart(text.slice(done, index)) + word;
      done = index + word.length;
    }
    return redacted + redactPart(text.slice(done));
  };
  return Object.assign(redact, { add });
}
