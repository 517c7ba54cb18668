import type { RefusalOf, Request, Response, Wrapper } from "./pipeline";
import type { Identity, Proof } from "./proof";
import { authorizationHeader, sdkDate } from "./sign";

/** The request with its token or signature. Each attempt is signed anew, since the date is part of the signature. */
function prove(request: Request, proof: Proof, now: () => Date): Request {
  if (proof.method === "token")
    return { ...request, headers: { ...request.headers, "x-auth-token": proof.token } };
  const { securityToken, form } = proof;
  const { project, domain } = request.scope;
  const headers = {
    ...request.headers,
    host: new URL(request.url).host,
    "x-sdk-date": sdkDate(now()),
    ...(project?.id === undefined ? {} : { "x-project-id": project.id }),
    ...(domain?.id === undefined ? {} : { "x-domain-id": domain.id }),
    ...(securityToken === undefined ? {} : { "x-security-token": securityToken }),
  };
  const signable = { method: request.method, url: request.url, headers, body: request.body ?? "" };
  return { ...request, headers: { ...headers, authorization: authorizationHeader(signable, proof, form) } };
}

/** Sends each request with a proof of who calls. A proof that the service refuses is renewed once, where that is possible. */
export const withAuth =
  (identity: Identity, refusalOf: RefusalOf, now: () => Date): Wrapper =>
  (next) =>
  async (request) => {
    const { scope } = request;
    const proof = await identity.proofFor(scope);
    const response = await next(prove(request, proof, now));
    if (refusalOf(response) !== "badCredentials" || !identity.refused(scope, proof)) return response;
    return next(prove(request, await identity.proofFor(scope), now));
  };

/**
 * Whether the service looked at the credentials before it answered. A gateway that throttles or fails answers without doing
 * so.
 */
const isConclusive = ({ status }: Response): boolean => status < 500 && status !== 408 && status !== 429;

/**
 * Keeps bad credentials from being sent again and again: five bad signatures in a row lock a key for five minutes. The first
 * request is sent alone, and the others wait until the service has accepted its credentials. Once the credentials were refused,
 * all further requests get the same refusal and are not sent.
 */
export const withGate =
  (refusalOf: RefusalOf): Wrapper =>
  (next) => {
    let open = false;
    let refusal: Response | undefined;
    let probe: Promise<Response> | undefined;
    return async (request) => {
      // After each wait the state is checked again: the first request may have opened the gate, may have been refused, or may
      // have had no answer.
      while (!open && refusal === undefined && probe !== undefined) await probe;
      if (refusal !== undefined) return refusal;
      const answer = next(request);
      if (!open) probe = answer;
      try {
        const response = await answer;
        if (refusalOf(response) === "badCredentials") refusal = response;
        else if (isConclusive(response)) open = true;
        return response;
      } finally {
        if (probe === answer) probe = undefined;
      }
    };
  };
