/**
 * The limits that a description sets beyond types: ranges, lengths, dates, groups of which exactly one input is given. `check`
 * enforces them, and every page states them.
 */
import type { OneOf, Property } from "./description";
import type { CheckFailure } from "./resource";
import { hasUnknown, UNKNOWN } from "./unknown";

type Properties = Readonly<Record<string, Property>>;
type Values = Readonly<Record<string, unknown>>;

/** The range of a number in words: `1 to 1000`. Undefined where every number is allowed. */
function rangeOf(property: Property): string | undefined {
  if (!("min" in property || "max" in property)) return undefined;
  const { min, max } = property;
  if (min !== undefined && max !== undefined) return `${String(min)} to ${String(max)}`;
  if (min !== undefined) return `${String(min)} or more`;
  return max === undefined ? undefined : `${String(max)} or less`;
}

const isOutside = (property: Property, value: number): boolean =>
  ("min" in property && value < property.min) || ("max" in property && value > property.max);

const lengthOf = (property: Property): number => ("minLength" in property ? (property.minLength ?? 0) : 0);
const characters = (count: number): string => `${String(count)} ${count === 1 ? "character" : "characters"}`;

/** Date and time by RFC 3339; seconds may be left out. */
const DATE_TIME =
  /^\d{4}-\d{2}-(?<day>\d{2})T([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function isDateTime(text: string): boolean {
  const day = DATE_TIME.exec(text)?.groups?.["day"];
  if (day === undefined || Number.isNaN(Date.parse(text))) return false;
  // `Date` takes a day that the month does not have for a day of the next month.
  return new Date(`${text.slice(0, 10)}T00:00Z`).getUTCDate() === Number(day);
}

/** What a property whose text is a moment may be given instead: `forever`. Undefined where nothing else is allowed. */
const otherThanMoment = (property: Property): string | undefined =>
  "default" in property && typeof property.default === "string" ? property.default : undefined;

/** Checks a text that has to be a date and time with a zone, or the default. */
function checkMoment(property: Property, value: string, path: string): CheckFailure[] {
  const other = otherThanMoment(property);
  if (value === other || isDateTime(value)) return [];
  const forms = ["2026-12-31T18:00:00Z", "2026-12-31T18:00:00+01:00", other ?? []].flat();
  const reason = `"${value}" is not a date and time with a zone: write it like ${joined(forms, "or")}`;
  return [{ property: path, reason }];
}

/** Checks one value and the values inside it. Values of a wrong type, and values that are not known yet, are skipped. */
function checkValue(property: Property, value: unknown, path: string): CheckFailure[] {
  if (value === UNKNOWN) return [];
  if (Array.isArray(value) && "listOf" in property && typeof property.listOf === "object") {
    const { properties } = property.listOf;
    return value.flatMap((item, at) => checkValues(properties, item, `${path}[${String(at)}].`));
  }
  if ("object" in property) return checkValues(property.object.properties, value, `${path}.`);
  if (typeof value === "number" && isOutside(property, value))
    return [
      {
        property: path,
        reason: `${String(value)} is out of range: give a number of ${rangeOf(property) ?? ""}`,
      },
    ];
  if (typeof value === "string" && "moment" in property) return checkMoment(property, value, path);
  if (typeof value === "string" && value.length < lengthOf(property)) {
    const what = value === "" ? "is empty" : `${JSON.stringify(value)} is too short`;
    return [{ property: path, reason: `${what}: give at least ${characters(lengthOf(property))}` }];
  }
  return [];
}

function checkValues(properties: Properties, values: unknown, prefix: string): CheckFailure[] {
  if (typeof values !== "object" || values === null) return [];
  const given = values as Values;
  return Object.entries(properties).flatMap(([name, it]) => checkValue(it, given[name], `${prefix}${name}`));
}

/** Names as part of a sentence: `keepNewest or keepDays`. */
const joined = (names: readonly string[], word: string): string =>
  `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1) ?? ""}`;

/**
 * Checks that exactly one of these inputs is given. Two pass while one of them is not known yet: it may turn out to be left
 * out.
 */
function checkOneOf(names: OneOf, values: Values): CheckFailure[] {
  const [first, second] = names.filter((name) => values[name] !== undefined);
  if (first === undefined) return [{ property: names[0], reason: `is missing: give ${joined(names, "or")}` }];
  if (second === undefined || hasUnknown([values[first], values[second]])) return [];
  return [{ property: second, reason: `is given beside ${first}: take one of them out` }];
}

/** Checks the inputs of a program against the limits of their description. */
export const checkLimits = (
  { inputs, oneOf = [] }: { readonly inputs: Properties; readonly oneOf?: readonly OneOf[] },
  given: object,
): CheckFailure[] => [
  ...checkValues(inputs, given, ""),
  ...oneOf.flatMap((names) => checkOneOf(names, given as Values)),
];

function momentInWords(property: Property): string {
  const other = otherThanMoment(property);
  return `A date and time with a zone, such as 2026-12-31T18:00:00Z${other === undefined ? "" : `, or \`${other}\``}.`;
}

/** The properties, with their limits added to their descriptions, for pages and doc comments. */
export const inWords = <P extends Property>(
  properties: Readonly<Record<string, P>>,
  oneOf: readonly OneOf[] = [],
): Readonly<Record<string, P>> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, it]) => {
      const range = rangeOf(it);
      const length = lengthOf(it);
      const sentences = [
        it.description,
        ...(range === undefined ? [] : [`${range}.`]),
        ...("moment" in it ? [momentInWords(it)] : []),
        ...(length === 0 ? [] : [length === 1 ? "Not empty." : `At least ${characters(length)}.`]),
        ...oneOf.flatMap((names) =>
          names.includes(name) ? [`Exactly one of ${joined(names, "and")} is given.`] : [],
        ),
      ];
      return [name, { ...it, description: sentences.join(" ") }];
    }),
  );
