import type { ErrorObject, ValidateFunction } from "ajv";
import { closest, distance } from "fastest-levenshtein";
import schema from "../schema.json";
import { validatorOf } from "./ownSchemas";
import type { CheckFailure } from "./resource";
import { UNKNOWN } from "./unknown";

/** One property in the package schema: the parts of it that decide whether a value fits. */
interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
}
/** What a resource or a function takes, or an object type holds. */
interface Inputs {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}
type TypeSpec =
  | { readonly type: string; readonly enum: readonly { readonly value: string }[] }
  | (Inputs & { readonly type: string });
const TYPES: Readonly<Record<string, TypeSpec>> = schema.types;
const RESOURCES: Readonly<
  Record<string, { inputProperties: Inputs["properties"]; requiredInputs: readonly string[] }>
> = schema.resources;
const FUNCTIONS: Readonly<Record<string, { inputs: Inputs }>> = schema.functions;

function inputsOf(token: string): Inputs {
  const resource = RESOURCES[token];
  const inputs =
    resource === undefined
      ? FUNCTIONS[token]?.inputs
      : { properties: resource.inputProperties, required: resource.requiredInputs };
  if (inputs === undefined) throw new Error(`${token} is not in schema.json`);
  return inputs;
}

const objectSchema = ({ properties, required = [] }: Inputs): object => ({
  type: "object",
  required,
  additionalProperties: false,
  properties: Object.fromEntries(Object.entries(properties).map(([name, it]) => [name, propertySchema(it)])),
});

function propertySchema({ type, $ref, items }: Property): object {
  if ($ref !== undefined) {
    const spec = TYPES[$ref.replace("#/types/", "")];
    if (spec !== undefined && "properties" in spec) return objectSchema(spec);
    return { type: spec?.type, enum: spec?.enum.map(({ value }) => value) };
  }
  return items === undefined ? { type } : { type, items: propertySchema(items) };
}

/** Beside the program's properties, hosts and resources keep what they have to remember. */
const topSchema = (inputs: Inputs): object => ({
  ...objectSchema(inputs),
  patternProperties: { "^__": true },
});

const validators = new Map<string, () => ValidateFunction>();

function inputsValidator(token: string): ValidateFunction {
  const options = { allErrors: true, verbose: true, strict: false };
  const validator = validators.get(token) ?? validatorOf(topSchema(inputsOf(token)), options);
  validators.set(token, validator);
  return validator();
}

/** `/users/2/permission` as users write it: `users[2].permission`. */
const asPath = (pointer: string): string =>
  pointer
    .split("/")
    .slice(1)
    .map((step, at) => (/^\d+$/.test(step) ? `[${step}]` : at === 0 ? step : `.${step}`))
    .join("");
const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** A value in a sentence; long ones and objects by what they are. */
const show = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : Array.isArray(value) ? "a list" : `a long ${typeof value}`;
};

/** The nearest known name, where it is near enough to be a slip. */
export function unknownName(name: string, known: readonly string[]): string {
  const lower = name.toLowerCase();
  const nearby = closest(
    lower,
    known.map((it) => it.toLowerCase()),
  );
  const found = known.find((it) => it.toLowerCase() === nearby) ?? nearby;
  return distance(lower, nearby) <= Math.max(2, name.length / 3)
    ? `: did you mean ${found}?`
    : `: known are ${known.join(", ")}`;
}

function toFailure({
  instancePath,
  keyword,
  params,
  parentSchema,
  data,
  message,
}: ErrorObject): CheckFailure {
  const path = asPath(instancePath);
  const given = params as Record<string, unknown>;
  if (keyword === "required")
    return { property: join(path, String(given["missingProperty"])), reason: "is missing: it is required" };
  if (keyword === "additionalProperties") {
    const name = String(given["additionalProperty"]);
    const known = Object.keys((parentSchema?.["properties"] ?? {}) as object);
    return { property: join(path, name), reason: `is no property of this${unknownName(name, known)}` };
  }
  if (keyword === "enum")
    return {
      property: path,
      reason: `${show(data)} is not one of ${(given["allowedValues"] as string[]).join(", ")}`,
    };
  if (keyword === "type") {
    const wanted =
      { array: "a list", boolean: "true or false", object: "an object" }[String(given["type"])] ??
      `a ${String(given["type"])}`;
    return { property: path, reason: `${show(data)} is not ${wanted}` };
  }
  return { property: path, reason: message ?? "is not valid" };
}

/** The enum of the same value says it all, with what there is: its type would say half of it again. */
const isEcho = (error: ErrorObject, all: readonly ErrorObject[]): boolean =>
  error.keyword === "type" &&
  all.some((it) => it.keyword === "enum" && it.instancePath === error.instancePath);

/** All that the package schema finds wrong with what a resource or function is given. Values not known yet fit everywhere. */
export function checkSchema(token: string, inputs: object): CheckFailure[] {
  const validate = inputsValidator(token);
  if (validate(inputs)) return [];
  const errors = validate.errors ?? [];
  return errors.filter((error) => error.data !== UNKNOWN && !isEcho(error, errors)).map(toFailure);
}
