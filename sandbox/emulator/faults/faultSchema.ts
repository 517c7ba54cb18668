import { Ajv } from "ajv";
import { ControlError } from "../control/backdoor";
import { sayFailure } from "../seed/seed";
import type { Fault } from "../types";

const text = { type: "string", minLength: 1 };
const count = { type: "integer", minimum: 0 };
const moment = { enum: ["before", "after"] };

const object = (properties: Record<string, unknown>, required: string[] = []): object => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const isFault = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  object(
    {
      // A RegExp object has no place in JSON; it is turned into its source before the check.
      match: object({ method: text, path: text, pathPattern: text, operation: text, user: text }),
      nth: { type: "integer", minimum: 1 },
      times: { type: ["integer", "string"], pattern: "^forever$" },
      action: {
        ...object({
          delayMs: count,
          answer: object(
            {
              status: { type: "integer", minimum: 200, maximum: 599 },
              body: {},
              bodyBytes: count,
              headers: { type: "object", additionalProperties: { type: "string" } },
            },
            ["status"],
          ),
          commit: { type: "boolean" },
          hang: moment,
          drop: moment,
          truncate: object({ bytes: count, end: { enum: ["cut", "clean"] } }, ["bytes"]),
          drip: object({ bytes: { type: "integer", minimum: 1 }, everyMs: count }, ["everyMs"]),
        }),
        minProperties: 1,
      },
    },
    ["action"],
  ),
);

/** A fault as it was meant, or one sentence that says what is wrong with it. */
export function checkFault(fault: Fault): Fault {
  const pattern = fault.match?.pathPattern;
  const plain =
    pattern instanceof RegExp ? { ...fault, match: { ...fault.match, pathPattern: pattern.source } } : fault;
  if (!isFault(plain)) {
    throw new ControlError(`The fault is not valid: ${(isFault.errors ?? []).map(sayFailure).join("; ")}.`);
  }
  try {
    new RegExp(plain.match?.pathPattern ?? "");
  } catch {
    throw new ControlError(`The fault is not valid: match.pathPattern is not a regular expression.`);
  }
  return fault;
}
