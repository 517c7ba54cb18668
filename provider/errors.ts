/**
 * The errors of this provider: one class for each meaning that a caller acts on. A message says what was done, to which
 * object, what the server answered and what to do now. Messages contain redacted text only: see `http/redact.ts`.
 */

/** The server's own words about a refusal. */
export interface ServerAnswer {
  /** HTTP status. */
  readonly status: number;
  /** `SVCSTG.SWR.4040010`, `APIGW.0101`, ...; undefined where the body names none. */
  readonly code?: string;
  /** The server's text. */
  readonly text?: string;
  /** An earlier attempt of the same request may have been carried out. */
  readonly maybeDone?: true;
  /** Correlation id (`X-Request-Id`). The cloud's support asks for it. */
  readonly requestId?: string;
}

/** Base of every error this provider throws on purpose. */
export class SwrError extends Error {
  readonly answer: ServerAnswer | undefined;

  constructor(message: string, options: { answer?: ServerAnswer; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.answer = options.answer;
  }
}

/** A setting is missing, malformed or contradicts another. */
export class SettingsError extends SwrError {}

/** The credentials were refused (401). No retry helps, and repeated attempts lock a key. */
export class AuthenticationError extends SwrError {}

/** The caller is known but may not do this (403, and the 401 codes that mean "not yours"). */
export class PermissionDeniedError extends SwrError {}

/** SWR or IAM itself says that the object does not exist. A gateway's 404 is never this. */
export class NotFoundError extends SwrError {
  constructor(
    message: string,
    /** What is missing, as the operation calls it: "repository", or the "permission" of a user. */
    readonly missing: string,
    options: { answer?: ServerAnswer } = {},
  ) {
    super(message, options);
  }
}

/** The object is not in the state that the request expects (409). The caller has to read and plan again. */
export class ConflictError extends SwrError {}

/** An object of this name exists already, perhaps in another account. */
export class ExistsError extends ConflictError {}

/** The object still contains others, so it was not deleted. */
export class NotEmptyError extends SwrError {}

/** The request itself was refused (other 4xx). */
export class InvalidRequestError extends SwrError {}

/**
 * The answer does not come from the API: a gateway's 404, a redirect. The address is wrong, or a proxy answers in place of
 * the API.
 */
export class EndpointError extends SwrError {}

/** Too many requests, and the retries are used up. */
export class ThrottledError extends SwrError {}

/** The service failed (5xx), or the gateway in front of it answered instead. */
export class UnavailableError extends SwrError {}

/** No answer at all: refused, unknown host, reset, timeout. */
export class ConnectionError extends SwrError {
  constructor(
    message: string,
    /** Whether the request may have reached the server; false only where that is certain. */
    readonly maybeSent: boolean,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

/** A 2xx answer that is not what the API promises: HTML, truncated JSON, missing field, wrong type. */
export class UnexpectedAnswerError extends SwrError {}

/**
 * The object exists, but not everything that was asked for could be done. The error carries the id and the state, so that the
 * engine keeps the object and repairs it on the next run.
 */
export class PartialFailureError extends SwrError {
  constructor(
    readonly id: string,
    readonly properties: object,
    /** One sentence for each thing that could not be done. */
    readonly reasons: readonly string[],
    cause?: unknown,
  ) {
    super(reasons.join("\n"), { cause });
  }
}

/** Whether it is unknown if the server has carried out a request. Only a read of the object can tell. */
export const isUnclear = (thrown: unknown): boolean =>
  thrown instanceof UnavailableError ||
  thrown instanceof UnexpectedAnswerError ||
  (thrown instanceof SwrError && thrown.answer?.maybeDone === true) ||
  (thrown instanceof ConnectionError && thrown.maybeSent);

/** The text of anything thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
