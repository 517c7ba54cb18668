import type { Options, ValidateFunction } from "ajv";

/**
 * For schemas of our own. They are constants: to hold them against the schema of schemas at every start took a tenth of a
 * second of each command. What a keyword does not take is refused all the same.
 */
const OWN_SCHEMAS = { meta: false, validateSchema: false } as const;

function compile<T>(schema: object, options: Options): ValidateFunction<T> {
  // Loaded where a schema is first needed: a plugin is ready before it needs one.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv } = require("ajv") as typeof import("ajv");
  return new Ajv({ ...OWN_SCHEMAS, ...options }).compile<T>(schema);
}

/** A validator that is compiled when it is first asked for. */
export function validatorOf<T>(schema: object, options: Options = {}): () => ValidateFunction<T> {
  let validator: ValidateFunction<T> | undefined;
  return () => (validator ??= compile<T>(schema, options));
}

/** The schema of an object that has all of `required`, may have `optional`, and whatever else. */
export const objectSchema = (
  required: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
): object => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
});

/** The schema of a list of such items. */
export const listSchema = (items: object): object => ({ type: "array", items });
