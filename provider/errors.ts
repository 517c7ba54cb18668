/**
 * What can go wrong, one class for each meaning a caller acts on. Messages say what was done, to which object,
 * what the server answered and what to do now. They are built from redacted text only: see `http/redact.ts`.
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
  /** Correlation id (`X-Request-Id`), what the cloud's support asks for. */
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

/** The object is in another state than the request supposes (409): read again, plan again. */
export class ConflictError extends SwrError {}

/** An object of this name exists already, perhaps another account's. */
export class ExistsError extends ConflictError {}

/** The object still holds others, so that it is not deleted. */
export class NotEmptyError extends SwrError {}

/** The request itself was refused (other 4xx). */
export class InvalidRequestError extends SwrError {}

/** The answer does not come from the API: a gateway's 404, a redirect. The address is wrong, or something stands before it. */
export class EndpointError extends SwrError {}

/** Too many requests, and the retries are used up. */
export class ThrottledError extends SwrError {}

/** The service failed (5xx), or the gateway before it answered in its place. */
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
 * The object exists, but not all of what was asked could be done. Carries what the engine needs to keep it and to
 * repair it on the next run.
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

/** A request whose fate is open: only a read tells. */
export const isUnclear = (thrown: unknown): boolean =>
  thrown instanceof UnavailableError ||
  thrown instanceof UnexpectedAnswerError ||
  (thrown instanceof SwrError && thrown.answer?.maybeDone === true) ||
  (thrown instanceof ConnectionError && thrown.maybeSent);

/** The text of anything thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
