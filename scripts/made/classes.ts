/** Makes the texts of the npm package's classes, types and index. Prettier formats them later. */
import { type Description, type Input, outputsOf, type Property } from "../../provider/description";
import { inWords } from "../../provider/limits";
import { classComment, memberComment, typeComment } from "./comments";
import { capital, uncapital } from "./names";
import { allTypes, type Descriptions } from "./schema";
import { isChoice, isRequired, type NamedType, typeOf } from "./types";

export type Types = ReadonlyMap<string, NamedType>;

/** The words with which every made file begins. */
export const MADE = "// Made by `make docs` from ";
export const head = (source: string): string => `${MADE}${source}: change it there.\n\n`;

/** The name of a type as an input. A type that is also an output has two forms, since inputs may be other resources' outputs. */
export const inputName = (name: string, types: Types): string => {
  const it = types.get(name);
  return it !== undefined && !isChoice(it.type) && it.isOutput ? `${name}Args` : name;
};

const PLAIN = { string: "string", boolean: "boolean", integer: "number", number: "number" } as const;
const namedType = (property: Property): string =>
  typeOf(property)?.name ?? ("type" in property ? PLAIN[property.type] : "string");

/** The type of an output. */
export const outputType = (property: Property): string =>
  namedType(property) + ("listOf" in property ? "[]" : "");

/** The type of an input. */
function inputType(property: Property, types: Types): string {
  const value = `pulumi.Input<${inputName(namedType(property), types)}>`;
  return "listOf" in property ? `pulumi.Input<${value}[]>` : value;
}

export const members = <P extends Property>(
  properties: Readonly<Record<string, P>>,
  make: (name: string, it: P) => string,
): string =>
  Object.entries(properties)
    .map(([name, it]) => `${memberComment(it)}  ${make(name, it)};\n`)
    .join("");

export const inputMember =
  (types: Types) =>
  (name: string, it: Property): string =>
    `${name}${isRequired(it) ? "" : "?"}: ${inputType(it, types)}`;

/** A member whose value has no outputs of resources in it. */
export const plainMember = (name: string, it: Property): string =>
  `${name}${isRequired(it) ? "" : "?"}: ${outputType(it)}`;

const outputMember = (name: string, it: Property): string =>
  `declare readonly ${name}: pulumi.Output<${outputType(it)}${isRequired(it) ? "" : " | undefined"}>`;

export const listed = (names: readonly string[]): string => [...new Set(names)].sort().join(", ");

/** Names of the types that the class of a resource has to import. */
function namesIn(description: Description, types: Types): string[] {
  const given = Object.values<Input>(description.inputs).flatMap((it) => typeOf(it) ?? []);
  const shown = Object.values(outputsOf(description)).flatMap((it) => typeOf(it) ?? []);
  return [...given.map(({ name }) => inputName(name, types)), ...shown.map(({ name }) => name)];
}

/** The facts about a resource that `sdk/resource.ts` needs. An output that is a text can repeat a secret input; a number or flag cannot. */
function shapeOf(name: string, { place, inputs, outputs }: Description): string {
  const repeatsNothing = (it: Property): boolean => "type" in it && it.type !== "string";
  const namesOf = <P extends Property>(all: Readonly<Record<string, P>>, isWanted: (it: P) => boolean) =>
    Object.entries(all).flatMap(([key, it]) => (isWanted(it) ? [key] : []));
  const lists = {
    place,
    required: namesOf(inputs, isRequired),
    optional: namesOf(inputs, (it) => !isRequired(it)),
    repeating: namesOf(outputs, (it) => !repeatsNothing(it)),
    others: namesOf(outputs, repeatsNothing),
  };
  const provider = `'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.${name}'`;
  const properties = Object.entries(lists).map(([key, names]) => `${key}: ${JSON.stringify(names)},`);
  return `const SHAPE: Shape = { name: "${name}", provider: ${provider}, ${properties.join(" ")} };\n`;
}

const wordsOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** The class of a resource. `source` is the file of its description. */
export function classText(name: string, description: Description, all: Descriptions, source: string): string {
  const types = allTypes(all);
  const used = namesIn(description, types);
  const { place, inputs, oneOf } = description;
  const format = place.join("/");
  return `${head(source)}import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";
${used.length === 0 ? "" : `import type { ${listed(used)} } from "./types";\n`}
/** Inputs of ${name}. */
export interface ${name}Args {
${members(inWords(inputs, oneOf), inputMember(types))}}

${shapeOf(name, description)}
${classComment(description)}export class ${name} extends Resource {
${members(outputsOf(description), outputMember)}
  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another ${name} of the program has the same ${wordsOf(place)} and \`region\`.
   */
  constructor(name: string, args: ${name}Args, options?: pulumi.CustomResourceOptions) {
    super(SHAPE, name, args, options);
  }

  /**
   * Reads one that exists, without managing it.
   *
   * @param id \`${format}\`, or \`region:${format}\`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): ${name} {
    return new ${name}(name, {} as ${name}Args, { ...options, id });
  }
}
`;
}

/** A named type in each form that programs need. */
function typeText({ type, isInput, isOutput }: NamedType, types: Types): string[] {
  const { name } = type;
  const about = typeComment(type);
  if (isChoice(type)) {
    const words = Object.keys(type.values).map((value) => JSON.stringify(value));
    return [`${about}export type ${name} = ${words.join(" | ")};\n`];
  }
  const form = (called: string, make: (key: string, it: Property) => string): string =>
    `${about}export interface ${called} {\n${members(inWords(type.properties), make)}}\n`;
  return [
    ...(isInput ? [form(inputName(name, types), inputMember(types))] : []),
    ...(isOutput ? [form(name, plainMember)] : []),
  ];
}

/** sdk/types.ts: the named types of all resources and functions. */
export function typesText(all: Descriptions): string {
  const types = allTypes(all);
  const texts = [...types.values()].flatMap((it) => typeText(it, types));
  const needsPulumi = texts.some((text) => text.includes("pulumi."));
  return [
    head("the descriptions in provider/resources and provider/functions"),
    needsPulumi ? 'import type * as pulumi from "@pulumi/pulumi";\n\n' : "",
    texts.join("\n"),
  ].join("");
}

/** sdk/index.ts: what a program can import. */
export function indexText(all: Descriptions): string {
  const ofFunctions = Object.keys(all.functions).map((name) => {
    const types = ["Args", "OutputArgs", "Result"].map((end) => `type ${capital(name)}${end}`);
    return `export { ${listed([name, `${name}Output`, ...types])} } from "./${name}";\n`;
  });
  const ofResources = Object.keys(all.resources).map(
    (name) => `export { ${name}, type ${name}Args } from "./${uncapital(name)}";\n`,
  );
  const types = allTypes(all);
  const names = [...types.values()].flatMap(({ type: { name }, isInput, isOutput }) => [
    ...(isInput ? [inputName(name, types)] : []),
    ...(isOutput ? [name] : []),
  ]);
  return `${head("provider/registry.ts")}/** Pulumi resources and functions for SWR, the container registry of Huawei Cloud and Open Telekom Cloud. */
${[...ofFunctions, ...ofResources].join("")}export type { ${listed(names)} } from "./types";
`;
}
