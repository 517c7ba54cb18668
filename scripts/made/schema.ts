/** Resources, functions, their types and the inputs of an explicit provider in schema.json. The rest of it is written by hand. */
import {
  type Choice,
  type Description,
  type Example,
  type FunctionDescription,
  type Input,
  type ObjectType,
  outputsOf,
  type Property,
} from "../../provider/description";
import { inWords } from "../../provider/limits";
import { python, typescript, yaml } from "./examples";
import { capital } from "./names";
import { isChoice, isRequired, type NamedType, ofFunction, ofResource, typesOf } from "./types";

/** All that is described, each by its name. */
export interface Descriptions {
  readonly resources: Readonly<Record<string, Description>>;
  readonly functions: Readonly<Record<string, FunctionDescription>>;
}

/** The named types of all that is described. */
export const allTypes = ({ resources, functions }: Descriptions): ReadonlyMap<string, NamedType> =>
  typesOf([...Object.values(resources).map(ofResource), ...Object.values(functions).map(ofFunction)]);

type Spec = Readonly<Record<string, unknown>>;
/** What of schema.json is read here. */
export interface PackageSchema {
  readonly config: { readonly variables: Readonly<Record<string, Spec>> };
  readonly provider: Spec;
  readonly resources: Spec;
  readonly types: Readonly<Record<string, Spec>>;
  readonly functions: Spec;
}

export const tokenOf = (name: string): string => `swr:index:${name}`;
const referenceTo = (name: string): Spec => ({ $ref: `#/types/${tokenOf(name)}` });

/** What kind of value a property has. */
function kindOf(property: Property): Spec {
  if ("choice" in property) return referenceTo(property.choice.name);
  if ("object" in property) return referenceTo(property.object.name);
  if (!("listOf" in property)) return { type: property.type };
  const { listOf } = property;
  return { type: "array", items: listOf === "string" ? { type: "string" } : referenceTo(listOf.name) };
}

/** C# refuses a member that is called as its class: there it is `RepositoryName`. */
const memberOf = (owner: string, name: string): Spec =>
  capital(name) === owner ? { language: { csharp: { name: `${owner}Name` } } } : {};

const propertyOf = (owner: string, name: string, property: Property): Spec => ({
  ...kindOf(property),
  description: property.description,
  ...memberOf(owner, name),
});

const inputOf = (owner: string, name: string, input: Input): Spec => ({
  ...propertyOf(owner, name, input),
  // A schema has no word for a list as a default: the provider fills it in.
  ...("default" in input && !("listOf" in input) ? { default: input.default } : {}),
  ...(input.replaceOnChanges === true ? { replaceOnChanges: true } : {}),
});

/** Each property by its name. */
const each = <P extends Property>(
  properties: Readonly<Record<string, P>>,
  make: (name: string, it: P) => Spec,
) => Object.fromEntries(Object.entries(properties).map(([name, it]) => [name, make(name, it)]));

const requiredOf = (properties: Readonly<Record<string, Property>>): string[] =>
  Object.keys(properties).filter((name) => properties[name] !== undefined && isRequired(properties[name]));

const enumOf = ({ description, values }: Choice): Spec => ({
  type: "string",
  description,
  enum: Object.entries(values).map(([value, meaning]) => ({ value, description: meaning })),
});

const objectOf = ({ name: owner, description, properties }: ObjectType): Spec => ({
  type: "object",
  description,
  properties: each(inWords(properties), (name, it) => propertyOf(owner, name, it)),
  required: requiredOf(properties),
});

const block = (language: string, code: string): string => `\`\`\`${language}\n${code}\`\`\`\n`;

const exampleText = (example: Example): string =>
  [
    "{{% example %}}",
    `### ${example.title}`,
    "",
    ...(example.text === undefined ? [] : [example.text, ""]),
    block("typescript", typescript(example, "@pulumi/swr")),
    block("python", python(example)),
    `${block("yaml", yaml(example))}{{% /example %}}`,
  ].join("\n");

/** The id by its names, and a command with the place of the first example. */
function importText(name: string, { place, examples }: Description): string {
  const [[inProgram, args] = ["", {}]] = Object.entries(examples[0].program).flatMap(
    ([key, [type, values]]) => (type === name ? [[key, values] as const] : []),
  );
  const format = place.join("/");
  const id = place.map((key) => String(args[key])).join("/");
  return [
    `The id is \`${format}\`, or \`region:${format}\` outside the provider's region:`,
    "",
    `\`\`\`sh\npulumi import ${tokenOf(name)} ${inProgram} ${id}\n\`\`\``,
  ].join("\n");
}

/** Words, and the programs that show them. */
const textOf = (description: string, examples: readonly Example[]): string =>
  [
    description,
    "",
    "{{% examples %}}",
    "## Example Usage",
    "",
    examples.map(exampleText).join("\n\n"),
    "{{% /examples %}}",
  ].join("\n");

const resourceOf = (owner: string, description: Description): Spec => ({
  description: [
    textOf(description.description, description.examples),
    "",
    "## Import",
    "",
    importText(owner, description),
  ].join("\n"),
  inputProperties: each(inWords(description.inputs, description.oneOf), (name, it) =>
    inputOf(owner, name, it),
  ),
  requiredInputs: requiredOf(description.inputs),
  properties: each(outputsOf(description), (name, it) => propertyOf(owner, name, it)),
  required: requiredOf(outputsOf(description)),
});

/** Arguments or the result of a function. */
function valuesOf(owner: string, properties: Readonly<Record<string, Property>>): Spec {
  const required = requiredOf(properties);
  return {
    type: "object",
    properties: each(properties, (name, it) => propertyOf(owner, name, it)),
    ...(required.length === 0 ? {} : { required }),
  };
}

const functionOf = (
  owner: string,
  { description, examples, inputs, outputs, oneOf }: FunctionDescription,
): Spec => ({
  description: textOf(description, examples),
  inputs: valuesOf(owner, inWords(inputs, oneOf)),
  outputs: valuesOf(owner, outputs),
});

/**
 * The settings again, as an explicit provider takes them. Without defaults and variables: an SDK would resolve those in
 * the program, so that the environment's secrets land in the state and a leftover variable wins over the stack.
 */
const settingsOf = ({ config }: PackageSchema): Spec =>
  Object.fromEntries(
    Object.entries(config.variables).map(
      ([name, { defaultInfo: _variables, default: _default, ...input }]) => [name, input] as const,
    ),
  );

const byToken = <D>(described: Readonly<Record<string, D>>, make: (name: string, it: D) => Spec) =>
  Object.fromEntries(Object.entries(described).map(([name, it]) => [tokenOf(name), make(name, it)]));

/** The schema with all that follows from descriptions and settings made anew. */
export function packageSchema<S extends PackageSchema>(spec: S, descriptions: Descriptions): S {
  const types = [...allTypes(descriptions).values()].map(
    ({ type }) => [tokenOf(type.name), isChoice(type) ? enumOf(type) : objectOf(type)] as const,
  );
  return {
    ...spec,
    types: Object.fromEntries(types),
    provider: { ...spec.provider, inputProperties: settingsOf(spec) },
    resources: byToken(descriptions.resources, resourceOf),
    functions: byToken(descriptions.functions, functionOf),
  };
}
