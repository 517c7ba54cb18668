import type { ValidateFunction } from "ajv";
import { ConnectionError, messageOf, UnexpectedAnswerError } from "../errors";
import { parseJson } from "../http/errorBody";
import type { Handler, Request, Response, Scope } from "../http/pipeline";
import { failure, type Method, type Purpose } from "./failure";

/** One service of a cloud: its address, and how to speak to it. */
export interface Service {
  /** Address without a trailing slash. */
  readonly endpoint: string;
  readonly send: Handler;
  readonly method: Method;
  /** The sentence for a caller who may not do something: which right is missing, and what to do. Left out: a right in SWR. */
  readonly right?: string;
  /** The project or account in which requests to the service are made. */
  readonly scope: Scope;
}

export interface Call extends Purpose {
  readonly method: Request["method"];
  /** Path and query, encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether the call may be repeated although it is a POST. */
  readonly repeatable?: boolean;
}

const requestIdOf = (response: Response): string => response.headers["x-request-id"] ?? "none";

/** Sends one call. A refusal is thrown as the error class of its meaning. */
async function callService(service: Service, call: Call): Promise<Response> {
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
    const text = `${subject}: cannot ${action}: ${messageOf(thrown)}`;
    if (thrown instanceof ConnectionError) throw new ConnectionError(text, thrown.maybeSent);
    throw thrown instanceof UnexpectedAnswerError ? new UnexpectedAnswerError(text) : thrown;
  });
  if (response.status < 200 || response.status > 299) throw failure(call, response, service);
  return response;
}

/** The error for an answer with a status of success that cannot have come from the API. */
const unbelieved = ({ subject, action }: Call, response: Response, problem: string): UnexpectedAnswerError =>
  new UnexpectedAnswerError(
    `${subject}: cannot ${action}: the answer ${problem} (status ${String(response.status)}, request ${requestIdOf(response)}). ` +
      "Check the endpoint; a proxy or gateway may answer in its place.",
  );

/** Sends a call and reads its answer. An answer without the promised shape is an error. */
export async function readAnswer<T>(
  service: Service,
  call: Call,
  validator: () => ValidateFunction<T>,
): Promise<{ json: T; response: Response }> {
  const response = await callService(service, call);
  const json = parseJson(response.body);
  if (json === undefined) throw unbelieved(call, response, "is not JSON");
  const isValid = validator();
  if (isValid(json)) return { json, response };
  const [error] = isValid.errors ?? [];
  const problem = `${error?.instancePath || "it"} ${error?.message ?? "is malformed"}`;
  throw unbelieved(call, response, `is not what the API promises: ${problem}`);
}

/**
 * Sends a write and returns its request id. SWR answers a write with nothing or with JSON. Anything else, such as an HTML
 * page, comes from a proxy or gateway.
 */
export async function writeService(service: Service, call: Call): Promise<string> {
  const response = await callService(service, call);
  const { body } = response;
  if (body.trim() !== "" && parseJson(body) === undefined) throw unbelieved(call, response, "is not JSON");
  return requestIdOf(response);
}

/** Sends a call and returns only the JSON of its answer. */
export const readService = async <T>(
  service: Service,
  call: Call,
  validator: () => ValidateFunction<T>,
): Promise<T> => (await readAnswer(service, call, validator)).json;
