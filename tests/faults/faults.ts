/**
 * The fault matrix as data: the faults, the calls that meet them, and how each run must end. A cell is one fault at one call,
 * once, three times and for ever. `matrix.test.ts` runs all cells.
 */
import type { FaultAction } from "../../sandbox/emulator";

/** How a run ends: it succeeds, or it fails with an error of this class. For a partial failure the class is that of its cause. */
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

/** How runs end if the fault comes once, three times and for ever, and how often a run may meet it at most. */
export interface Row {
  readonly endings: readonly [once: Ending, three: Ending, ever: Ending];
  readonly attempts: number;
}

/** Retries of a request in the matrix. So a request is sent at most four times. */
export const MAX_RETRIES = 3;

const succeeds: Row = { endings: ["succeeds", "succeeds", "succeeds"], attempts: 4 };
/** The request is repeated until the fault has passed. Only a fault for ever makes the run fail. */
const outlasts = (ever: Ending, attempts = 4): Row => ({ endings: ["succeeds", "succeeds", ever], attempts });
/** The request is not repeated, since the answer would be the same again. */
const fails = (ending: Ending): Row => ({ endings: [ending, ending, ending], attempts: 1 });

export interface MatrixFault {
  readonly name: string;
  /** `$SOON`: a date two seconds ahead; `$ELSEWHERE`: another host; `$SECRET`: the secret key. */
  readonly action: FaultAction;
  /** Whether the fault lasts until the request times out. */
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
/** A single user may be the cause. So once the whole array has failed, each user is sent alone. */
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

/** Fills the placeholders of a fault's action: address and secret are known only when the test runs. */
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

/** The kind of run. Each begins with a list that needs every write that this kind of run can send. */
export type Flow = "create" | "update" | "refresh" | "destroy";

export interface MatrixCall {
  readonly name: string;
  readonly flow: Flow;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The fault meets the n-th request to the list with this method, and later ones. */
  readonly nth: number;
  /** Whether it is the read after a write. If this fails it is tried once more, so that the state tells what is so. */
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

/** Cells that end otherwise than the row of their fault, each with the reason. */
export const EXCEPTIONS: Readonly<Record<string, Row>> = {
  // A destroy has no partial failure. Users who were refused one by one make one error.
  "500 of SWR at delete: DELETE": outlasts("ConflictError", 16),
};

export const rowOf = (fault: MatrixFault, call: MatrixCall): Row =>
  EXCEPTIONS[`${fault.name} at ${call.name}`] ?? fault[call.method];

/**
 * Whether a cell is also run on an organization's list. Both kinds of lists share their code; only paths, codes and sentences
 * differ. So each write meets a refusal with sentences of its own, a lost answer, and an array that is sent user by user. Each
 * read meets one fault that passes and one that does not.
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
