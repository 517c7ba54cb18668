/** Makes names safe to read. Anybody may have chosen them, so characters that are invisible or reverse the text are shown as numbers. */

/** Control and format characters (the marks that reverse text among them), spaces that look like others, and fillers. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{3164}\u{ffa0}]|(?! )\p{Zs}|^ | $/gu;

/** The text with every character that a reader could not see written as its number. */
export const visible = (text: string): string =>
  text.replace(HIDDEN, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);

/** `1 repository`, `2 repositories`, `1,204 grants`. */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** `2026-11-26 03:00 UTC`; the text itself where it is no time. */
export function time(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? visible(iso) : `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
