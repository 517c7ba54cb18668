import type { ServerAnswer } from "../errors";
import type { Response } from "./pipeline";
import { isPlainJson, plain } from "./plain";

/** Texts of a refusal are cut to this many characters. */
const MAX_TEXT = 300;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value.slice(0, MAX_TEXT) : undefined;
const first = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);

const plainText = (_name: string, value: unknown): unknown =>
  typeof value === "string" ? plain(value) : value;

/** The JSON value of a body, with texts that can be shown; undefined where the body is not JSON. */
export function parseJson(body: string): unknown {
  if (body === "") return undefined; // Most answers to writes are empty: an exception for each would only cost time.
  try {
    // Looking at each text takes ten times as long as parsing, and hardly any answer needs it.
    return isPlainJson(body) ? JSON.parse(body) : JSON.parse(body, plainText);
  } catch {
    return undefined;
  }
}

/**
 * Finds the object with code and text in every shape that SWR, its gateway and IAM answer with: an array of errors, both
 * generations at once, `errors` only, the bare object, the gateway's, and Keystone's `error`.
 */
function findError(json: unknown): Json {
  const candidates = isObject(json)
    ? [json, first(json["errors"]), json["error"], first(json["details"])]
    : [first(json)];
  const named = candidates
    .filter(isObject)
    .find((it) => codeIn(it) !== undefined || textIn(it) !== undefined);
  return named ?? {};
}

/** A code as a text, since Keystone's codes are numbers. */
const code = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : text(value);
const codeIn = (error: Json): string | undefined =>
  code(error["error_code"]) ?? code(error["errorCode"]) ?? code(error["code"]);
const textIn = (error: Json): string | undefined =>
  text(error["error_msg"]) ?? text(error["errorMessage"]) ?? text(error["message"]);

/** Code, text and request id of a refusal. A body that is not JSON is described, not quoted. */
export function readErrorBody({ status, headers, body, maybeDone }: Response): ServerAnswer {
  const json = parseJson(body);
  const error = findError(json);
  const code = codeIn(error);
  const words =
    textIn(error) ??
    (json === undefined && body.trim() !== "" ? "a page instead of an API answer" : undefined);
  const requestId = headers["x-request-id"] ?? text(isObject(json) ? json["request_id"] : undefined);
  return {
    status,
    ...(code === undefined ? {} : { code }),
    ...(words === undefined ? {} : { text: words }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(maybeDone === undefined ? {} : { maybeDone }),
  };
}
