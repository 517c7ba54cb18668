/** The part of a life that follows from the resource's description. */
import type { Description, Input, OneOf, Property } from "../../../provider/description";
import { REGISTRY } from "../../../provider/registry";
import type { Args, Drift, Edit, Invalid, Life, Overlay, Value } from "./life";

export const descriptionOf = ({ resource }: Life): Description => REGISTRY[resource].description;
const inputsOf = (life: Life): Readonly<Record<string, Input>> => descriptionOf(life).inputs;

/** Whether the resource has an input of this name, such as `adopt`. */
export const has = (life: Life, input: string): boolean => input in inputsOf(life);

/** The id of a resource in the settings' own region. */
export const idOf = (life: Life): string =>
  descriptionOf(life)
    .place.map((name) => life.program[name] as string)
    .join("/");

/** How lines and errors name a resource. */
export const subjectOf = (life: Life): string =>
  [idOf(life), descriptionOf(life).what ?? ""].join(" ").trim();

/** The server's operations on the object, by what they do. The description names them all. */
export interface Operations {
  readonly create: string;
  readonly read: string;
  readonly update?: string;
  /** The call that finds what the resource is about, ahead of each look at it. */
  readonly list?: string;
  readonly delete: string;
}

/** The operations of a life. A resource that no operation shows is read by the list that it is in. */
export function operationsOf(life: Life): Operations {
  const { api } = descriptionOf(life);
  const named = (verb: string): string | undefined => api.find((operation) => operation.startsWith(verb));
  const [list, update] = [named("list"), named("update")];
  const read = named("show") ?? list ?? "";
  return {
    create: named("create") ?? "",
    read,
    ...(update === undefined ? {} : { update }),
    ...(list === undefined || list === read ? {} : { list }),
    delete: named("delete") ?? "",
  };
}

/** A program in which some properties have other values. An undefined one is taken out. */
export const laidOver = (program: Args, args: Overlay): Args =>
  Object.fromEntries(
    Object.entries({ ...program, ...args }).filter(([, value]) => value !== undefined),
  ) as Args;

/** A property to add to the program. If it may not be given together with another one, that one is taken out. */
function given(life: Life, name: string, value: Value): Overlay {
  const groups: readonly OneOf[] = descriptionOf(life).oneOf ?? [];
  const others = groups.flatMap((names) => (names.includes(name) ? names : []));
  return { ...Object.fromEntries(others.map((other) => [other, undefined])), [name]: value };
}

/** Every edit of a program: of what the server changes in place, of settings of the resource, of each name, of the region. */
export function editsOf(life: Life): Edit[] {
  const { create, update = "", delete: remove } = operationsOf(life);
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
      // An access list is taken over as it is, so nobody on it loses access.
      writes: life.list === undefined ? [remove, create] : [],
    },
    { name: "the region written down", args: { region: "eu-de" }, writes: [] },
  ];
}

/** The drifts of a life: others change each property that can be changed in place, and what the life adds. */
export function driftsOf(life: Life): readonly Drift[] {
  const { set, changes = {}, drifts = [] } = life;
  const ofProperties = Object.entries(changes).flatMap(([name, [ours, theirs]]): Drift[] => {
    if (set === undefined || theirs === undefined) return [];
    const line = `${subjectOf(life)}: ${name} is ${JSON.stringify(theirs)}, declared ${JSON.stringify(ours)}; up will change it`;
    return [{ name, args: given(life, name, ours), act: (others) => set(others, { [name]: theirs }), line }];
  });
  return [...ofProperties, ...drifts];
}

/** A value of a wrong type for a property, and the refusal. */
function wrongFor(property: Property): readonly [Value, RegExp] {
  if ("choice" in property)
    return ["toys", new RegExp(`^"toys" is not one of ${Object.keys(property.choice.values).join(", ")}$`)];
  if ("listOf" in property) return ["none", /^"none" is not a list$/];
  if ("object" in property) return ["none", /^"none" is not an object$/];
  if (property.type === "boolean") return ["yes", /^"yes" is not true or false$/];
  return property.type === "string" ? [7, /^7 is not a string$/] : ["many", /^"many" is not an? /];
}

const isRequired = (property: Property): boolean => property.optional !== true && !("default" in property);

/** Values beyond the limits of a property, each with the refusal. */
function beyond(property: Property): (readonly [Value, RegExp])[] {
  const { min, max, minLength } = property as { min?: number; max?: number; minLength?: number };
  return [
    ...(min === undefined ? [] : [[min - 1, /is out of range: give a number of /] as const]),
    ...(max === undefined ? [] : [[max + 1, /is out of range: give a number of /] as const]),
    ...("moment" in property
      ? [["tomorrow", /^"tomorrow" is not a date and time with a zone: write it like /] as const]
      : []),
    ...(minLength === undefined ? [] : [["", /^is empty: give at least /] as const]),
  ];
}

/**
 * Programs with one mistake each, in one of these properties. `put` makes a program of their values. `more` adds a property, in
 * place of one that may not be given together with it.
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
    says: new RegExp(`^is not a known property: did you mean ${first}\\?$`),
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

/** Programs with one mistake each inside an object, or inside the first object of a list. */
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

/** Programs that give none, or two, of several properties of which exactly one must be given. */
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

/** Names that an id could not be split at again. Rules of the resource may say more of them. */
const mistakesInPlace = (life: Life): Invalid[] =>
  descriptionOf(life).place.map((name) => {
    const wrong = name === "repository" ? "web:app" : "team/a";
    return {
      args: { [name]: wrong },
      property: name,
      says: new RegExp(`^"${wrong}" (contains|is not a name of) `),
    };
  });

/**
 * What a check has to refuse: inputs that are missing, of another type, beyond a limit or unknown, at any depth, and what the
 * life adds.
 */
export function invalidOf(life: Life): readonly Invalid[] {
  // Mistakes inside an optional list need a list: the one that the life changes it to.
  const lists = Object.entries(life.changes ?? {}).filter(([, [ours]]) => typeof ours === "object");
  const program = { ...Object.fromEntries(lists.map(([name, [ours]]) => [name, ours])), ...life.program };
  const more = (name: string, value: Value): Overlay => given(life, name, value);
  return [
    ...mistakesIn(inputsOf(life), program, "", (values) => values, more),
    ...mistakesOfOne(life),
    ...mistakesInPlace(life),
    ...(life.invalid ?? []),
  ];
}

/** Every property that an edit changes without a replacement. */
export const changeable = (life: Life): string[] => {
  const inPlace = editsOf(life).filter(({ replaces = [] }) => replaces.length === 0);
  return inPlace.map(({ name }) => name).filter((name) => name in inputsOf(life));
};
