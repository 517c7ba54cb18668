/** What a terminal obeys instead of showing: controls, escapes, line ends, changes of direction, what has no width. */
const TERMINAL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Pulumi's display takes `<{%` for the start of an order such as `<{%fg 1%}>`: it drops what follows, and panics at an order
 * it does not know. The brace is also replaced at either end of a text, since the text before or after it may bring the rest.
 */
const DISPLAY = /(?<=^|<)\{(?=%|$)/gu;

const escapeUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");

/**
 * A server's text as one that can be shown: what would move the cursor, colour the screen, begin another line or command
 * Pulumi's display stands there as `\u001b`. It stays so however such texts are put together. Applied where answers are
 * parsed, so that lines, errors and state are safe alike.
 */
export const plain = (text: string): string =>
  text.replace(TERMINAL, escapeUnits).replace(DISPLAY, escapeUnits);
