/** What a terminal obeys instead of showing: controls, escapes, line ends, changes of direction, what has no width. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escapeUnits = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");

/**
 * A server's text as one that can be shown: what would move the cursor, colour the screen or begin another line stands
 * there as `\u001b`. Applied where answers are parsed, so that lines, errors and state are safe alike.
 */
export const plain = (text: string): string => text.replace(UNSHOWN, escapeUnits);
