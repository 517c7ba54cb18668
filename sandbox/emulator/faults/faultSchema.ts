import { Ajv } from "ajv";
import { ControlError } from "../api/backdoor";
import { object, sayFailure, text } from "../schema";
import type { Fault } from "./fault";

const count = { type: "integer", minimum: 0 };
const moment = { enum: ["before", "after"] };

const answer = object(
  { status: { type: "integer", minimum: 200, maximum: 599 } },
  { body: {}, bodyBytes: count, headers: { type: "object", additionalProperties: { type: "string" } } },
);
const action = object(
  {},
  {
    delayMs: count,
    answer,
    commit: { type: "boolean" },
    hang: moment,
    drop: moment,
    truncate: object({ bytes: count }, { end: { enum: ["cut", "clean"] } }),
    drip: object({ everyMs: count }, { bytes: { type: "integer", minimum: 1 } }),
  },
);

const isFault = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  object(
    { action: { ...action, minProperties: 1 } },
    {
      // A RegExp object has no place in JSON; it is turned into its source before the check.
      match: object({}, { method: text, path: text, pathPattern: text, operation: text, user: text }),
      nth: { type: "integer", minimum: 1 },
      times: { type: ["integer", "string"], pattern: "^forever$" },
    },
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
