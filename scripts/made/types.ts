/** The named types of descriptions, and whether they are used as inputs, as outputs or as both. */
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
  /** Whether an input has this type. */
  readonly isInput: boolean;
  /** Whether an output has this type. */
  readonly isOutput: boolean;
}

export const isChoice = (type: Choice | ObjectType): type is Choice => "values" in type;

/** The named type of a property, if it has one. */
export function typeOf(property: Property): Choice | ObjectType | undefined {
  if ("choice" in property) return property.choice;
  if ("object" in property) return property.object;
  return "listOf" in property && typeof property.listOf === "object" ? property.listOf : undefined;
}

/** Whether a program has to give a value. */
export const isRequired = (property: Property): boolean =>
  property.optional !== true && !("default" in property);

/** The inputs and outputs of a resource or a function. */
export interface Surface {
  readonly given: readonly Property[];
  readonly shown: readonly Property[];
}
export const ofResource = (description: Description): Surface => ({
  given: Object.values(description.inputs),
  shown: Object.values(outputsOf(description)),
});
/** A function's inputs are in both lists: its plain form takes them in the form of outputs, without outputs of resources. */
export const ofFunction = ({ inputs, outputs }: FunctionDescription): Surface => ({
  given: Object.values(inputs),
  shown: [...Object.values(inputs), ...Object.values(outputs)],
});

/** All named types, each once. The types of its properties come before a type. */
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
