import { timingSafeEqual } from "node:crypto";
import type { Call } from "../api/call";
import { gatewayError, iamError, Refusal, swrError } from "../api/refusals";
import {
  type Authorization,
  expectedSignature,
  headerValue,
  parseAuthorization,
  sha256,
} from "../auth/signature";
import type { User } from "../store/user";
import type { KeyLocks } from "../auth/keyLocks";

const MAX_SKEW_MS = 15 * 60 * 1000;

/** What a request without credentials is told. */
export const noCredentials = { swr: swrError.noCredentials, iam: iamError.unauthenticated };

/** Who sent the request, by its token or its signature; undefined without either, a refusal if they are no good. */
export function authenticate(
  call: Call & { url: string },
  service: "swr" | "iam",
  locks: KeyLocks,
): User | Refusal | undefined {
  try {
    return sender(call, service, locks);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function sender(call: Call & { url: string }, service: "swr" | "iam", locks: KeyLocks): User | undefined {
  const token = headerValue(call.headers, "x-auth-token");
  if (token !== "") return byToken(call, service, token);
  const authorization = headerValue(call.headers, "authorization");
  if (authorization !== "") return bySignature(call, authorization, locks);
  return undefined;
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
  const key = findKey(call, accessKey);
  if (key === undefined) throw gatewayError.badSignature(`ak ${accessKey} not exist`);
  if (locks.isLocked(accessKey))
    throw gatewayError.badSignature(`ak ${accessKey} is locked, try again later`);
  const refusal =
    refuseForm(call, authorization) ?? refuseDate(call, authorization) ?? refuseSecurityToken(call, key);
  if (refusal !== undefined) throw refusal;
  if (!isSigned(call, authorization, key.secretKey)) {
    locks.failed(accessKey);
    throw gatewayError.badSignature("verify aksk signature fail");
  }
  locks.succeeded(accessKey);
  return key.user;
}

interface SigningKey {
  user: User;
  secretKey: string;
  /** Empty for a permanent key. */
  securityToken: string;
  expired: boolean;
}

function findKey({ cloud: { store, keys } }: Call, accessKey: string): SigningKey | undefined {
  const issued = keys.find(accessKey);
  const user = issued === undefined ? store.findKey(accessKey) : store.users.get(issued.userId);
  const { secretKey, securityToken = "" } = issued ?? user ?? {};
  if (user === undefined || secretKey === undefined) return undefined;
  return { user, secretKey, securityToken, expired: issued !== undefined && !keys.isValid(issued) };
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

/** A temporary key needs its token, signed or not, and lives no longer than it; a permanent key has none. */
function refuseSecurityToken({ headers }: Call, key: SigningKey): Refusal | undefined {
  if (headerValue(headers, "x-security-token") !== key.securityToken) {
    return gatewayError.badSignature("the security token is invalid");
  }
  return key.expired ? gatewayError.badSignature("the security token has expired") : undefined;
}

function isSigned(call: Call & { url: string }, authorization: Authorization, secretKey: string): boolean {
  const declared = headerValue(call.headers, "x-sdk-content-sha256");
  if (declared !== "" && declared !== "UNSIGNED-PAYLOAD" && declared !== sha256(call.body)) return false;
  const expected = Buffer.from(expectedSignature(call, authorization, secretKey));
  const given = Buffer.from(authorization.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
