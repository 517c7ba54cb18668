import fc from "fast-check";

const SPECIALS = Array.from("aZ09+/=-_~.!'()* \"\\<>&%$#;{}[]:,@é€\n\t\0");
const TOKEN = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_");
const texts = (unit: "binary" | string[], minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ minLength, maxLength, unit: unit === "binary" ? unit : fc.constantFrom(...unit) });

/** Texts without space around them, since settings are trimmed. */
const trimmed = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  arbitrary.filter((text) => text.trim() === text);

/** Any texts, and texts like the clouds' secrets, with characters that encodings treat in different ways. */
export const secrets = trimmed(
  fc.oneof(
    texts("binary", 6, 60),
    texts(SPECIALS, 8, 60),
    texts(TOKEN, 12, 40),
    texts(TOKEN, 6, 9),
    { weight: 1, arbitrary: texts(TOKEN, 400, 1200) },
    // Texts that only look encoded, and the shortest secret that is taken out.
    fc.constantFrom('%41%zz&amp;\\u0041"x', "a+b c+d&e", "Pä&ß-wörd/1", "§x~9", "line one\nline two\n"),
  ),
);

/** Tokens that a header can carry. */
export const headerSecrets = trimmed(
  fc.oneof(texts(TOKEN, 12, 200), texts(Array.from("aZ9+/=-_~.!'()*\"\\<>&%$;"), 8, 60)),
);

export const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
export const percentBytes = (text: string, spared: RegExp): string =>
  [...Buffer.from(text, "utf8")]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 128 && spared.test(char) ? char : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
const units = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
export const unicodeEscaped = (text: string): string =>
  units(text)
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
const html = (text: string, names: Record<string, string>): string =>
  text.replace(/[<>&"'+/]/g, (char) => names[char] ?? char);
const NAMED = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&#39;" };
const NUMBERED = {
  "<": "&#60;",
  ">": "&#x3E;",
  "&": "&#38;",
  '"': "&#034;",
  "'": "&#x27;",
  "+": "&#43;",
  "/": "&#x2F;",
};

/** Ways to write a text: as it is, or in one encoding. Several encodings inside each other are not promised. */
export const WRITINGS: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "in JSON": inJson,
  "in JSON with escaped slashes": (text) => inJson(text).replaceAll("/", "\\/"),
  "in JSON, all escaped": unicodeEscaped,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in small letters": (text) => percentBytes(text, /[\w.~-]/),
  "percent-encoded, with a little spared": (text) => percentBytes(text, /[\w.~!'()*/+=$-]/),
  "as a form": (text) => new URLSearchParams({ "": text }).toString().slice(1),
  "in a page": (text) => html(text, NAMED),
  "in a page, by numbers": (text) => html(text, NUMBERED),
  "in Base64": base64,
  "in Base64 after a user's name": (text) => base64(`ci:${text}`),
  "in Base64 between other things": (text) => base64(`{"k":"${text}","l":1}`),
  "in Base64 for addresses": (text) => Buffer.from(`x${text}y`, "utf8").toString("base64url"),
};

/** The parts of a Base64 text that come from a text inside it, for each position where that may begin. */
const inBase64 = (text: string): string[] =>
  ["", "x", "xy"].map((before) => {
    const length = Buffer.byteLength(text, "utf8");
    const [from, to] = [Math.ceil((before.length * 4) / 3), Math.floor(((before.length + length) * 4) / 3)];
    return base64(before + text).slice(from, to);
  });

/** All texts in which a reader would recognize the secret. */
export const tracesOf = (secret: string): string[] => [
  ...Object.entries(WRITINGS).flatMap(([name, write]) => (name.includes("Base64") ? [] : [write(secret)])),
  ...inBase64(secret).flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]),
];
