import {
  AuthenticationError,
  ConflictError,
  EndpointError,
  ExistsError,
  InvalidRequestError,
  NotEmptyError,
  NotFoundError,
  PermissionDeniedError,
  type ServerAnswer,
  type SwrError,
  ThrottledError,
  UnavailableError,
} from "../errors";
import { readErrorBody } from "../http/errorBody";
import type { Response } from "../http/pipeline";
import type { Credentials } from "../settings/credentials";
import { isSwrCode, type KnownRefusal, knownRefusal, refusalIn } from "./codes";

const quote = ({ status, code, text, requestId }: ServerAnswer): string =>
  [...new Set([String(status), code, text])].filter((part) => part !== undefined).join(" ") +
  (requestId === undefined ? "" : ` (request ${requestId})`);

const UNSENT = "The other requests were not sent: five refusals in a row lock a key for five minutes.";

/** How the caller signs in. It decides what helps when the credentials are refused. */
export type Method = Credentials["method"] | "agency";

const REMEDIES: Readonly<Record<Method, string>> = {
  token: "Check the token: it is wrong, expired, or of another cloud.",
  key: `Check access key, secret key and this machine's clock (it may be off by 15 minutes at most). ${UNSENT}`,
  password:
    "Check user, password and account: it has to be an IAM user that may log in by program, of this cloud.",
  agency: `Check that the caller may assume the agency, and this machine's clock. ${UNSENT}`,
  metadata: `Check the agency of this machine, and its clock. ${UNSENT}`,
};

/** The sentence for a caller who may not do something in SWR. */
export const SWR_RIGHT =
  "The caller lacks the right: it needs manage on the repository, or edit on the organization, or SWR FullAccess.";

/** Whoever answers with a code of SWR or IAM, not of the gateway in front of them, has looked at the request. */
const isServicesOwnCode = (code: string | undefined): boolean =>
  isSwrCode(code) || code?.startsWith("IAM.") === true;

/** A refusal that the operation knows, as the error class of its meaning. */
function knownFailure({ means, what = "" }: KnownRefusal, text: string, answer: ServerAnswer): SwrError {
  if (means === "missing") return new NotFoundError(text, what, { answer });
  if (means === "exists") return new ExistsError(text, { answer });
  return means === "notEmpty"
    ? new NotEmptyError(text, { answer })
    : new InvalidRequestError(text, { answer });
}

/** What the errors of a call say of it. */
export interface Purpose {
  /** What the call is for: "grant access". */
  readonly action: string;
  /** What the call is about, first in its errors: `team-a/web/app`. */
  readonly subject: string;
  /** What it can be refused for that has a meaning of its own, or a remedy. */
  readonly refusals?: readonly KnownRefusal[];
  /** What a caller may lack for it, and what to do; default: the service's. */
  readonly right?: string;
}

/** A refusal as the error class of its meaning. */
export function failure(
  { action, subject, refusals = [], right: own }: Purpose,
  response: Response,
  { method, right = SWR_RIGHT }: { readonly method: Method; readonly right?: string },
): SwrError {
  const answer = readErrorBody(response);
  const { status, code } = answer;
  const refusal = refusalIn(answer);
  const say = (remedy: string): string => `${subject}: cannot ${action}: ${quote(answer)}. ${remedy}`;
  if (refusal === "badCredentials") return new AuthenticationError(say(REMEDIES[method]), { answer });
  if (refusal === "throttled")
    return new ThrottledError(say("Too many requests: try again later, or lower the parallelism."), {
      answer,
    });
  if (status === 403 || refusal === "notAllowed")
    return new PermissionDeniedError(say(own ?? right), { answer });
  const known = knownRefusal(refusals, answer);
  if (known !== undefined) return knownFailure(known, say(known.remedy), answer);
  if (status === 404 && isServicesOwnCode(code))
    return new InvalidRequestError(say("It asks for something unknown. Nothing is taken for deleted."), {
      answer,
    });
  if (status === 404)
    return new EndpointError(say("No such API there: check the endpoint. Nothing is taken for deleted."), {
      answer,
    });
  if (status === 409)
    return new ConflictError(
      say(
        refusal === "busy"
          ? "The service is busy: try again later."
          : "It was changed by somebody else meanwhile: try again.",
      ),
      { answer },
    );
  if (status >= 500 || status === 408)
    return new UnavailableError(say("The service failed; nothing is taken for done. Try again."), { answer });
  if (status >= 300 && status < 400)
    return new EndpointError(say("A redirect is not followed with credentials: check the endpoint."), {
      answer,
    });
  return new InvalidRequestError(say("The request was refused as it is."), { answer });
}
