/** A text as UTF-8 bytes, one letter each: encodings work on bytes. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
export const textOf = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

interface Encoding {
  readonly escape: RegExp;
  /** The bytes an escape stands for. */
  readonly read: (escape: string) => string;
}

const byte = (hex: string): string => String.fromCharCode(parseInt(hex, 16));
const NAMED: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };

function readEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  if (!name.startsWith("#")) return NAMED[name] ?? entity;
  const code = name.startsWith("#x") ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0x10ffff ? entity : bytesOf(String.fromCodePoint(code));
}

function readEscape(escape: string): string {
  if (escape.startsWith("\\x")) return byte(escape.slice(2));
  return escape === "\\'" ? "'" : bytesOf(JSON.parse(`"${escape}"`) as string);
}

/** How texts are written in addresses and forms, in JSON and JavaScript, in pages. */
const ENCODINGS: readonly Encoding[] = [
  { escape: /%[0-9a-fA-F]{2}/g, read: (escape) => byte(escape.slice(1)) },
  {
    escape:
      /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|["'\\/bfnrt])/g,
    read: readEscape,
  },
  { escape: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|quot|amp|lt|gt|apos);/gi, read: readEntity },
];

/** What a text says once it is decoded, and where in the original each byte stands. */
export interface Reading {
  readonly bytes: string;
  /** The byte at `i` was read from `at[i]` up to `at[i + 1]`; undefined: nothing is decoded, it stands at `i`. */
  readonly at?: readonly number[];
}

export const placeOf = ({ at }: Reading, index: number): number => at?.[index] ?? index;

function decode(reading: Reading, { escape, read }: Encoding): Reading | undefined {
  const { bytes } = reading;
  const parts: string[] = [];
  const places: number[] = [];
  let done = 0;
  const copyUpTo = (end: number): void => {
    parts.push(bytes.slice(done, end));
    for (let i = done; i < end; i += 1) places.push(placeOf(reading, i));
  };
  for (const { 0: found, index } of bytes.matchAll(escape)) {
    copyUpTo(index);
    const value = read(found);
    parts.push(value);
    for (let i = 0; i < value.length; i += 1) places.push(placeOf(reading, index));
    done = index + found.length;
  }
  if (done === 0) return undefined;
  copyUpTo(bytes.length);
  return { bytes: parts.join(""), at: [...places, placeOf(reading, bytes.length)] };
}

/**
 * A text as it stands, and every way it can be read by undoing up to `layers` encodings: one at a time, since what one
 * of them calls an escape may be a letter of the secret in another.
 */
export function* readingsOf(reading: Reading, layers: number): Generator<Reading> {
  yield reading;
  if (layers === 0) return;
  for (const encoding of ENCODINGS) {
    const next = decode(reading, encoding);
    if (next !== undefined) yield* readingsOf(next, layers - 1);
  }
}
