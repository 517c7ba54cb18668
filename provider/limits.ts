/** What a description says of values beyond their types: ranges, lengths, exactly one of several. Checked, and said on every page. */
import type { OneOf, Property } from "./description";
import type { CheckFailure } from "./resource";
import { hasUnknown, UNKNOWN } from "./unknown";

type Properties = Readonly<Record<string, Property>>;
type Values = Readonly<Record<string, unknown>>;

/** `1 to 1000`; undefined: any number will do. */
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

/** What is wrong with one value, and inside it. Values of another type, and those not known yet, are not looked at. */
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

/** `keepNewest or keepDays` */
const joined = (names: readonly string[], word: string): string =>
  `${names.slice(0, -1).join(", ")} ${word} ${names.at(-1) ?? ""}`;

/** Where one of several is not known yet, it may turn out to be left out. */
function checkOneOf(names: OneOf, values: Values): CheckFailure[] {
  const [first, second] = names.filter((name) => values[name] !== undefined);
  if (first === undefined) return [{ property: names[0], reason: `is missing: give ${joined(names, "or")}` }];
  if (second === undefined || hasUnknown([values[first], values[second]])) return [];
  return [{ property: second, reason: `is given beside ${first}: take one of them out` }];
}

/** All that is wrong with what a program gives, beyond the types of the package schema. */
export const checkLimits = (
  { inputs, oneOf = [] }: { readonly inputs: Properties; readonly oneOf?: readonly OneOf[] },
  given: object,
): CheckFailure[] => [
  ...checkValues(inputs, given, ""),
  ...oneOf.flatMap((names) => checkOneOf(names, given as Values)),
];

/** Properties with their limits in their descriptions, as pages and comments show them. */
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
        ...(length === 0 ? [] : [length === 1 ? "Not empty." : `At least ${characters(length)}.`]),
        ...oneOf.flatMap((names) =>
          names.includes(name) ? [`Exactly one of ${joined(names, "and")} is given.`] : [],
        ),
      ];
      return [name, { ...it, description: sentences.join(" ") }];
    }),
  );
