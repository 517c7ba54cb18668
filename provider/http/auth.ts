import type { RefusalOf, Request, Response, Wrapper } from "./pipeline";
import type { Identity, Proof } from "./proof";
import { authorizationHeader, sdkDate } from "./sign";

/** The request with token or signature; signed anew on every attempt, since the date is part of it. */
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

/** Proof of the caller on every request. Refused proof is renewed once, where it can be. */
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

/** A throttled or failing gateway has not looked at the credentials. */
const isConclusive = ({ status }: Response): boolean => status < 500 && status !== 408 && status !== 429;

/**
 * Until one request has been authenticated the others wait behind it, and a refusal, then or later, answers all that
 * follow unsent: five bad signatures in a row lock a key for five minutes.
 */
export const withGate =
  (refusalOf: RefusalOf): Wrapper =>
  (next) => {
    let open = false;
    let refusal: Response | undefined;
    let probe: Promise<Response> | undefined;
    return async (request) => {
      // Whoever waited looks again: the probe may have opened the gate, been refused, or met a dead line.
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
