import type { ServerAnswer } from "../errors";
import type { Response } from "./pipeline";
import { plain } from "./plain";

/** A longer text is a page, not a message. */
const MAX_TEXT = 300;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value.slice(0, MAX_TEXT) : undefined;
const first = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : undefined);

/** JSON whose texts can be shown, or undefined. */
export function parseJson(body: string): unknown {
  if (body === "") return undefined; // as most answers to writes are: no need to throw
  try {
    return JSON.parse(body, (_name, value: unknown) =>
      typeof value === "string" ? plain(value) : value,
    ) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * The object that names code and text, in every shape SWR, its gateway and IAM answer with: an array of errors,
 * both generations at once, `errors` only, the bare object, the gateway's, and Keystone's `error`.
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

/** Keystone's code is a number. */
const code = (value: unknown): string | undefined =>
  typeof value === "number" ? String(value) : text(value);
const codeIn = (error: Json): string | undefined =>
  code(error["error_code"]) ?? code(error["errorCode"]) ?? code(error["code"]);
const textIn = (error: Json): string | undefined =>
  text(error["error_msg"]) ?? text(error["errorMessage"]) ?? text(error["message"]);

/** Reads code, text and request id out of any refusal; a body that is no JSON is described, not quoted. */
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

const suffix = (code: string | undefined): string => code?.split(".").pop() ?? "";

/** 403 that means "slow down". */
export const isThrottlingCode = (code: string | undefined): boolean =>
  ["4031032", "4031042"].includes(suffix(code));
/** 409 that means "busy, come back". */
export const isBusyCode = (code: string | undefined): boolean => suffix(code) === "4090023";
/** 401 that means "known, but not yours": logging in again would not help. */
export const isNotAllowedCode = (code: string | undefined): boolean =>
  ["4011064", "4011044"].includes(suffix(code));
/** What SWR's own 404 says is missing; undefined for codes of others, above all the gateway's. */
export function missingByCode(
  code: string | undefined,
): "organization" | "repository" | "permission" | undefined {
  const number = suffix(code);
  if (["4040058", "4041061"].includes(number)) return "organization";
  if (["4040010", "4040113"].includes(number)) return "repository";
  if (["4040091", "4040078"].includes(number)) return "permission";
  return undefined;
}

/** Whether an answer says that the credentials themselves are no good. 400 is SWR's answer to a missing token. */
export function isAuthenticationRefusal(response: Response): boolean {
  const { status, code } = readErrorBody(response);
  return (status === 401 && !isNotAllowedCode(code)) || (status === 400 && suffix(code) === "4001048");
}
