import { SwrError, UnexpectedAnswerError } from "../errors";
import { bytesOf, placeOf, type Reading, readingsOf, textOf } from "./encodings";
import { parseJson } from "./errorBody";
import type { Wrapper } from "./pipeline";

const MARK = "[secret]";

/**
 * Shorter secrets are left: taking three letters out of every word hides nothing, since the gaps spell them, and makes
 * every sentence unreadable. No cloud accepts a password or hands out a key that short.
 */
const SHORTEST = 4;

/** JSON quoted in an address within a page: more layers nobody writes. */
const LAYERS = 3;

/** A refusal with more letters is a page of somebody else; none of it is shown. */
const LONGEST_REFUSAL = 65_536;

/** Credentials by their shape, for the case that an answer quotes a request we did not expect to see quoted. */
const SHAPES: readonly [RegExp, string][] = [
  [/(Signature=)[0-9a-f]{16,}/gi, `$1${MARK}`],
  [/(x-auth-token|x-subject-token|x-security-token)(["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1$2${MARK}`],
  [/(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)\s+)[^\s"',}]+/gi, `$1${MARK}`],
];

/** The letters that Base64 always writes for a text, wherever it begins in what is written; in both alphabets. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  return [0, 1, 2].flatMap((before) => {
    const written = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = written.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** A secret as bytes in every way it can stand in a decoded text: forms write a space as a plus. */
function writings(secret: string): string[] {
  if (secret.length < SHORTEST) return [];
  const utf8 = bytesOf(secret);
  // Old programs write Latin-1; a header's bytes are read as if they did.
  const inLatin1 = /^[\0-\xff]*$/.test(secret) ? [secret] : [];
  return [utf8, ...inLatin1, utf8.replaceAll(" ", "+"), bytesOf(utf8), ...inBase64(secret)];
}

type Span = readonly [from: number, to: number];

/** Where in the original these values stand. */
function* spansOf(reading: Reading, values: readonly string[]): Generator<Span> {
  const { bytes } = reading;
  for (const value of values)
    for (let found = bytes.indexOf(value); found !== -1; found = bytes.indexOf(value, found + value.length))
      yield [placeOf(reading, found), placeOf(reading, found + value.length)];
}

/** Puts one mark in the place of all that overlaps. */
function cut(bytes: string, spans: readonly Span[]): string {
  let rest = "";
  let done = 0;
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (from >= done) rest += bytes.slice(done, from) + MARK;
    done = Math.max(done, to);
  }
  return rest + bytes.slice(done);
}

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
    values = [...new Set([...values, ...more.flatMap(writings)])];
  };
  add(secrets);
  const redact = (text: string): string => {
    const bytes = bytesOf(text);
    const spans = [...readingsOf({ bytes }, LAYERS)].flatMap((reading) => [...spansOf(reading, values)]);
    const rest = spans.length === 0 ? text : textOf(cut(bytes, spans));
    return SHAPES.reduce((words, [shape, by]) => words.replace(shape, by), rest);
  };
  return Object.assign(redact, { add });
}

type Change = (text: string) => string;

/** Every name and text in a JSON value through `change`. */
function mapTexts(value: unknown, change: Change): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name), mapTexts(item, change)]),
  );
}

/** A body as it will be read: JSON can escape any letter. */
function redactBody(body: string, redact: Change): string {
  const json = parseJson(body);
  return redact(json === undefined ? body : JSON.stringify(mapTexts(json, redact)));
}

/** An error as it may be shown, with all it carries. Errors of others carry requests and sockets: their words remain. */
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

/** Nothing that leaves the http room in a refusal, a header or an error holds a secret. */
export const withRedaction =
  (redact: Change): Wrapper =>
  (next) =>
  async (request) => {
    try {
      const response = await next(request);
      const { status, headers, body } = response;
      // The token of a login comes in a header: nobody shows that one, and it may be one that is known already.
      const safe = Object.entries(headers).map(
        ([name, value]) =>
          [name, isSuccess(status) && name === "x-subject-token" ? value : redact(value)] as const,
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

/** Data is shown and kept as it is: where it repeats a secret, the whole answer is refused. Not for logins. */
export const withoutEcho =
  (redact: Change): Wrapper =>
  (next) =>
  async (request) => {
    const response = await next(request);
    if (request.method !== "GET" || !isSuccess(response.status)) return response;
    const texts: string[] = [];
    mapTexts(parseJson(response.body), (text) => {
      texts.push(text);
      return text;
    });
    if (texts.every((text) => redact(text) === text)) return response;
    throw new UnexpectedAnswerError(
      `${request.subject}: the answer repeats a credential, so nothing of it is used. Check the endpoint; a proxy or gateway may answer in its place.`,
    );
  };
