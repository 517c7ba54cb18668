import type { ErrorObject } from "ajv";

/** The pieces of JSON Schema of which the checks of seeds, faults and controls are made. */
export const text = { type: "string", minLength: 1 };

/** Of an account, a project, a user. */
export const id = { type: "string", pattern: "^[0-9a-f]{32}$" };

export const listOf = (items: object): object => ({ type: "array", items });

/** An object that has all of `required`, may have `optional`, and nothing else. */
export const object = (
  required: Record<string, object>,
  optional: Record<string, object> = {},
): Record<string, unknown> => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

/** `users[2].id must match pattern "…"`. */
export function sayFailure({ instancePath, message = "is not valid", params }: ErrorObject): string {
  const path = instancePath
    .replace(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".")
    .replace(/^\./, "");
  const detail = Object.hasOwn(params, "additionalProperty")
    ? `: "${String(params["additionalProperty"])}"`
    : Object.hasOwn(params, "allowedValues")
      ? `: ${JSON.stringify(params["allowedValues"])}`
      : "";
  return `${path === "" ? "(top level)" : path} ${message}${detail}`;
}
