import type { Options, ValidateFunction } from "ajv";

/**
 * Options for our own schemas. They are constants, so ajv need not check them against the meta-schema at every start: that
 * took a tenth of a second of each command. A wrong keyword is refused all the same.
 */
const OWN_SCHEMAS = { meta: false, validateSchema: false } as const;

function compile<T>(schema: object, options: Options): ValidateFunction<T> {
  // ajv is loaded when a schema is first needed, so that a plugin starts without waiting for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv } = require("ajv") as typeof import("ajv");
  return new Ajv({ ...OWN_SCHEMAS, ...options }).compile<T>(schema);
}

/** Returns a function that compiles the validator at its first call. */
export function validatorOf<T>(schema: object, options: Options = {}): () => ValidateFunction<T> {
  let validator: ValidateFunction<T> | undefined;
  return () => (validator ??= compile<T>(schema, options));
}

/** The schema of an object that must have the properties `required` and may have those of `optional`, and any others. */
export const objectSchema = (
  required: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
): object => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
});

/** The schema of a list with items of this schema. */
export const listSchema = (items: object): object => ({ type: "array", items });
