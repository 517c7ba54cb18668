/** Values as they travel: protobuf structs, in which an engine marks what is secret. */
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN } from "../../unknown";
import { addedTexts, canBeSecret, SECRETS, textsOf, unpacked } from "../secretTexts";

export type Value = JavaScriptValue;
export type Props = Record<string, Value>;

/** An object with this key is no object, but a special value; of those only secrets are sent to a provider like this one. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const isObject = (value: Value | undefined): value is Props =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSecret = (value: Value | undefined): value is Props => isObject(value) && value[SIGNATURE] === SECRET;

const secretOf = (value: Value): Props => ({ [SIGNATURE]: SECRET, value });

const mapObject = (value: Props, map: (item: Value, key: string) => Value): Props =>
  Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, key)]));

/** Thrown for a struct that no engine writes. */
export class MalformedError extends Error {}

/** A struct as it came, secrets still marked. A missing one has no properties. */
export function fromStruct(struct: Struct | undefined): Props {
  try {
    return struct?.toJavaScript() ?? {};
  } catch {
    throw new MalformedError("the request's properties are malformed: a value is of no kind");
  }
}

/** What is undefined is left out: protobuf has no word for it. */
export const toStruct = (props: object): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Props);

function plain(value: Value): Value {
  if (isSecret(value)) return plain(value["value"] ?? null);
  if (Array.isArray(value)) return value.map(plain);
  return isObject(value) ? mapObject(value, plain) : value;
}

/** Without the marks. */
export const plainProps = (props: Props): Props => mapObject(props, plain);

const holdsSecret = (value: Value): boolean =>
  isSecret(value) ||
  (Array.isArray(value)
    ? value.some(holdsSecret)
    : isObject(value) && Object.values(value).some(holdsSecret));

function markedTexts(value: Value, isMarked = false): string[] {
  if (isSecret(value)) return markedTexts(value["value"] ?? null, true);
  if (Array.isArray(value)) return (value as Value[]).flatMap((item) => markedTexts(item, isMarked));
  if (isObject(value)) return Object.values(value).flatMap((item) => markedTexts(item, isMarked));
  return isMarked && typeof value === "string" && canBeSecret(value) ? [value] : [];
}

/**
 * The texts that are marked secret, wherever they stand. A state of the dynamic host says itself which they are: it has a whole
 * list marked, with those in it whom nobody declared.
 */
export const secretTexts = (props: Props): readonly string[] =>
  unpacked(SECRETS in props ? plainProps(props) : {}).texts ?? markedTexts(props);

/**
 * Items are told by their texts: who was not secret before, such as a user whom a refresh found, is not so in a list that was.
 * `isRestSecret`: whether that goes for what is no text, too.
 */
function markedItem(item: Value, isRestSecret: boolean, texts: ReadonlySet<string>): Value {
  if (isSecret(item)) return item;
  if (typeof item === "string") return texts.has(item) ? secretOf(item) : item;
  if (Array.isArray(item)) return item.map((it: Value) => markedItem(it, isRestSecret, texts));
  if (!isObject(item)) return isRestSecret ? secretOf(item) : item;
  const isItemSecret = textsOf(item).some((text) => texts.has(text));
  return mapObject(item, (value) => markedItem(value, isItemSecret, texts));
}

/** `like`: what stands in the same place elsewhere. */
function marked(value: Value, like: Value, texts: ReadonlySet<string>): Value {
  if (Array.isArray(value)) return markedItem(value, holdsSecret(like), texts);
  if (isSecret(value) || (typeof value === "string" && !canBeSecret(value))) return value;
  if (isSecret(like)) return secretOf(value);
  const likes = isObject(like) ? like : {};
  if (isObject(value)) return mapObject(value, (item, key) => marked(item, likes[key] ?? null, texts));
  return markedItem(value, false, texts);
}

/**
 * The same properties, with all marked secret that is so in one of the others: by its place, and as a text wherever it stands.
 * `more`: texts that are secret, too.
 */
export function markedLike(props: object, others: readonly Props[], more: readonly string[] = []): Props {
  const texts = new Set([...others.flatMap(secretTexts), ...more]);
  return [{}, ...others].reduce((all, like) => marked(all, like, texts) as Props, props as Props);
}

/** What `check` answers: secret as the program's inputs are, and with what it has added to a secret item. */
export function checkedLike(inputs: object, news: Props): Props {
  const added = addedTexts(inputs, plainProps(news), new Set(secretTexts(news)));
  return markedLike(inputs, [news], added);
}

/** The same properties, those with these names marked secret as a whole. */
export const markedAs = (props: Props, names: readonly string[]): Props =>
  mapObject(props, (value, key) => (names.includes(key) && !isSecret(value) ? secretOf(value) : value));

/** What a preview answers for outputs that only the real run knows. */
export const unknownProps = (names: readonly string[]): Props =>
  Object.fromEntries(names.map((name) => [name, UNKNOWN]));
