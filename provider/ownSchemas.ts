import type { Options, ValidateFunction } from "ajv";

/**
 * For schemas of our own. They are constants: to hold them against the schema of schemas at every start took a tenth of a
 * second of each command. What a keyword does not take is refused all the same.
 */
const OWN_SCHEMAS = { meta: false, validateSchema: false } as const;

/** A validator that is compiled, and Ajv loaded, when it is first asked for: a plugin is ready before it needs one. */
export function validatorOf<T>(schema: object, options: Options = {}): () => ValidateFunction<T> {
  let validator: ValidateFunction<T> | undefined;
  return () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Ajv } = require("ajv") as typeof import("ajv");
    return (validator ??= new Ajv({ ...OWN_SCHEMAS, ...options }).compile<T>(schema));
  };
}
