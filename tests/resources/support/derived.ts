/** What follows from a resource's description, the same for every resource. */
import type { Description, Input, OneOf, Property } from "../../../provider/description";
import { REGISTRY } from "../../../provider/registry";
import type { Args, Drift, Edit, Invalid, Life, Overlay, Value } from "./life";

export const descriptionOf = ({ resource }: Life): Description => REGISTRY[resource].description;
const inputsOf = (life: Life): Readonly<Record<string, Input>> => descriptionOf(life).inputs;

/** Whether it has an input of this name, such as `adopt`. */
export const has = (life: Life, input: string): boolean => input in inputsOf(life);

/** The id of a resource in the settings' own region. */
export const idOf = (life: Life): string =>
  descriptionOf(life)
    .place.map((name) => life.program[name] as string)
    .join("/");

/** How lines and errors call a resource. */
export const subjectOf = (life: Life): string =>
  [idOf(life), descriptionOf(life).what ?? ""].join(" ").trim();

/** A program with other properties laid over it. */
export const laidOver = (program: Args, args: Overlay): Args =>
  Object.fromEntries(
    Object.entries({ ...program, ...args }).filter(([, value]) => value !== undefined),
  ) as Args;

/** One property more. It takes the place of another one, where only one of both may be given. */
function given(life: Life, name: string, value: Value): Overlay {
  const groups: readonly OneOf[] = descriptionOf(life).oneOf ?? [];
  const others = groups.flatMap((names) => (names.includes(name) ? names : []));
  return { ...Object.fromEntries(others.map((other) => [other, undefined])), [name]: value };
}

/** Every edit of a program: of what is changed in place, of what only the program knows, of each name, of the region. */
export function editsOf(life: Life): Edit[] {
  const { create, update = "", delete: remove } = life.operations;
  const flags = Object.entries(inputsOf(life)).filter(([, it]) => it.local === true && "type" in it);
  return [
    ...Object.entries(life.changes ?? {}).map(([name, [value]]) => ({
      name,
      args: given(life, name, value),
      writes: life.madeAnew?.includes(name) === true ? [remove, create] : [update],
    })),
    ...flags.map(([name, it]) => ({ name, args: { [name]: !("default" in it && it.default) }, writes: [] })),
    ...Object.entries(life.elsewhere).map(([name, value]) => ({
      name,
      args: { [name]: value },
      replaces: [name],
      writes: [create, remove],
    })),
    {
      name: "region, with an endpoint that is the same for all regions",
      args: { region: "eu-nl" },
      replaces: ["region"],
      // A list is taken over as it is: nobody on it loses anything.
      writes: life.list === undefined ? [remove, create] : [],
    },
    { name: "the region written down", args: { region: "eu-de" }, writes: [] },
  ];
}

/** Drift of each property that can be changed in place: others give it another value. */
export function driftsOf(life: Life): readonly Drift[] {
  const { set, changes = {}, drifts = [] } = life;
  const ofProperties = Object.entries(changes).flatMap(([name, [ours, theirs]]): Drift[] => {
    if (set === undefined || theirs === undefined) return [];
    const line = `${subjectOf(life)}: ${name} is ${JSON.stringify(theirs)}, declared ${JSON.stringify(ours)}; up will change it`;
    return [{ name, args: given(life, name, ours), act: (others) => set(others, { [name]: theirs }), line }];
  });
  return [...ofProperties, ...drifts];
}

/** A value that a property cannot have, and what is said of it. */
function wrongFor(property: Property): readonly [Value, RegExp] {
  if ("choice" in property)
    return ["toys", new RegExp(`^"toys" is not one of ${Object.keys(property.choice.values).join(", ")}$`)];
  if ("listOf" in property) return ["none", /^"none" is not a list$/];
  if ("object" in property) return ["none", /^"none" is not an object$/];
  if (property.type === "boolean") return ["yes", /^"yes" is not true or false$/];
  return property.type === "string" ? [7, /^7 is not a string$/] : ["many", /^"many" is not an? /];
}

const isRequired = (property: Property): boolean => property.optional !== true && !("default" in property);

/** Values beyond the limits of a property, and what is said of them. */
function beyond(property: Property): (readonly [Value, RegExp])[] {
  const { min, max, minLength } = property as { min?: number; max?: number; minLength?: number };
  return [
    ...(min === undefined ? [] : [[min - 1, /is out of range: give a number of /] as const]),
    ...(max === undefined ? [] : [[max + 1, /is out of range: give a number of /] as const]),
    ...(minLength === undefined ? [] : [["", /^is empty: give at least /] as const]),
  ];
}

/**
 * What is wrong with one value of these properties after another. `put`: the program that has them. `more`: one property more, in
 * place of one that may not stand beside it.
 */
function mistakesIn(
  properties: Readonly<Record<string, Property>>,
  values: Overlay,
  path: string,
  put: (values: Overlay) => Overlay,
  more: (name: string, value: Value) => Overlay = (name, value) => ({ [name]: value }),
): Invalid[] {
  const [first = ""] = Object.keys(properties);
  const slip = first.slice(0, -1);
  const unknown = {
    args: put({ ...values, [slip]: values[first] }),
    property: `${path}${slip}`,
    says: new RegExp(`^is no property of this: did you mean ${first}\\?$`),
  };
  const mistakes = Object.entries(properties).flatMap(([name, property]): Invalid[] => {
    const [wrong, says] = wrongFor(property);
    const at = `${path}${name}`;
    const missing = {
      args: put({ ...values, [name]: undefined }),
      property: at,
      says: /^is missing: it is required$/,
    };
    return [
      { args: put({ ...values, [name]: wrong }), property: at, says },
      ...beyond(property).map(([value, why]) => ({
        args: put({ ...values, ...more(name, value) }),
        property: at,
        says: why,
      })),
      ...(isRequired(property) ? [missing] : []),
      ...mistakesInside(property, values[name], at, (value) => put({ ...values, [name]: value })),
    ];
  });
  return [...mistakes, unknown];
}

/** The same for an object, or the first object of a list, that a program gives. */
function mistakesInside(
  property: Property,
  value: Value | undefined,
  at: string,
  put: (value: Value) => Overlay,
): Invalid[] {
  const type = "object" in property ? property.object : "listOf" in property ? property.listOf : "string";
  if (type === "string") return [];
  const [item, ...others] = (Array.isArray(value) ? value : [value]) as (Args | undefined)[];
  if (item === undefined) return [];
  const isList = Array.isArray(value);
  return mistakesIn(type.properties, item, isList ? `${at}[0].` : `${at}.`, (values) => {
    const now = laidOver({}, values);
    return put(isList ? [now, ...(others as Args[])] : now);
  });
}

/** None of several properties is given, and two of them. */
function mistakesOfOne(life: Life): Invalid[] {
  const groups: readonly OneOf[] = descriptionOf(life).oneOf ?? [];
  return groups.flatMap((names) => {
    const none = Object.fromEntries(names.map((name) => [name, undefined]));
    const [first, second] = names;
    const two = { [first]: life.changes?.[first]?.[0], [second]: life.changes?.[second]?.[0] };
    return [
      { args: none, property: first, says: new RegExp(`^is missing: give .*\\b${second}$`) },
      {
        args: { ...none, ...two },
        property: second,
        says: new RegExp(`^is given beside ${first}: take one of them out$`),
      },
    ];
  });
}

/** What a check refuses of every resource: what is missing, of another type, beyond a limit or unknown, however deep; and what its life says. */
export function invalidOf(life: Life): readonly Invalid[] {
  // An optional list is looked into where the life has one.
  const lists = Object.entries(life.changes ?? {}).filter(([, [ours]]) => typeof ours === "object");
  const program = { ...Object.fromEntries(lists.map(([name, [ours]]) => [name, ours])), ...life.program };
  const more = (name: string, value: Value): Overlay => given(life, name, value);
  return [
    ...mistakesIn(inputsOf(life), program, "", (values) => values, more),
    ...mistakesOfOne(life),
    ...(life.invalid ?? []),
  ];
}

/** Every property that an edit changes in place, or that only the program knows. */
export const changeable = (life: Life): string[] => {
  const inPlace = editsOf(life).filter(({ replaces = [] }) => replaces.length === 0);
  return inPlace.map(({ name }) => name).filter((name) => name in inputsOf(life));
};
