/** Values as they are sent: protobuf structs, in which an engine marks secrets. */
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN } from "../../unknown";
import { addedTexts, canBeSecret, SECRETS, textsOf, unpacked } from "../secretTexts";

export type Value = JavaScriptValue;
export type Props = Record<string, Value>;

/** The key that marks an object as a special value. Of those, engines send only secrets to a provider like this one. */
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

/** Reads a struct, with secrets still marked. A missing struct has no properties. */
export function fromStruct(struct: Struct | undefined): Props {
  try {
    return struct?.toJavaScript() ?? {};
  } catch {
    throw new MalformedError("the request's properties are malformed: a value has no type");
  }
}

/** Writes a struct. Undefined values are left out, since protobuf cannot express them. */
export const toStruct = (props: object): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Props);

function plain(value: Value): Value {
  if (isSecret(value)) return plain(value["value"] ?? null);
  if (Array.isArray(value)) return value.map(plain);
  return isObject(value) ? mapObject(value, plain) : value;
}

/** The properties without the marks of secrets. */
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
 * The texts that are marked as secret, at any depth. A state of the dynamic host lists its secrets itself: in it whole lists
 * are marked, including users whom nobody declared secret.
 */
export const secretTexts = (props: Props): readonly string[] =>
  unpacked(SECRETS in props ? plainProps(props) : {}).texts ?? markedTexts(props);

/**
 * Marks secrets in an item of a list, by their texts. A user whom a refresh has found does not become secret only because the
 * list contained secrets before. `isRestSecret`: whether values that are no texts are secret, too.
 */
function markedItem(item: Value, isRestSecret: boolean, texts: ReadonlySet<string>): Value {
  if (isSecret(item)) return item;
  if (typeof item === "string") return texts.has(item) ? secretOf(item) : item;
  if (Array.isArray(item)) return item.map((it: Value) => markedItem(it, isRestSecret, texts));
  if (!isObject(item)) return isRestSecret ? secretOf(item) : item;
  const isItemSecret = textsOf(item).some((text) => texts.has(text));
  return mapObject(item, (value) => markedItem(value, isItemSecret, texts));
}

/** Marks secrets in a value. `like`: the value at the same place in marked properties. */
function marked(value: Value, like: Value, texts: ReadonlySet<string>): Value {
  if (Array.isArray(value)) return markedItem(value, holdsSecret(like), texts);
  if (isSecret(value) || (typeof value === "string" && !canBeSecret(value))) return value;
  if (isSecret(like)) return secretOf(value);
  const likes = isObject(like) ? like : {};
  if (isObject(value)) return mapObject(value, (item, key) => marked(item, likes[key] ?? null, texts));
  return markedItem(value, false, texts);
}

/**
 * The same properties, with everything marked as secret that is secret in one of the others, by its place or as a text at any
 * place. `more`: further secret texts.
 */
export function markedLike(props: object, others: readonly Props[], more: readonly string[] = []): Props {
  const texts = new Set([...others.flatMap(secretTexts), ...more]);
  // Most programs have no secrets: then there is nothing to mark.
  if (texts.size === 0 && !others.some(holdsSecret)) return props as Props;
  return [{}, ...others].reduce((all, like) => marked(all, like, texts) as Props, props as Props);
}

/**
 * The inputs that `check` returns, with secrets marked as in the program's inputs, and with what `check` has added to secret
 * items.
 */
export function checkedLike(inputs: object, news: Props): Props {
  const added = addedTexts(inputs, plainProps(news), new Set(secretTexts(news)));
  return markedLike(inputs, [news], added);
}

/** The same properties, with those of these names marked as secret as a whole. */
export const markedAs = (props: Props, names: readonly string[]): Props =>
  mapObject(props, (value, key) => (names.includes(key) && !isSecret(value) ? secretOf(value) : value));

/** Unknown values for the outputs that only the real run knows. */
export const unknownProps = (names: readonly string[]): Props =>
  Object.fromEntries(names.map((name) => [name, UNKNOWN]));
