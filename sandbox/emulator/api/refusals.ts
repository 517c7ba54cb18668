import { STATUS_CODES } from "node:http";
import type { Dialect } from "../dialect";

/** What a handler answers; the body is sent as JSON. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

type Speaker = "swr" | "iam" | "gateway";

/** A request that is refused, in the words and codes of the service that refuses it. */
export class Refusal extends Error {
  constructor(
    readonly speaker: Speaker,
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail = "",
  ) {
    super(message);
  }
}

/** SWR's codes carry their HTTP status in the first three digits. Made where it is told; what several families tell is below. */
export const swr =
  (code: number, message: string) =>
  (detail = ""): Refusal =>
    new Refusal("swr", Math.floor(code / 10000), `SVCSTG.SWR.${String(code)}`, message, detail);

export const iam =
  (status: number, code: string, message: string) =>
  (detail = ""): Refusal =>
    new Refusal("iam", status, code, detail === "" ? message : `${message} ${detail}`);

const gateway =
  (status: number, code: string, message: string) =>
  (detail = ""): Refusal =>
    new Refusal("gateway", status, code, detail === "" ? message : `${message}: ${detail}`);

/** Refusals of SWR that are not one family's, in the wording of its table of error codes. */
export const swrError = {
  badRequest: swr(4000014, "Invalid API parameters."),
  mandatoryMissing: swr(4001014, "Mandatory parameters must be configured."),
  badBodyType: swr(4001018, "Invalid request body type."),
  badQuery: swr(4001025, "Invalid parameters."),
  badPageSize: swr(4000056, "Invalid page size."),
  badFilter: swr(4009014, "Invalid filtering criteria."),
  badOrganizationName: swr(4001028, "Invalid organization name."),
  badRepositoryName: swr(4001029, "Invalid image name."),
  badToken: swr(4010000, "Authentication failed. The possible cause is that the token has expired."),
  noCredentials: (): Refusal =>
    new Refusal(
      "swr",
      401,
      "SVCSTG.S2I.4019000",
      "Authentication error: No user token or user AK/SK information found.",
    ),
  mayNotManageOrganization: swr(4037017, "You do not have permission to modify or manage any organization."),
  mayNotManageRepository: swr(4037018, "You do not have permission to modify or manage any images."),
  mayNotUse: swr(4037020, "You do not have permission to operate resources in the repository."),
  mayNot: swr(4039002, "You do not have the permission to perform this operation."),
  noOrganization: swr(4040058, "The organization was not found."),
  noRepository: swr(4040010, "The image was not found."),
  internal: swr(5000084, "Internal server error."),
};

/** Refusals of IAM that concern whoever calls. */
export const iamError = {
  unauthenticated: iam(401, "IAM.0001", "The request you have made requires authentication."),
  tokenExpired: iam(401, "IAM.0066", "The token has expired."),
  badToken: iam(401, "IAM.0067", "Invalid token."),
};

/** Refusals of the API gateway in front of both. */
export const gatewayError = {
  noSuchApi: gateway(
    404,
    "APIGW.0101",
    "The API does not exist or has not been published in the environment",
  ),
  malformed: gateway(400, "APIGW.0201", "Bad request"),
  bodyTooLarge: gateway(413, "APIGW.0201", "Request entity too large"),
  pathTooLong: gateway(414, "APIGW.0201", "Request URI too large"),
  headersTooLarge: gateway(494, "APIGW.0201", "Request headers too large"),
  badSignature: gateway(401, "APIGW.0301", "Incorrect IAM authentication information"),
  clockSkew: gateway(401, "APIGW.0303", "Incorrect app authentication information"),
};

/** The request that is refused. */
interface Refused {
  /** With or without query. */
  path: string;
  requestId: string;
}

/** The refusal as an answer in the shape the dialect asks for. */
export function answerRefusal(refusal: Refusal, dialect: Dialect, { path, requestId }: Refused): Answer {
  const { status, code, message } = refusal;
  if (refusal.speaker === "gateway") {
    return { status, body: { error_msg: message, error_code: code, request_id: requestId } };
  }
  if (refusal.speaker === "iam") return { status, body: iamBody(refusal, dialect["iam-error-shape"], path) };
  return { status, body: swrBody(refusal, dialect["error-shape"]) };
}

/** `/v3/` is Keystone's API, whose clients read only Keystone's shape; `/v3.0/` is IAM's own. */
function iamBody(
  { status, code, message }: Refusal,
  shape: Dialect["iam-error-shape"],
  path: string,
): unknown {
  const asKeystone = shape === "keystone" || (shape === "by-api" && path.startsWith("/v3/"));
  return asKeystone
    ? { error: { code: status, message, title: STATUS_CODES[status] } }
    : { error_msg: message, error_code: code };
}

function swrBody({ code, message, detail }: Refusal, shape: Dialect["error-shape"]): unknown {
  const old = { errorCode: code, errorMessage: message, detail };
  switch (shape) {
    case "array":
      return [old];
    case "object":
      return { errors: [old] };
    case "bare":
      return old;
    case "both":
      return { errors: [old], error_code: code, error_msg: message, encoded_authorization_message: "" };
  }
}
