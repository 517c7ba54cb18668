import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const ALGORITHM = "SDK-HMAC-SHA256";

/** The parts of `Authorization: SDK-HMAC-SHA256 …`. */
export interface Authorization {
  accessKey: string;
  /** `{YYYYMMDD}/{region}/{service}/sdk_request` in the form "Credential"; absent in the form "Access". */
  scope?: string;
  signedHeaders: string[];
  signature: string;
}

/** What is signed. `url` as it stands in the request line. */
export interface SignedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export function parseAuthorization(header: string): Authorization | undefined {
  const [, rest] = new RegExp(`^${ALGORITHM}\\s+(.*)$`).exec(header) ?? [];
  if (rest === undefined) return undefined;
  const parts = new Map(
    rest.split(",").map((part): [string, string] => {
      const [, name = "", value = ""] = /^\s*(\w+)=(.*?)\s*$/.exec(part) ?? [];
      return [name, value];
    }),
  );
  const signedHeaders = parts.get("SignedHeaders");
  const signature = parts.get("Signature");
  const access = parts.get("Access");
  const [, accessKey, scope] = /^([^/]+)\/(.+)$/.exec(parts.get("Credential") ?? "") ?? [];
  if (signedHeaders === undefined || signature === undefined) return undefined;
  const common = { signedHeaders: signedHeaders.split(";"), signature };
  if (access !== undefined) return { accessKey: access, ...common };
  return accessKey === undefined || scope === undefined ? undefined : { accessKey, scope, ...common };
}

/** The signature the request ought to carry. */
export function expectedSignature(
  request: SignedRequest,
  { scope, signedHeaders }: Authorization,
  secretKey: string,
): string {
  const date = headerValue(request.headers, "x-sdk-date");
  const hash = sha256(canonicalRequest(request, signedHeaders));
  const lines = [ALGORITHM, date, ...(scope === undefined ? [] : [scope]), hash];
  return hmac(signingKey(secretKey, scope), lines.join("\n")).toString("hex");
}

/** In the form "Access" the secret key itself; in the form "Credential" one derived along the scope. */
function signingKey(secretKey: string, scope: string | undefined): string | Buffer {
  if (scope === undefined) return secretKey;
  return scope.split("/").reduce<string | Buffer>((key, part) => hmac(key, part), `SDK${secretKey}`);
}

export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = "", query = ""] = request.url.split(/\?(.*)/s);
  const names = signedHeaders.map((name) => name.toLowerCase()).sort();
  return [
    request.method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(query),
    names.map((name) => `${name}:${headerValue(request.headers, name)}\n`).join(""),
    names.join(";"),
    payloadHash(request),
  ].join("\n");
}

function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([name, value], [otherName, otherValue]) =>
      name === otherName ? compare(value, otherValue) : compare(name, otherName),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const payloadHash = ({ headers, body }: SignedRequest): string =>
  headerValue(headers, "x-sdk-content-sha256") || sha256(body);

/** Percent-encodes all but letters, digits and `-_.~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(", ") : (value ?? "")).trim();
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
