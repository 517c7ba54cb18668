import { createHash, createHmac } from "node:crypto";

/**
 * The two forms of the clouds' request signature SDK-HMAC-SHA256: "Access" (Huawei Cloud's tools) and "Credential" (Open
 * Telekom Cloud's). Both sign the same canonical request. They differ in the key and in the header.
 */
export type SignatureForm = "Access" | "Credential";

/** What is signed. All headers are signed; `host` and `x-sdk-date` have to be among them. */
export interface Signable {
  readonly method: string;
  readonly url: string;
  /** Lowercase names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALGORITHM = "SDK-HMAC-SHA256";
const hash = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const HASH_OF_NOTHING = hash("");
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text, "utf8").digest();
const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Percent-encodes by RFC 3986: everything but `A-Z a-z 0-9 - _ . ~`, with capital hex digits. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Paths that are canonical as they are. Most are, and this is found faster than it is done. */
const PLAIN_PATH = /^[\w.~/-]*$/;

function canonicalPath(pathname: string): string {
  const path = PLAIN_PATH.test(pathname)
    ? pathname
    : pathname
        .split("/")
        .map((segment) => encode(decodeURIComponent(segment)))
        .join("/");
  return path.endsWith("/") ? path : `${path}/`;
}

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort((a, b) => byCodePoint(a[0], b[0]) || byCodePoint(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

const signedNames = (headers: Signable["headers"]): string[] => Object.keys(headers).sort(byCodePoint);

/** The text that both forms sign. `names`: those of all headers, in order. */
export function canonicalRequest(
  { method, url, headers, body }: Signable,
  names = signedNames(headers),
): string {
  const { pathname, search, searchParams } = new URL(url);
  return [
    method.toUpperCase(),
    canonicalPath(pathname),
    search === "" ? "" : canonicalQuery(searchParams),
    ...names.map((name) => `${name}:${(headers[name] ?? "").trim()}`),
    "",
    names.join(";"),
    body === "" ? HASH_OF_NOTHING : hash(body),
  ].join("\n");
}

/** What signs a request: a pair of keys. */
interface KeyPair {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The key that the form "Credential" derives from each pair for one day. */
const derived = new WeakMap<KeyPair, { readonly day: string; readonly key: string | Buffer }>();

/** Derives the key of a day once, since all requests of the day are signed with the same one. */
function keyOfDay(pair: KeyPair, day: string): string | Buffer {
  const known = derived.get(pair);
  if (known?.day === day) return known.key;
  const parts = [day, "", "", "sdk_request"];
  const key = parts.reduce<string | Buffer>((last, part) => hmac(last, part), `SDK${pair.secretKey}`);
  derived.set(pair, { day, key });
  return key;
}

/** The `Authorization` header for a request whose headers already have `host` and `x-sdk-date`. */
export function authorizationHeader(request: Signable, key: KeyPair, form: SignatureForm): string {
  const date = request.headers["x-sdk-date"] ?? "";
  const ordered = signedNames(request.headers);
  const digest = hash(canonicalRequest(request, ordered));
  const names = ordered.join(";");
  if (form === "Access") {
    const signature = hmac(key.secretKey, [ALGORITHM, date, digest].join("\n")).toString("hex");
    return `${ALGORITHM} Access=${key.accessKey}, SignedHeaders=${names}, Signature=${signature}`;
  }
  // Region and service are left empty, as the cloud's own tools do.
  const scope = `${date.slice(0, 8)}///sdk_request`;
  const signature = hmac(
    keyOfDay(key, date.slice(0, 8)),
    [ALGORITHM, date, scope, digest].join("\n"),
  ).toString("hex");
  return `${ALGORITHM} Credential=${key.accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** `YYYYMMDDTHHMMSSZ`, UTC: the value of `X-Sdk-Date`. */
export const sdkDate = (now: Date): string => now.toISOString().replace(/[-:]|\.\d+/g, "");
