/** A report as a comment for a pull request: what differs first, and short. */
import { absentIn, differencesIn, placeOf, type Row, summaryOf, userOf } from "./rows";
import type { Report } from "./types";

/** How many differences a comment shows. */
const MOST = 50;
/** How many things that could not be read, or that no report sees, a comment shows. */
const MOST_LINES = 10;

/** A name as code, so that nothing in it is markup or a mention. A table's bar and a backtick become escapes. */
const code = (text: string): string =>
  `\`${text.replace(/[`|]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`)}\``;

/** A sentence that may quote names. Every sign that could be markup is shown as itself. */
const sentence = (text: string): string => text.replace(/[\\`*_{}[\]()<>#+!|~@&$]/g, (it) => `\\${it}`);

const line = (row: Row): string => {
  const { grant } = row;
  const declared =
    grant.status === "expired" ? `ended ${code(grant.expiresAt ?? "")}` : (grant.declared ?? "–");
  const cells = [grant.status, code(placeOf(row)), code(userOf(grant)), grant.permission ?? "–", declared];
  return `| ${cells.join(" | ")} |`;
};

const rest = (all: number, shown: number, what: string): string[] =>
  all > shown ? ["", `… and ${String(all - shown)} more ${what}.`] : [];

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0
    ? []
    : [
        "",
        `<details><summary>${title}</summary>`,
        "",
        ...lines.slice(0, MOST_LINES).map((it) => `- ${sentence(it)}`),
        ...rest(lines.length, MOST_LINES, "of them"),
        "",
        "</details>",
      ];

export function renderMarkdown(report: Report): string {
  const differing = differencesIn(report);
  const { unread, blindSpots } = report;
  const table = [
    "",
    "| | where | who | has | declared |",
    "| --- | --- | --- | --- | --- |",
    ...differing.slice(0, MOST).map(line),
    ...rest(differing.length, MOST, "differences"),
  ];
  return [
    "### Access to SWR",
    "",
    sentence(summaryOf(report)),
    ...(differing.length === 0 ? [] : table),
    ...list("Declared, and not there", absentIn(report)),
    ...list(
      `${String(unread.length)} could not be read`,
      unread.map(({ message }) => message),
    ),
    ...list("What this report cannot see", blindSpots),
    "",
  ].join("\n");
}
