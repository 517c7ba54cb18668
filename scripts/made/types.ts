/** The named types of descriptions: which there are, and whether programs give them or are given them. */
import { isDeepStrictEqual } from "node:util";
import {
  type Choice,
  type Description,
  type FunctionDescription,
  type ObjectType,
  outputsOf,
  type Property,
} from "../../provider/description";

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

/** Whether a program has to give a value. */
export const isRequired = (property: Property): boolean =>
  property.optional !== true && !("default" in property);

/** What programs give to a resource or a function, and what they are given. */
export interface Surface {
  readonly given: readonly Property[];
  readonly shown: readonly Property[];
}
export const ofResource = (description: Description): Surface => ({
  given: Object.values(description.inputs),
  shown: Object.values(outputsOf(description)),
});
/** The plain form of a function takes arguments as its result shows values: without outputs of other resources in them. */
export const ofFunction = ({ inputs, outputs }: FunctionDescription): Surface => ({
  given: Object.values(inputs),
  shown: [...Object.values(inputs), ...Object.values(outputs)],
});

/** Every named type that programs meet, each once: what a type is made of comes before it. */
export function typesOf(surfaces: readonly Surface[]): ReadonlyMap<string, NamedType> {
  const found = new Map<string, NamedType>();
  const enter = (property: Property, side: "isInput" | "isOutput"): void => {
    const type = typeOf(property);
    if (type === undefined) return;
    if (!isChoice(type)) for (const it of Object.values(type.properties)) enter(it, side);
    const known = found.get(type.name) ?? { type, isInput: false, isOutput: false };
    if (!isDeepStrictEqual(known.type, type)) throw new Error(`two types are named ${type.name}: rename one`);
    found.set(type.name, { ...known, [side]: true });
  };
  for (const { given, shown } of surfaces) {
    for (const property of given) enter(property, "isInput");
    for (const property of shown) enter(property, "isOutput");
  }
  return found;
}
