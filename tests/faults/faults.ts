/**
 * The fault matrix, as data: what goes wrong, at which call, and what then has to come of it. The cells are every fault
 * at every call, once, three times and for ever; `matrix.test.ts` runs them.
 */
import type { FaultAction } from "../../sandbox/emulator";

/** How an `up`, a refresh or a destroy ends: well, or with an error of this class (the cause, of a partial failure). */
export type Ending =
  | "succeeds"
  | "AuthenticationError"
  | "ConflictError"
  | "ConnectionError"
  | "EndpointError"
  | "PartialFailureError"
  | "PermissionDeniedError"
  | "ThrottledError"
  | "UnavailableError"
  | "UnexpectedAnswerError";

/** The endings when it happens once, three times, for ever; and how often it may be met at the most. */
export interface Row {
  readonly endings: readonly [once: Ending, three: Ending, ever: Ending];
  readonly attempts: number;
}

/** Retries of a request in the matrix; so it is sent four times at the most. */
export const MAX_RETRIES = 3;

const succeeds: Row = { endings: ["succeeds", "succeeds", "succeeds"], attempts: 4 };
/** Repeated, or read back and repeated, until it has passed. */
const outlasts = (ever: Ending, attempts = 4): Row => ({ endings: ["succeeds", "succeeds", ever], attempts });
/** Not repeated: it would be the same again. */
const fails = (ending: Ending): Row => ({ endings: [ending, ending, ending], attempts: 1 });

export interface MatrixFault {
  readonly name: string;
  /** `$SOON`: a date two seconds ahead; `$ELSEWHERE`: another host; `$SECRET`: the secret key. */
  readonly action: FaultAction;
  /** Lasts until the request times out. */
  readonly slow?: true;
  readonly GET: Row;
  readonly POST: Row;
  readonly PATCH: Row;
  readonly DELETE: Row;
}

const swr = (number: number, text = "as told"): object => ({
  errors: [{ errorCode: `SVCSTG.SWR.${String(number)}`, errorMessage: text }],
  error_code: `SVCSTG.SWR.${String(number)}`,
  error_msg: text,
});
const page = (status: number): FaultAction => ({
  answer: { status, body: `<html><body><h1>${String(status)}</h1></body></html>` },
});
const throttled = (headers: Record<string, string>): FaultAction => ({
  answer: { status: 429, headers, body: { error_code: "APIGW.0308", error_msg: "throttled" } },
});

const every = (row: Row): Pick<MatrixFault, "GET" | "POST" | "PATCH" | "DELETE"> => ({
  GET: row,
  POST: row,
  PATCH: row,
  DELETE: row,
});
/** One user may be the cause: each is tried on its own once the array has failed. */
const userByUser = outlasts("PartialFailureError", 12);

export const FAULTS: readonly MatrixFault[] = [
  {
    name: "no answer, nothing done",
    action: { hang: "before" },
    slow: true,
    ...every(outlasts("ConnectionError")),
  },
  {
    name: "no answer, but done",
    action: { hang: "after" },
    slow: true,
    ...every(outlasts("ConnectionError")),
    POST: succeeds,
  },
  { name: "reset before the write", action: { drop: "before" }, ...every(outlasts("ConnectionError")) },
  {
    name: "reset after the write",
    action: { drop: "after" },
    ...every(outlasts("ConnectionError")),
    POST: succeeds,
  },
  { name: "408", action: page(408), ...every(outlasts("UnavailableError")) },
  { name: "429", action: throttled({}), ...every(outlasts("ThrottledError")) },
  {
    name: "429, Retry-After in seconds",
    action: throttled({ "retry-after": "1" }),
    ...every(outlasts("ThrottledError")),
  },
  {
    name: "429, Retry-After as a date",
    action: throttled({ "retry-after": "$SOON" }),
    ...every(outlasts("ThrottledError")),
  },
  {
    name: "429, Retry-After of a day",
    action: throttled({ "retry-after": "86400" }),
    ...every(fails("ThrottledError")),
  },
  {
    name: "403 that means throttled",
    action: { answer: { status: 403, body: swr(4031032) } },
    ...every(outlasts("ThrottledError")),
  },
  {
    name: "409 busy",
    action: { answer: { status: 409, body: swr(4090023) } },
    ...every(outlasts("ConflictError")),
  },
  {
    name: "500 of SWR",
    action: { answer: { status: 500, body: swr(5000084) } },
    ...every(userByUser),
    GET: outlasts("UnavailableError"),
  },
  {
    name: "500 of SWR, but done",
    action: { commit: true, answer: { status: 500, body: swr(5000084) } },
    ...every(succeeds),
    GET: outlasts("UnavailableError"),
  },
  { name: "502 with HTML", action: page(502), ...every(outlasts("UnavailableError")) },
  { name: "503 with HTML", action: page(503), ...every(outlasts("UnavailableError")) },
  { name: "504 with HTML", action: page(504), ...every(outlasts("UnavailableError")) },
  {
    name: "truncated JSON",
    action: {
      commit: true,
      answer: { status: 200, body: '{"id":1,"na', headers: { "content-type": "application/json" } },
    },
    ...every(succeeds),
    GET: fails("UnexpectedAnswerError"),
  },
  {
    name: "body cut off",
    action: { commit: true, answer: { status: 200, bodyBytes: 1000 }, truncate: { bytes: 10 } },
    ...every(outlasts("ConnectionError")),
    POST: succeeds,
  },
  {
    name: "HTML with 200, nothing done",
    action: page(200),
    ...every(outlasts("UnexpectedAnswerError")),
    GET: fails("UnexpectedAnswerError"),
  },
  {
    name: "10 MB of body",
    action: { answer: { status: 200, bodyBytes: 10_000_000 } },
    ...every(outlasts("UnexpectedAnswerError")),
    GET: fails("UnexpectedAnswerError"),
  },
  {
    name: "slow drip",
    action: { commit: true, answer: { status: 200, bodyBytes: 1000 }, drip: { everyMs: 100 } },
    slow: true,
    ...every(outlasts("ConnectionError")),
    POST: succeeds,
  },
  {
    name: "redirect to another host",
    action: { answer: { status: 307, headers: { location: "$ELSEWHERE" } } },
    ...every(fails("EndpointError")),
  },
  {
    name: "401 token expired",
    action: { answer: { status: 401, body: swr(4010000) } },
    ...every(fails("AuthenticationError")),
  },
  {
    name: "401 not allowed",
    action: { answer: { status: 401, body: swr(4011064) } },
    ...every(fails("PermissionDeniedError")),
  },
  {
    name: "403 that quotes the secret key",
    action: { answer: { status: 403, body: swr(4037018, "not with $SECRET") } },
    ...every(fails("PermissionDeniedError")),
  },
  {
    name: "404 of the gateway",
    action: { answer: { status: 404, body: { error_code: "APIGW.0101", error_msg: "no such API" } } },
    ...every(fails("EndpointError")),
  },
];

/** An action whose placeholders are filled in: an address and a secret are not known before the test runs. */
export function actionOf(
  { action }: MatrixFault,
  { elsewhere, secret }: { readonly elsewhere: string; readonly secret: string },
): FaultAction {
  const text = JSON.stringify(action)
    .replaceAll("$SOON", new Date(Date.now() + 2000).toUTCString())
    .replaceAll("$ELSEWHERE", elsewhere)
    .replaceAll("$SECRET", secret);
  return JSON.parse(text) as FaultAction;
}

/** What is run: each on a list that has to change in every way the flow can change it. */
export type Flow = "create" | "update" | "refresh" | "destroy";

export interface MatrixCall {
  readonly name: string;
  readonly flow: Flow;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The first request with this method, to the list, that the fault meets. */
  readonly nth: number;
  /** A failed read back is tried once more, for the state's sake. */
  readonly isReadBack?: true;
}

export const CALLS: readonly MatrixCall[] = [
  { name: "check: read", flow: "create", method: "GET", nth: 1 },
  { name: "diff: read", flow: "update", method: "GET", nth: 1 },
  { name: "create: read", flow: "create", method: "GET", nth: 2 },
  { name: "create: POST", flow: "create", method: "POST", nth: 1 },
  { name: "create: read back", flow: "create", method: "GET", nth: 3, isReadBack: true },
  { name: "read: read", flow: "refresh", method: "GET", nth: 1 },
  { name: "update: read", flow: "update", method: "GET", nth: 2 },
  { name: "update: POST", flow: "update", method: "POST", nth: 1 },
  { name: "update: PATCH", flow: "update", method: "PATCH", nth: 1 },
  { name: "update: DELETE", flow: "update", method: "DELETE", nth: 1 },
  { name: "update: read back", flow: "update", method: "GET", nth: 3, isReadBack: true },
  { name: "delete: read", flow: "destroy", method: "GET", nth: 1 },
  { name: "delete: DELETE", flow: "destroy", method: "DELETE", nth: 1 },
];

/** Cells that end otherwise than their fault's row says, and why. */
export const EXCEPTIONS: Readonly<Record<string, Row>> = {
  // A destroy has no partial failure: what was refused user by user is one error of its own.
  "500 of SWR at delete: DELETE": outlasts("ConflictError", 16),
};

export const rowOf = (fault: MatrixFault, call: MatrixCall): Row =>
  EXCEPTIONS[`${fault.name} at ${call.name}`] ?? fault[call.method];

/**
 * Whether a cell is run on an organization's list, too. The code is shared: what may differ there is the path of a call, its codes and
 * what is said of them. So each write meets what a list's kind has its own words for, an answer that is lost, and a list sent user by
 * user; each read one fault that it outlasts and one that it does not.
 */
export function isOfOrganization({ name }: MatrixFault, { method }: MatrixCall): boolean {
  const ofReads = ["503 with HTML", "404 of the gateway"];
  const ofWrites = [
    ...ofReads,
    "reset after the write",
    "500 of SWR",
    "409 busy",
    "403 that quotes the secret key",
  ];
  return (method === "GET" ? ofReads : ofWrites).includes(name);
}
