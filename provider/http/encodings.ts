/** A text as a string with one character for each of its UTF-8 bytes. Percent-encoding and Base64 work on bytes. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
export const textOf = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

interface Encoding {
  /** The character with which each escape begins. Most texts do not have it, and need no search for escapes. */
  readonly lead: string;
  readonly escape: RegExp;
  /** Returns the bytes that an escape stands for. */
  readonly read: (escape: string) => string;
}

const NAMED: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };

function readEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  if (!name.startsWith("#")) return NAMED[name] ?? entity;
  const code = name.startsWith("#x") ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0x10ffff ? entity : bytesOf(String.fromCodePoint(code));
}

/** How texts are escaped in addresses and forms, in JSON, and in HTML. Any character may be escaped, or not. */
const ENCODINGS: readonly Encoding[] = [
  {
    lead: "%",
    escape: /%[0-9a-fA-F]{2}/g,
    read: (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)),
  },
  {
    lead: "\\",
    escape: /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|["\\/bfnrt])/g,
    read: (escape) => bytesOf(JSON.parse(`"${escape}"`) as string),
  },
  { lead: "&", escape: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|quot|amp|lt|gt|apos);/gi, read: readEntity },
];

/** Whether a text has no escape of any encoding, so that everything in it stands there as it is. */
export const isUnescaped = (text: string): boolean => !ENCODINGS.some(({ lead }) => text.includes(lead));

/** A text with its escapes decoded, and where each byte stands in the original. */
export interface Reading {
  readonly bytes: string;
  /** Returns the place in the original of a byte, or of the end. */
  readonly placeOf: (index: number) => number;
}

function decode(bytes: string, { lead, escape, read }: Encoding): Reading | undefined {
  if (!bytes.includes(lead)) return undefined;
  const parts: string[] = [];
  const places: number[] = [];
  let done = 0;
  const copyUpTo = (end: number): void => {
    parts.push(bytes.slice(done, end));
    for (let place = done; place < end; place += 1) places.push(place);
  };
  for (const { 0: found, index } of bytes.matchAll(escape)) {
    copyUpTo(index);
    const value = read(found);
    parts.push(value);
    for (let i = 0; i < value.length; i += 1) places.push(index);
    done = index + found.length;
  }
  if (done === 0) return undefined;
  copyUpTo(bytes.length);
  return { bytes: parts.join(""), placeOf: (index) => places[index] ?? bytes.length };
}

/** A text as it is, and once more for each encoding, with only that one decoded, once. */
export const readingsOf = (bytes: string): Reading[] => [
  { bytes, placeOf: (index) => index },
  ...ENCODINGS.map((encoding) => decode(bytes, encoding)).filter((reading) => reading !== undefined),
];
