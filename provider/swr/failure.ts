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

/** How the caller signs in. The remedy for refused credentials depends on it. */
export type Method = Credentials["method"] | "agency";

const REMEDIES: Readonly<Record<Method, string>> = {
  token: "Check the token: it is wrong, expired, or of another cloud.",
  key: `Check access key, secret key and this machine's clock (it may be off by 15 minutes at most). ${UNSENT}`,
  password:
    "Check user, password and account: the user has to be an IAM user of this cloud with programmatic access.",
  agency: `Check that the caller may assume the agency, and this machine's clock. ${UNSENT}`,
  metadata: `Check the agency of this machine, and its clock. ${UNSENT}`,
};

/** The sentence for a caller who may not do something in SWR. */
export const SWR_RIGHT =
  "The caller lacks the right: it needs manage on the repository, or edit on the organization, or SWR FullAccess.";

/**
 * Whether a code is one of SWR or IAM, not of the gateway in front of them. A service that answers with its own code has
 * looked at the request.
 */
const isServicesOwnCode = (code: string | undefined): boolean =>
  isSwrCode(code) || code?.startsWith("IAM.") === true;

/** The error for a refusal that the operation knows. */
function knownFailure({ means, what = "" }: KnownRefusal, text: string, answer: ServerAnswer): SwrError {
  if (means === "missing") return new NotFoundError(text, what, { answer });
  if (means === "exists") return new ExistsError(text, { answer });
  return means === "notEmpty"
    ? new NotEmptyError(text, { answer })
    : new InvalidRequestError(text, { answer });
}

/** What the errors of a call say about it. */
export interface Purpose {
  /** What the call is for: "grant access". */
  readonly action: string;
  /** The object of the call, which its errors begin with: `team-a/web/app`. */
  readonly subject: string;
  /** The refusals that have a meaning or a remedy of their own. */
  readonly refusals?: readonly KnownRefusal[];
  /** The sentence for a caller who may not do this. Left out: the service's own. */
  readonly right?: string;
}

/** The error for any refusal, in the class of its meaning. */
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
    return new InvalidRequestError(
      say("It asks for something that the service does not know. Nothing is taken for deleted."),
      {
        answer,
      },
    );
  if (status === 404)
    return new EndpointError(
      say("There is no such API at this address: check the endpoint. Nothing is taken for deleted."),
      {
        answer,
      },
    );
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
  return new InvalidRequestError(say("The request itself was refused, so sending it again does not help."), {
    answer,
  });
}
