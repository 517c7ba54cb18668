/** What follows from a resource's description, the same for every resource. */
import type { Input, Property } from "../../../provider/description";
import { REGISTRY } from "../../../provider/registry";
import type { Args, Drift, Edit, Invalid, Life, Overlay, Value } from "./life";

export const descriptionOf = ({ resource }: Life) => REGISTRY[resource].description;
const inputsOf = (life: Life): Readonly<Record<string, Input>> => descriptionOf(life).inputs;

/** Whether it has an input of this name, such as `adopt`. */
export const has = (life: Life, input: string): boolean => input in inputsOf(life);

/** How lines and errors call a resource, which is its id in the settings' own region, too. */
export const subjectOf = (life: Life, args: Overlay = life.program): string =>
  descriptionOf(life)
    .place.map((name) => args[name] as string)
    .join("/");

/** A program with other properties laid over it. */
export const laidOver = (program: Args, args: Overlay): Args =>
  Object.fromEntries(
    Object.entries({ ...program, ...args }).filter(([, value]) => value !== undefined),
  ) as Args;

/** Every edit of a program: of what is changed in place, of what only the program knows, of each name, of the region. */
export function editsOf(life: Life): Edit[] {
  const { create, update = "", delete: remove } = life.operations;
  const flags = Object.entries(inputsOf(life)).filter(([, it]) => it.local === true && "type" in it);
  return [
    ...Object.entries(life.changes ?? {}).map(([name, [value]]) => ({
      name,
      args: { [name]: value },
      writes: [update],
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
    return [{ name, args: { [name]: ours }, act: (others) => set(others, { [name]: theirs }), line }];
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

/** What is wrong with one value of these properties after another. `put`: the program that has them. */
function mistakesIn(
  properties: Readonly<Record<string, Property>>,
  values: Overlay,
  path: string,
  put: (values: Overlay) => Overlay,
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

/** What a check refuses of every resource: what is missing, of another type, or unknown, however deep; and what its life says. */
export const invalidOf = (life: Life): readonly Invalid[] => [
  ...mistakesIn(inputsOf(life), life.program, "", (values) => values),
  ...(life.invalid ?? []),
];

/** Every property that an edit changes in place, or that only the program knows. */
export const changeable = (life: Life): string[] => {
  const inPlace = editsOf(life).filter(({ replaces = [] }) => replaces.length === 0);
  return inPlace.flatMap(({ args }) => Object.keys(args)).filter((name) => name !== "region");
};
