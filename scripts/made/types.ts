/** The named types of descriptions: which there are, and whether programs give them or are given them. */
import { isDeepStrictEqual } from "node:util";
import type { Choice, Description, Input, ObjectType, Property } from "../../provider/description";

export interface NamedType {
  readonly type: Choice | ObjectType;
  /** Programs give values of it. */
  readonly isInput: boolean;
  /** Programs are given values of it. */
  readonly isOutput: boolean;
}

export const isChoice = (type: Choice | ObjectType): type is Choice => "values" in type;

/** The type that a property names, where it names one. */
export function typeOf(property: Property): Choice | ObjectType | undefined {
  if ("choice" in property) return property.choice;
  if ("object" in property) return property.object;
  return "listOf" in property && typeof property.listOf === "object" ? property.listOf : undefined;
}

/** An input as the output of the same name. */
export function asOutput(input: Input): Property {
  const { shownAs, asOutput: words = input.description } = input;
  const optional = input.optional === true ? { optional: true as const } : {};
  if ("choice" in input) return { choice: input.choice, description: words, ...optional };
  if ("object" in input) return { object: input.object, description: words, ...optional };
  if ("listOf" in input) return { listOf: shownAs ?? input.listOf, description: words, ...optional };
  return { type: input.type, description: words, ...optional };
}

/** All that a resource shows: its inputs as outputs, then its outputs. */
export const outputsOf = ({ inputs, outputs }: Description): Readonly<Record<string, Property>> => ({
  ...Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, asOutput(input)])),
  ...outputs,
});

/** Whether a program has to give a value. */
export const isRequired = (property: Property): boolean =>
  property.optional !== true && !("default" in property);

/** Every named type of some descriptions, each once: what a type is made of comes before it. */
export function typesOf(descriptions: readonly Description[]): ReadonlyMap<string, NamedType> {
  const found = new Map<string, NamedType>();
  const enter = (property: Property, side: "isInput" | "isOutput"): void => {
    const type = typeOf(property);
    if (type === undefined) return;
    if (!isChoice(type)) for (const it of Object.values(type.properties)) enter(it, side);
    const known = found.get(type.name) ?? { type, isInput: false, isOutput: false };
    if (!isDeepStrictEqual(known.type, type)) throw new Error(`two types are named ${type.name}: rename one`);
    found.set(type.name, { ...known, [side]: true });
  };
  for (const description of descriptions) {
    for (const input of Object.values(description.inputs)) enter(input, "isInput");
    for (const output of Object.values(outputsOf(description))) enter(output, "isOutput");
  }
  return found;
}
