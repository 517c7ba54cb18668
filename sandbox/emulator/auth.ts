import { timingSafeEqual } from "node:crypto";
import type { Call } from "./call";
import { gatewayError, iamError, type Refusal, swrError } from "./errors";
import { type Authorization, expectedSignature, headerValue, parseAuthorization, sha256 } from "./signature";
import type { User } from "./store";

const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_FAILURES = 5;
const LOCK_MS = 5 * 60 * 1000;

/** Counts wrong signatures: five in a row lock a key for five minutes. */
export class KeyLocks {
  private readonly keys = new Map<string, { failures: number; lockedUntil: number }>();

  constructor(private readonly now: () => number) {}

  isLocked(accessKey: string): boolean {
    return (this.keys.get(accessKey)?.lockedUntil ?? 0) > this.now();
  }

  failed(accessKey: string): void {
    const failures = (this.keys.get(accessKey)?.failures ?? 0) + 1;
    const locks = failures >= MAX_FAILURES;
    this.keys.set(accessKey, {
      failures: locks ? 0 : failures,
      lockedUntil: locks ? this.now() + LOCK_MS : 0,
    });
  }

  succeeded(accessKey: string): void {
    this.keys.delete(accessKey);
  }
}

/** Who sent the request, by its token or its signature; the service's refusal if that is not clear. */
export function authenticate(call: Call & { url: string }, service: "swr" | "iam", locks: KeyLocks): User {
  const token = headerValue(call.headers, "x-auth-token");
  if (token !== "") return byToken(call, service, token);
  const authorization = headerValue(call.headers, "authorization");
  if (authorization !== "") return bySignature(call, authorization, locks);
  throw service === "swr" ? swrError.noCredentials() : iamError.unauthenticated();
}

function byToken({ cloud: { tokens, store } }: Call, service: "swr" | "iam", id: string): User {
  const token = tokens.find(id);
  const user = store.users.get(token?.userId ?? "");
  if (token !== undefined && user !== undefined && tokens.isValid(token)) return user;
  if (service === "swr") throw swrError.badToken();
  throw token === undefined ? iamError.badToken() : iamError.tokenExpired();
}

function bySignature(call: Call & { url: string }, header: string, locks: KeyLocks): User {
  const authorization = parseAuthorization(header);
  if (authorization === undefined) throw gatewayError.badSignature("the Authorization header is malformed");
  const { accessKey } = authorization;
  const user = call.cloud.store.findKey(accessKey);
  if (user?.secretKey === undefined) throw gatewayError.badSignature(`ak ${accessKey} not exist`);
  if (locks.isLocked(accessKey))
    throw gatewayError.badSignature(`ak ${accessKey} is locked, try again later`);
  const refusal =
    refuseForm(call, authorization) ?? refuseDate(call, authorization) ?? refuseSecurityToken(call, user);
  if (refusal !== undefined) throw refusal;
  if (!isSigned(call, authorization, user.secretKey)) {
    locks.failed(accessKey);
    throw gatewayError.badSignature("verify aksk signature fail");
  }
  locks.succeeded(accessKey);
  return user;
}

function refuseForm({ cloud: { dialect } }: Call, { scope }: Authorization): Refusal | undefined {
  const forms = dialect["signature-forms"];
  if (forms === "both" || forms === (scope === undefined ? "access" : "credential")) return undefined;
  return gatewayError.badSignature("this form of signature is not supported");
}

function refuseDate(call: Call, { signedHeaders, scope }: Authorization): Refusal | undefined {
  const date = headerValue(call.headers, "x-sdk-date");
  if (!signedHeaders.some((name) => name.toLowerCase() === "x-sdk-date")) {
    return gatewayError.badSignature("X-Sdk-Date is not signed");
  }
  const time = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!/^\d{8}T\d{6}Z$/.test(date) || Number.isNaN(time))
    return gatewayError.badSignature("X-Sdk-Date is malformed");
  if (Math.abs(call.cloud.now() - time) > MAX_SKEW_MS) return gatewayError.clockSkew("signature expired");
  if (scope !== undefined && (!scope.startsWith(`${date.slice(0, 8)}/`) || !scope.endsWith("/sdk_request"))) {
    return gatewayError.badSignature("the credential scope does not fit X-Sdk-Date");
  }
  return undefined;
}

/** A temporary key needs its token, signed or not; a permanent key has none. */
function refuseSecurityToken({ headers }: Call, { securityToken = "" }: User): Refusal | undefined {
  if (headerValue(headers, "x-security-token") === securityToken) return undefined;
  return gatewayError.badSignature("the security token is invalid");
}

function isSigned(call: Call & { url: string }, authorization: Authorization, secretKey: string): boolean {
  const declared = headerValue(call.headers, "x-sdk-content-sha256");
  if (declared !== "" && declared !== "UNSIGNED-PAYLOAD" && declared !== sha256(call.body)) return false;
  const expected = Buffer.from(expectedSignature(call, authorization, secretKey));
  const given = Buffer.from(authorization.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
