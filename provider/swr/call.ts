import type { ValidateFunction } from "ajv";
import { ConnectionError, UnexpectedAnswerError } from "../errors";
import { parseJson } from "../http/errorBody";
import type { Handler, Request, Response, Scope } from "../http/pipeline";
import { failure, type Method } from "./failure";

/** Where one service of a cloud listens, and how to speak to it. */
export interface Service {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly send: Handler;
  readonly method: Method;
  /** What a caller may lack here, and what to do; default: a right of SWR's. */
  readonly right?: string;
  /** What its requests are allowed for: a project of SWR's, an account of IAM's. */
  readonly scope: Scope;
}

export interface Call {
  readonly method: Request["method"];
  /** Encoded, with the query. */
  readonly path: string;
  readonly body?: unknown;
  /** What is tried, for the error: "grant access". */
  readonly action: string;
  /** To which object. */
  readonly subject: string;
  /** May be sent again although it is a POST. */
  readonly repeatable?: boolean;
}

const requestIdOf = (response: Response): string => response.headers["x-request-id"] ?? "none";

/** One call; refusals become typed errors. Writes need no more: their answers are empty or `{}`. */
export async function callService(
  service: Service,
  call: Call,
): Promise<{ requestId: string; response: Response }> {
  const { method, path, body, action, subject, repeatable = false } = call;
  const request: Request = {
    method,
    url: `${service.endpoint}${path}`,
    headers: { "content-type": "application/json", accept: "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    subject,
    scope: service.scope,
    repeatable,
  };
  const response = await service.send(request).catch((thrown: unknown) => {
    if (!(thrown instanceof ConnectionError)) throw thrown;
    throw new ConnectionError(`${subject}: cannot ${action}: ${thrown.message}`, thrown.maybeSent);
  });
  if (response.status < 200 || response.status > 299) throw failure(action, subject, response, service);
  return { requestId: requestIdOf(response), response };
}

/** One call with an answer, which is believed only when it has the promised shape. */
export async function readAnswer<T>(
  service: Service,
  call: Call,
  isValid: ValidateFunction<T>,
): Promise<{ json: T; response: Response }> {
  const { response, requestId } = await callService(service, call);
  const json = parseJson(response.body);
  const refuse = (problem: string): never => {
    throw new UnexpectedAnswerError(
      `${call.subject}: cannot ${call.action}: the answer ${problem} (status ${String(response.status)}, request ${requestId}). ` +
        "Check the endpoint; a proxy or gateway may answer in its place.",
    );
  };
  if (json === undefined) return refuse("is no JSON");
  if (!isValid(json)) {
    const [error] = isValid.errors ?? [];
    return refuse(
      `is not what the API promises: ${error?.instancePath || "it"} ${error?.message ?? "is malformed"}`,
    );
  }
  return { json, response };
}

/** What one call answers. */
export const readService = async <T>(
  service: Service,
  call: Call,
  isValid: ValidateFunction<T>,
): Promise<T> => (await readAnswer(service, call, isValid)).json;
