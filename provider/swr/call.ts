import type { ValidateFunction } from "ajv";
import { ConnectionError, messageOf, UnexpectedAnswerError } from "../errors";
import { parseJson } from "../http/errorBody";
import type { Handler, Request, Response, Scope } from "../http/pipeline";
import { failure, type Method, type Purpose } from "./failure";

/** Where one service of a cloud listens, and how to speak to it. */
export interface Service {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly send: Handler;
  readonly method: Method;
  /** The sentence for a caller who may not do this: which right it lacks, and what to do. Default: a right in SWR. */
  readonly right?: string;
  /** The project or account that its requests are made in. */
  readonly scope: Scope;
}

export interface Call extends Purpose {
  readonly method: Request["method"];
  /** Encoded, with the query. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether it may be sent again although it is a POST. */
  readonly repeatable?: boolean;
}

const requestIdOf = (response: Response): string => response.headers["x-request-id"] ?? "none";

/** Sends one call. A refusal becomes an error of its meaning. */
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

/** The error for an answer that has a status of success, but cannot have come from the API. */
const unbelieved = ({ subject, action }: Call, response: Response, problem: string): UnexpectedAnswerError =>
  new UnexpectedAnswerError(
    `${subject}: cannot ${action}: the answer ${problem} (status ${String(response.status)}, request ${requestIdOf(response)}). ` +
      "Check the endpoint; a proxy or gateway may answer in its place.",
  );

/** Sends a call and reads its answer, which is believed only if it has the promised shape. */
export async function readAnswer<T>(
  service: Service,
  call: Call,
  validator: () => ValidateFunction<T>,
): Promise<{ json: T; response: Response }> {
  const response = await callService(service, call);
  const json = parseJson(response.body);
  if (json === undefined) throw unbelieved(call, response, "is no JSON");
  const isValid = validator();
  if (isValid(json)) return { json, response };
  const [error] = isValid.errors ?? [];
  const problem = `${error?.instancePath || "it"} ${error?.message ?? "is malformed"}`;
  throw unbelieved(call, response, `is not what the API promises: ${problem}`);
}

/** Sends a write; answers its request id. SWR answers a write with nothing or with JSON: a page comes from somebody else. */
export async function writeService(service: Service, call: Call): Promise<string> {
  const response = await callService(service, call);
  const { body } = response;
  if (body.trim() !== "" && parseJson(body) === undefined) throw unbelieved(call, response, "is no JSON");
  return requestIdOf(response);
}

/** The same, where only the JSON matters. */
export const readService = async <T>(
  service: Service,
  call: Call,
  validator: () => ValidateFunction<T>,
): Promise<T> => (await readAnswer(service, call, validator)).json;
