/** A text as UTF-8 bytes, one letter each: percent-encoding and Base64 work on bytes. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
export const textOf = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");

interface Encoding {
  readonly escape: RegExp;
  /** The bytes an escape stands for. */
  readonly read: (escape: string) => string;
}

const NAMED: Readonly<Record<string, string>> = { quot: '"', amp: "&", lt: "<", gt: ">", apos: "'" };

function readEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  if (!name.startsWith("#")) return NAMED[name] ?? entity;
  const code = name.startsWith("#x") ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0x10ffff ? entity : bytesOf(String.fromCodePoint(code));
}

/** How texts are written in addresses and forms, in JSON, and in HTML. Any letter may be escaped, or not. */
const ENCODINGS: readonly Encoding[] = [
  { escape: /%[0-9a-fA-F]{2}/g, read: (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)) },
  {
    escape: /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|["\\/bfnrt])/g,
    read: (escape) => bytesOf(JSON.parse(`"${escape}"`) as string),
  },
  { escape: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|quot|amp|lt|gt|apos);/gi, read: readEntity },
];

/** What a text says, and where in the original it says so. */
export interface Reading {
  readonly bytes: string;
  /** The original's place of each byte, and its end. */
  readonly placeOf: (index: number) => number;
}

function decode(bytes: string, { escape, read }: Encoding): Reading | undefined {
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

/** A text as it stands, and with each encoding undone by itself, once. */
export const readingsOf = (bytes: string): Reading[] => [
  { bytes, placeOf: (index) => index },
  ...ENCODINGS.map((encoding) => decode(bytes, encoding)).filter((reading) => reading !== undefined),
];
