/**
 * The texts that a program declares as secret: names and ids that no line, error or state may show. All hosts share these
 * functions.
 */
import schema from "../../schema.json";
import { createRedactor } from "../http/redact";
import { UNKNOWN } from "../unknown";

/**
 * The hidden property that lists the secrets of a dynamic resource, whose host gets values without marks. Engines show no
 * property whose name begins with two underscores, and keep this one encrypted. A program sends a list of values; the host
 * replaces it with an object.
 */
export const SECRETS = "__secrets";

const MARK = "[secret]";
interface TypeSpec {
  readonly type: string;
  readonly enum?: readonly { readonly value: string }[];
}

/** Words of the package schema, such as `Read`. They are never secret, since everybody knows them. */
const WORDS: ReadonlySet<string> = new Set(
  Object.values<TypeSpec>(schema.types).flatMap((type) => type.enum?.map(({ value }) => value) ?? []),
);

/** Whether a text that is marked as secret can hide anything. */
export const canBeSecret = (text: string): boolean => text !== "" && text !== UNKNOWN && !WORDS.has(text);

/** All texts in a plain value that can be secret. */
export function textsOf(value: unknown): string[] {
  if (typeof value === "string") return canBeSecret(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

type Props = Readonly<Record<string, unknown>>;
interface SecretProperty {
  readonly texts: readonly string[];
  /**
   * The resource's other hidden properties. They are kept in this object because the engine encrypts it, and would keep them
   * in plain text otherwise.
   */
  readonly own: Props;
}
const isSecretProperty = (value: unknown): value is SecretProperty =>
  typeof value === "object" && value !== null && "texts" in value && "own" in value;

/** The properties as a dynamic resource stores them. Where nothing is secret they stay as they are. */
export function packed(props: object, texts: readonly string[] | undefined): Record<string, unknown> {
  if (texts === undefined) return { ...props };
  const isOwn = ([key]: [string, unknown]): boolean => key.startsWith("__");
  const entries = Object.entries(props);
  const own = Object.fromEntries(entries.filter(isOwn));
  return { ...Object.fromEntries(entries.filter((entry) => !isOwn(entry))), [SECRETS]: { texts, own } };
}

/** The reverse of `packed`. `texts` is undefined where the program has declared nothing as secret. */
export function unpacked({ [SECRETS]: secrets, ...rest }: Props): {
  readonly texts: readonly string[] | undefined;
  readonly props: Record<string, unknown>;
} {
  if (isSecretProperty(secrets)) return { texts: secrets.texts, props: { ...rest, ...secrets.own } };
  return { texts: secrets === undefined ? undefined : textsOf(secrets), props: rest };
}

/**
 * Texts that `check` has added to a secret item of a list, such as the id of a user whose name is secret: the id would lead
 * to the name. `given`: the program's own inputs, whose plain values stay plain.
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

/** The edges of a word. A name may contain points and hyphens, and a sentence ends with a point. */
const [BEGIN, END] = ["(?<![\\p{L}\\p{N}_.@-])", "(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])"];
const KEPT = new RegExp(`${BEGIN}(?:${anyOf(WORDS)})${END}`, "gu");

/** Secrets with fewer characters are redacted only as whole words. Within other words they would be found everywhere. */
const SHORT = 4;

export interface TextRedactor {
  (text: string): string;
  readonly add: (texts: readonly string[]) => void;
}

/**
 * Removes declared secrets from any text: long ones anywhere and in any encoding, short ones only as whole words. Words of
 * the schema stay, unless a secret contains one: `Manage` stays where `Mana` is secret, but not where `Manage-All` is.
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
