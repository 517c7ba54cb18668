import { createHash, createHmac } from "node:crypto";

/** A request to be signed; `path` unencoded, `query` as pairs. */
export interface Unsigned {
  method: string;
  path: string;
  query?: readonly (readonly [string, string])[];
  /** The headers to sign, `host` and `x-sdk-date` among them. */
  headers: Record<string, string>;
  body?: string;
}

export interface Keys {
  accessKey: string;
  secretKey: string;
  /** If given, the form is "Credential" with this scope. */
  scope?: string;
  /** Signed instead of the hash of the body. */
  payloadHash?: string;
}

const hash = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const mac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const unreserved = /[A-Za-z0-9\-_.~]/;

/** Encodes byte by byte. The emulator does it in another way, so that the two do not share a mistake. */
const percent = (text: string): string =>
  [...Buffer.from(text, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return byte < 128 && unreserved.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");

export function canonical(
  { method, path, query = [], headers, body = "" }: Unsigned,
  payloadHash?: string,
): string {
  const names = Object.keys(headers).sort();
  // Sorts by name, then by value: between them stands `\0`, which sorts before any letter.
  const pairs = query
    .map(([name, value]) => `${percent(name)}\0${percent(value)}`)
    .sort()
    .map((pair) => pair.replace("\0", "="));
  return (
    `${method}\n${path.split("/").map(percent).join("/")}/\n${pairs.join("&")}\n` +
    `${names.map((name) => `${name}:${headers[name] ?? ""}\n`).join("")}\n${names.join(";")}\n` +
    (payloadHash ?? hash(body))
  );
}

/** The value of the `Authorization` header. */
export function sign(request: Unsigned, { accessKey, secretKey, scope, payloadHash }: Keys): string {
  const date = request.headers["x-sdk-date"] ?? "";
  const digest = hash(canonical(request, payloadHash));
  const names = Object.keys(request.headers).sort().join(";");
  if (scope === undefined) {
    const signature = mac(secretKey, `SDK-HMAC-SHA256\n${date}\n${digest}`).toString("hex");
    return `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`;
  }
  let key: string | Buffer = `SDK${secretKey}`;
  for (const part of scope.split("/")) key = mac(key, part);
  const signature = mac(key, `SDK-HMAC-SHA256\n${date}\n${scope}\n${digest}`).toString("hex");
  return `SDK-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

export const sdkDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
