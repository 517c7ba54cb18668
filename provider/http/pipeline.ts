/** A project or an account, by id or by name. */
export interface Place {
  readonly id?: string;
  readonly name?: string;
}

/** The project or account that a request is made in. A token is issued for it; a signed request names it by its id. */
export interface Scope {
  /** Address of the IAM that knows the caller. */
  readonly iam: string;
  readonly project?: Place;
  readonly domain?: Place;
}

/** One request, as it passes from handler to handler. */
export interface Request {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Absolute address, already encoded. */
  readonly url: string;
  /** Lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, exactly as it is signed and sent. */
  readonly body?: string;
  /** What the request is about: `team-a/web/app`. Every line that is shown to the user begins with it. */
  readonly subject: string;
  readonly scope: Scope;
  /** Whether a POST may be sent again: a login, for example, changes nothing. */
  readonly repeatable?: boolean;
  /** Once this signal is aborted, nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** Any answer, whatever its status. */
export interface Response {
  readonly status: number;
  /** Lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Set where an earlier attempt of the same request may have been carried out. Only a read can tell. */
  readonly maybeDone?: true;
}

/** What a service means by a refusal, for handlers that act on it before it becomes an error. */
export type Refusal = "busy" | "throttled" | "notAllowed" | "badCredentials";
/**
 * Tells what an answer means; undefined: it is no refusal, or it has another meaning. Only the service's own folder (`swr/`)
 * knows.
 */
export type RefusalOf = (response: Response) => Refusal | undefined;

export type Handler = (request: Request) => Promise<Response>;
export type Wrapper = (next: Handler) => Handler;

/** The first wrapper is the outermost. */
export const compose = (transport: Handler, ...wrappers: readonly Wrapper[]): Handler =>
  wrappers.reduceRight((next, wrap) => wrap(next), transport);
