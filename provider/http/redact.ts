import { SwrError, UnexpectedAnswerError } from "../errors";
import { bytesOf, isUnescaped, type Reading, readingsOf, textOf } from "./encodings";
import type { Wrapper } from "./pipeline";
import { plain } from "./plain";

const MARK = "[secret]";

/**
 * Shorter secrets are not redacted. If three letters were cut out of every word, a sentence would be unreadable, and the gaps
 * would still spell the secret. No cloud accepts a password or issues a key that short.
 */
const SHORTEST = 4;

/** A refusal with more characters is not from SWR or IAM, so none of it is shown. */
const LONGEST_REFUSAL = 65_536;

/** Patterns of credentials, for answers that quote a request with a secret that this process does not know. */
const SHAPES: readonly [RegExp, string][] = [
  [/(Signature=)[0-9a-f]{16,}/gi, `$1${MARK}`],
  [/(x-auth-token|x-subject-token|x-security-token)(["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1$2${MARK}`],
  [/(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)\s+)[^\s"',}]+/gi, `$1${MARK}`],
];

/** The characters that Base64 always writes for a text, whatever stands before and after it, in both alphabets. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  return [0, 1, 2].flatMap((before) => {
    const written = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = written.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** All spellings of a secret, as bytes: forms write a space as a plus, Node reads headers as Latin-1. */
function writings(secret: string): string[] {
  const utf8 = bytesOf(secret);
  return [utf8, utf8.replaceAll(" ", "+"), bytesOf(utf8), ...inBase64(secret)];
}

type Span = readonly [from: number, to: number];

/** The places in the original where one of the values occurs. */
function* spansOf({ bytes, placeOf }: Reading, values: readonly string[]): Generator<Span> {
  for (const value of values)
    for (let found = bytes.indexOf(value); found !== -1; found = bytes.indexOf(value, found + value.length))
      yield [placeOf(found), placeOf(found + value.length)];
}

/** Replaces the spans by marks; spans that overlap get one mark together. */
function cut(bytes: string, spans: readonly Span[]): string {
  let rest = "";
  let done = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (from >= done) rest += bytes.slice(done, from) + MARK;
    done = Math.max(done, to);
  }
  return rest + bytes.slice(done);
}

/**
 * Removes every known secret from a text: as it is, percent-encoded, escaped as in JSON or HTML, or as a part of Base64. An
 * encoding inside another one is not decoded.
 */
export interface Redactor {
  (text: string): string;
  /** Whether a text contains a known secret in one of these ways. */
  readonly finds: (text: string) => boolean;
  /** Adds secrets that became known later, such as the token of a login. */
  readonly add: (secrets: readonly string[]) => void;
}

/** `shortest`: secrets with fewer characters are ignored. */
export function createRedactor(secrets: readonly string[], shortest = SHORTEST): Redactor {
  // Secrets are not searched by regular expressions: a token has thousands of characters, and the error for an invalid
  // expression would quote it.
  let values: readonly string[] = [];
  const add: Redactor["add"] = (more) => {
    const known = more.filter(({ length }) => length >= shortest);
    values = [...new Set([...values, ...known.flatMap(writings)])];
  };
  add(secrets);
  const find = (bytes: string): Span[] =>
    readingsOf(bytes).flatMap((reading) => [...spansOf(reading, values)]);
  const redact = (text: string): string => {
    const bytes = bytesOf(text);
    const spans = find(bytes);
    const rest = spans.length === 0 ? text : textOf(cut(bytes, spans));
    return SHAPES.reduce((words, [shape, by]) => words.replace(shape, by), rest);
  };
  return Object.assign(redact, { add, finds: (text: string) => find(bytesOf(text)).length > 0 });
}

type Change = (text: string) => string;

/** Passes every name and text in a JSON value through `change`. */
function mapTexts(value: unknown, change: Change): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name), mapTexts(item, change)]),
  );
}

/** The JSON value of a text, with its texts as the server wrote them; undefined where the text is not JSON. */
function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Redacts a body. Where it is JSON, each text in it is redacted on its own. */
function redactBody(body: string, redact: Change): string {
  const json = body === "" ? undefined : jsonIn(body);
  return redact(json === undefined ? body : JSON.stringify(mapTexts(json, redact)));
}

/**
 * Redacts an error with everything it carries. Of an error from a library only the message is kept, since it may contain
 * whole requests.
 */
function redactError(error: Error, redact: Change, seen = new Set<Error>()): Error {
  if (seen.has(error)) return error;
  const own = error instanceof SwrError ? error : new Error(error.message);
  seen.add(error).add(own);
  own.message = redact(error.message);
  own.stack = redact(error.stack ?? "");
  if (error.cause !== undefined) own.cause = redactThrown(error.cause, redact, seen);
  if (own !== error) return Object.assign(own, { name: error.name });
  const carried = Object.entries(own).filter(([name]) => name !== "cause" && name !== "stack");
  return Object.assign(
    own,
    Object.fromEntries(carried.map(([name, value]) => [name, mapTexts(value, redact)])),
  );
}

const redactThrown = (thrown: unknown, redact: Change, seen?: Set<Error>): unknown =>
  thrown instanceof Error ? redactError(thrown, redact, seen) : mapTexts(thrown, redact);

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Redacts every refusal, header and error. */
export const withRedaction =
  (redact: Change): Wrapper =>
  (next) =>
  async (request) => {
    try {
      const response = await next(request);
      const { status, headers, body } = response;
      // The answer to a login has the token in a header. This header is kept whole: nobody shows it, and its token may be a
      // known secret already.
      const isKept = (name: string): boolean => isSuccess(status) && name === "x-subject-token";
      // One search in all values together finds whether one of them needs any redaction. Nearly none does.
      const all = Object.values(headers).join(" ");
      const own = redact(all) === all ? (value: string): string => value : redact;
      const safe = Object.entries(headers).map(
        ([name, value]) => [name, isKept(name) ? value : plain(own(value))] as const,
      );
      const words = body.length > LONGEST_REFUSAL ? "a long page" : body;
      return {
        ...response,
        headers: Object.fromEntries(safe),
        body: isSuccess(status) ? body : redactBody(words, redact),
      };
    } catch (thrown) {
      throw redactThrown(thrown, redact);
    }
  };

/**
 * The shortest secret that data is searched for. The clouds' keys and tokens are longer and generated by machines, so none of
 * them is part of a name by chance.
 */
export const SHORTEST_IN_DATA = 16;

/**
 * Refuses a successful answer whose data repeats a key or a token, since data is shown and kept as it is. Not used for
 * logins.
 */
export const withoutEcho =
  (proofs: Pick<Redactor, "finds">): Wrapper =>
  (next) =>
  async (request) => {
    const response = await next(request);
    if (request.method !== "GET" || !isSuccess(response.status)) return response;
    // Where nothing is escaped, a search in the whole body sees each text as it is.
    if (isUnescaped(response.body) && !proofs.finds(response.body)) return response;
    const texts: string[] = [];
    mapTexts(jsonIn(response.body), (text) => {
      texts.push(text);
      return text;
    });
    if (!texts.some(proofs.finds)) return response;
    throw new UnexpectedAnswerError(
      `${request.subject}: the answer repeats a credential, so nothing of it is used. Check the endpoint; a proxy or gateway may answer in its place.`,
    );
  };
