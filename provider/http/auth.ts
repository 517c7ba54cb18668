import { isAuthenticationRefusal } from "./errorBody";
import type { Response, Wrapper } from "./pipeline";
import { authorizationHeader, sdkDate, type SignatureForm } from "./sign";

/** Who calls. One method, whole. */
export type Credentials =
  | { readonly method: "token"; readonly token: string }
  | {
      readonly method: "key";
      readonly accessKey: string;
      readonly secretKey: string;
      /** Of temporary keys. */
      readonly securityToken?: string;
      readonly form: SignatureForm;
    };

/** Every text of the credentials that must never be shown. */
export const secretsOf = (credentials: Credentials): string[] =>
  credentials.method === "token"
    ? [credentials.token]
    : [
        credentials.secretKey,
        ...(credentials.securityToken === undefined ? [] : [credentials.securityToken]),
      ];

/** Token or signature on every request; signed anew on every attempt, since the date is part of it. */
export const withAuth =
  (credentials: Credentials, now: () => Date = () => new Date()): Wrapper =>
  (next) =>
  (request) => {
    if (credentials.method === "token")
      return next({ ...request, headers: { ...request.headers, "x-auth-token": credentials.token } });
    const { securityToken, form } = credentials;
    const headers = {
      ...request.headers,
      host: new URL(request.url).host,
      "x-sdk-date": sdkDate(now()),
      ...(securityToken === undefined ? {} : { "x-security-token": securityToken }),
    };
    const signable = { method: request.method, url: request.url, headers, body: request.body ?? "" };
    return next({
      ...request,
      headers: { ...headers, authorization: authorizationHeader(signable, credentials, form) },
    });
  };

/** A throttled or failing gateway has not looked at the credentials. */
const isConclusive = ({ status }: Response): boolean => status < 500 && status !== 408 && status !== 429;

/**
 * Until one request has been authenticated the others wait behind it, and a refusal answers them all unsent: five
 * bad signatures in a row lock a key for five minutes.
 */
export const withGate = (): Wrapper => (next) => {
  let open = false;
  let refusal: Response | undefined;
  let probe: Promise<Response> | undefined;
  return async (request) => {
    // Whoever waited looks again: the probe may have opened the gate, been refused, or met a dead line.
    while (!open && refusal === undefined && probe !== undefined) await probe;
    if (refusal !== undefined) return refusal;
    if (open) return next(request);
    probe = next(request);
    try {
      const response = await probe;
      if (isAuthenticationRefusal(response)) refusal = response;
      else if (isConclusive(response)) open = true;
      return response;
    } finally {
      probe = undefined;
    }
  };
};
