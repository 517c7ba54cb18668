/**
 * Characters that a terminal obeys instead of showing: control characters, escapes, line ends, changes of direction,
 * characters without width.
 */
const TERMINAL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Pulumi's display takes `<{%` for the start of a command such as `<{%fg 1%}>`: it drops what follows, and panics at a
 * command that it does not know. The brace is also replaced at either end of a text, since the text before or after it may
 * complete the command.
 */
const DISPLAY = /(?<=^|<)\{(?=%|$)/gu;

const escapeUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");

/**
 * Makes a text from a server safe to show: characters that would move the cursor, colour the screen, begin another line or
 * command Pulumi's display become escapes such as `\u001b`. The result stays safe when it is joined with other texts. It is
 * applied where answers are parsed, so that lines, errors and state are all safe.
 */
export const plain = (text: string): string =>
  text.replace(TERMINAL, escapeUnits).replace(DISPLAY, escapeUnits);

/**
 * What a body of JSON has where one of its texts might not be plain: an escape, a character that a terminal obeys, or a brace
 * where the display's command may begin or a text is only that brace.
 */
const SUSPECT = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|["<]\{[%"]/u;

/** Whether all texts in a body of JSON are safe to show as they are. False for some bodies whose texts are. */
export const isPlainJson = (body: string): boolean => !SUSPECT.test(body);
