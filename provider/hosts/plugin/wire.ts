/** Values as they travel: protobuf structs, in which an engine marks what is secret. */
import { isDeepStrictEqual } from "node:util";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNKNOWN } from "../../unknown";

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

/** The texts that are marked secret, wherever they stand. */
export function secretTexts(value: Value, isMarked = false): string[] {
  if (isSecret(value)) return secretTexts(value["value"] ?? null, true);
  if (Array.isArray(value)) return (value as Value[]).flatMap((item) => secretTexts(item, isMarked));
  if (isObject(value)) return Object.values(value).flatMap((item) => secretTexts(item, isMarked));
  return isMarked && typeof value === "string" && value !== UNKNOWN ? [value] : [];
}

/** Whether a value has all that a part of it says. */
const covers = (value: Value | undefined, part: Value): boolean =>
  isObject(value) && isObject(part)
    ? Object.entries(part).every(([key, item]) => covers(value[key], item))
    : isDeepStrictEqual(value, part);

/** A list may be in another order, and say more of each item. An item that is not found again takes the whole list with it. */
function markedList(values: readonly Value[], like: readonly Value[]): Value {
  const secretive = like.filter(holdsSecret);
  const isLost = (item: Value): boolean => !values.some((value) => covers(plain(value), plain(item)));
  if (secretive.some(isLost)) return secretOf([...values]);
  return values.map((value) =>
    secretive.reduce((all, item) => (covers(plain(value), plain(item)) ? marked(all, item) : all), value),
  );
}

function marked(value: Value, like: Value | undefined): Value {
  if (like === undefined || isSecret(value) || !holdsSecret(like)) return value;
  if (Array.isArray(value) && Array.isArray(like)) return markedList(value, like);
  if (isObject(value) && isObject(like) && !isSecret(like))
    return mapObject(value, (item, key) => marked(item, like[key]));
  return secretOf(value);
}

/** A text that is secret in one place is so wherever it stands: an id among the users, and in a list of ids. */
function markedTexts(value: Value, texts: ReadonlySet<string>): Value {
  if (isSecret(value)) return value;
  if (typeof value === "string") return texts.has(value) ? secretOf(value) : value;
  if (Array.isArray(value)) return (value as Value[]).map((item) => markedTexts(item, texts));
  return isObject(value) ? mapObject(value, (item) => markedTexts(item, texts)) : value;
}

/** The same properties, marked secret where one of the others is: as the engine itself does for a provider that can't. */
export function markedLike(props: object, ...others: readonly Props[]): Props {
  const byPlace = others.reduce((all, like) => marked(all, like) as Props, props as Props);
  return markedTexts(byPlace, new Set(others.flatMap((like) => secretTexts(like)))) as Props;
}

/** The same properties, those with these names marked secret as a whole. */
export const markedAs = (props: Props, names: readonly string[]): Props =>
  mapObject(props, (value, key) => (names.includes(key) && !isSecret(value) ? secretOf(value) : value));

/** What a preview answers for outputs that only the real run knows. */
export const unknownProps = (names: readonly string[]): Props =>
  Object.fromEntries(names.map((name) => [name, UNKNOWN]));
