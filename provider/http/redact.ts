import { SwrError } from "../errors";
import { parseJson } from "./errorBody";
import type { Wrapper } from "./pipeline";

const MARK = "[secret]";

/** Credentials by their shape, for the case that an answer quotes a request we did not expect to see quoted. */
const SHAPES: readonly [RegExp, string][] = [
  [/(Signature=)[0-9a-f]{16,}/gi, `$1${MARK}`],
  [/(x-auth-token|x-subject-token|x-security-token)(["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1$2${MARK}`],
];

/** Percent-encoded, but for the characters that `spared` matches. */
const percent =
  (spared: RegExp) =>
  (text: string): string =>
    Array.from(Buffer.from(text, "utf8"), (byte) => {
      const char = String.fromCharCode(byte);
      const isSpared = byte < 128 && spared.test(char);
      return isSpared ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }).join("");
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** How a text is written in bodies, addresses, paths and forms; some spare more characters than others. */
const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  inJson,
  (text) => inJson(text).replaceAll("/", "\\/"),
  percent(/[\w.~-]/),
  percent(/[\w.~!'()*-]/),
  percent(/[\w.~!'()*/+=$-]/),
  (text) => new URLSearchParams({ "": text }).toString().slice(1),
];
const inSmallHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());

/** A secret in every way it can be written. */
const writings = (secret: string): string[] =>
  secret === ""
    ? []
    : ENCODINGS.map((encode) => encode(secret)).flatMap((value) => [value, inSmallHex(value)]);

/** Makes any text safe to show: every known secret is taken out wherever it stands, plain or encoded. */
export interface Redactor {
  (text: string): string;
  /** Secrets that came to be known later, such as the token of a login. */
  readonly add: (secrets: readonly string[]) => void;
}

export function createRedactor(secrets: readonly string[]): Redactor {
  // No patterns: a token has thousands of characters, and a pattern that fails is quoted in the error.
  let values: readonly string[] = [];
  const add: Redactor["add"] = (more) => {
    values = [...new Set([...values, ...more.flatMap(writings)])].sort((a, b) => b.length - a.length);
  };
  add(secrets);
  const redact = (text: string): string => {
    const plain = values.reduce((rest, value) => rest.replaceAll(value, MARK), text);
    return SHAPES.reduce((rest, [shape, by]) => rest.replace(shape, by), plain);
  };
  return Object.assign(redact, { add });
}

/** Every name and text in a JSON value through `change`. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name), mapTexts(item, change)]),
  );
}

/** A refusal's body. JSON can escape any letter: it is looked through as it will be read, too. */
function redactBody(body: string, redact: (text: string) => string): string {
  const json = parseJson(body);
  return redact(json === undefined ? body : JSON.stringify(mapTexts(json, redact)));
}

/** Nothing that leaves the http room in a refusal, a header or an error holds a secret. */
export const withRedaction =
  (redact: (text: string) => string): Wrapper =>
  (next) =>
  async (request) => {
    try {
      const { status, headers, body } = await next(request);
      const safe = Object.entries(headers).map(([name, value]) => [name, redact(value)] as const);
      return {
        status,
        headers: Object.fromEntries(safe),
        body: status < 400 ? body : redactBody(body, redact),
      };
    } catch (thrown) {
      if (thrown instanceof SwrError) thrown.message = redact(thrown.message);
      throw thrown;
    }
  };
