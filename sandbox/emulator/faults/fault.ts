/** A scripted misbehaviour. */
export interface Fault {
  /** Which requests; all given parts must match. Default: every request. */
  match?: FaultMatch;
  /** The first matching request it applies to, counted from 1 after it was set. Default 1. */
  nth?: number;
  /** To how many matching requests it applies. Default 1; 0, negative or `forever`: to all from the n-th on. */
  times?: number | "forever";
  action: FaultAction;
}

export interface FaultMatch {
  method?: string;
  /** Part of the path with query, as sent or percent-decoded. */
  path?: string;
  /** Regular expression tried on the path with query, as sent and percent-decoded. */
  pathPattern?: string | RegExp;
  /** The API's name of the operation, e.g. `updateUserRepositoryAuth`. */
  operation?: string;
  /** Name of the authenticated caller. */
  user?: string;
}

/** What happens instead of, or to, the true answer. Parts can be combined: delay, then answer, dripped. */
export interface FaultAction {
  /** Wait so many milliseconds before anything else. */
  delayMs?: number;
  /** Answer this; the request is not carried out unless `commit` is true. */
  answer?: FaultAnswer;
  /** With `answer`: carry the request out all the same and then answer `answer`. Default false. */
  commit?: boolean;
  /** Never answer; `before` or `after` the request was carried out. */
  hang?: "before" | "after";
  /** Reset the connection; `before` or `after` the request was carried out. */
  drop?: "before" | "after";
  /** Send only so many bytes of the body, then reset the connection (`cut`, default) or end as if complete (`clean`). */
  truncate?: { bytes: number; end?: "cut" | "clean" };
  /** Send the body in pieces of `bytes` (default 1), one each `everyMs`. */
  drip?: { bytes?: number; everyMs: number };
}

export interface FaultAnswer {
  status: number;
  /** A text is sent as it is, anything else as JSON. Default: no body. */
  body?: unknown;
  /** Instead of `body`: so many bytes of filler. */
  bodyBytes?: number;
  /** Default content-type: `application/json`, for a text `text/html`. */
  headers?: Record<string, string>;
}

/** A fault that was set, and how often it matched and was applied. */
export interface ActiveFault extends Fault {
  id: number;
  matched: number;
  applied: number;
}
