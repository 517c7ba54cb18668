/** A report for a terminal: a matrix for each organization, what differs, what could not be read, and one line that sums up. */
import Table from "cli-table3";
import { differenceOf, differencesIn, oddNamesIn, placeOf, summaryOf, userOf } from "./rows";
import type { GrantStatus, Report, ReportedGrant, ReportedOrganization } from "./types";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "magenta" | "cyan";
/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** How a cell shows each status: a sign behind the letter of the permission, its colour, and what the legend says. */
const SHOWN: Readonly<Record<GrantStatus, { sign: string; style: Style; says: string }>> = {
  declared: { sign: "", style: "green", says: "declared" },
  unmanaged: { sign: "*", style: "cyan", says: "not managed by the stack" },
  ignored: { sign: ".", style: "dim", says: "left alone by the stack" },
  undeclared: { sign: "!", style: "red", says: "undeclared" },
  drifted: { sign: "~", style: "yellow", says: "another permission than declared" },
  expired: { sign: "x", style: "magenta", says: "ended, and still there" },
  missing: { sign: "?", style: "red", says: "declared, and not there" },
};

const letterOf = (permission: string): string =>
  permission.replace(/^auth /, "").replace(/^([RWM])\w+$/, "$1");

/** A cell of the matrix. Without a stack every grant is unmanaged, so cells have no sign then. */
const cellOf = ({ permission, declared, status }: ReportedGrant, isCompared: boolean): string =>
  letterOf(permission ?? declared ?? "") + (isCompared ? SHOWN[status].sign : "");

/** Characters that take two columns of a terminal, and those that take none. */
const WIDE =
  /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/gu;
const NARROW = /\p{M}/gu;
const widthOf = (text: string): number =>
  Array.from(text).length + (text.match(WIDE) ?? []).length - (text.match(NARROW) ?? []).length;

/** The longest name of a user in a heading. What differs is told with whole names below. */
const LONGEST_NAME = 24;
function shortened(name: string): string {
  if (widthOf(name) <= LONGEST_NAME) return name;
  const signs = Array.from(name);
  while (widthOf(signs.join("")) >= LONGEST_NAME) signs.pop();
  return `${signs.join("")}…`;
}

/** How many columns of a terminal a user takes, with the space behind. */
const columnOf = ({ userName }: ReportedGrant): number => Math.max(widthOf(shortened(userName)), 3) + 2;

interface Line {
  /** The names of lists that are alike: of the organization itself, or of repositories. */
  readonly names: readonly string[];
  /** By user id; null: the list could not be read. */
  readonly grants: ReadonlyMap<string, ReportedGrant> | null;
}

/** Lists as lines of a matrix. Repositories with the same cells share one line. */
function linesOf({ grants, repositories }: ReportedOrganization, isCompared: boolean): readonly Line[] {
  const byUser = (list: readonly ReportedGrant[] | null) =>
    list && new Map(list.map((it) => [it.userId, it]));
  const lines = new Map<string, { names: string[]; grants: Line["grants"] }>();
  for (const repository of repositories) {
    const { name, isPublic, isMissing, sharedWith } = repository;
    const marks = [
      ...(isPublic ? ["public"] : []),
      ...(isMissing ? ["not there"] : []),
      ...((sharedWith ?? []).length > 0 ? [`shared with ${(sharedWith ?? []).join(", ")}`] : []),
    ];
    const key = JSON.stringify(
      repository.grants?.map((it) => [it.userId, cellOf(it, isCompared), it.throughOrganization === true]) ??
        null,
    );
    const line = lines.get(key) ?? { names: [], grants: byUser(repository.grants) };
    line.names.push(marks.length === 0 ? name : `${name} (${marks.join("; ")})`);
    lines.set(key, line);
  }
  const own: Line = { names: ["(all repositories)"], grants: byUser(grants) };
  return [...(grants?.length === 0 ? [] : [own]), ...lines.values()];
}

/** The users of an organization's lists, by id, sorted by name. */
function usersOf(lines: readonly Line[]): readonly ReportedGrant[] {
  const users = new Map(lines.flatMap(({ grants }) => [...(grants ?? [])]));
  return [...users.values()].sort((a, b) => a.userName.localeCompare(b.userName));
}

/** Users in groups that fit beside each other. */
function folded(users: readonly ReportedGrant[], room: number): readonly (readonly ReportedGrant[])[] {
  const groups: ReportedGrant[][] = [[]];
  let left = room;
  for (const user of users) {
    const width = columnOf(user);
    if (width > left && groups.at(-1)?.length !== 0) {
      groups.push([]);
      left = room;
    }
    groups.at(-1)?.push(user);
    left -= width;
  }
  return groups;
}

const BORDERLESS = Object.fromEntries(
  [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
    ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
  ].map((name) => [name, ""]),
);

/** The names of lines that are alike. A long list of them ends with how many more there are. */
const MOST_NAMES = 8;
function namesOf({ names, grants }: Line): string {
  const more = names.length > MOST_NAMES ? [`… ${String(names.length - MOST_NAMES)} more`] : [];
  const all = [...names.slice(0, MOST_NAMES), ...more].join(", ");
  return grants === null ? `${all} (not read)` : all;
}

function matrix(
  organization: ReportedOrganization,
  isCompared: boolean,
  width: number,
  paint: Paint,
): string[] {
  const lines = linesOf(organization, isCompared);
  const users = usersOf(lines);
  const heading = paint("bold", organization.name) + (organization.isMissing ? " (not there)" : "");
  if (lines.length === 0) return [heading, "  no users, no repositories", ""];
  const longest = Math.max(...lines.map((line) => namesOf(line).length));
  const first = Math.min(longest + 2, Math.max(24, Math.floor(width * 0.45)));
  const inColumn = (user: ReportedGrant, style: Style, text: string): string =>
    paint(style, text) + " ".repeat(Math.max(1, columnOf(user) - widthOf(text)));
  const cell = ({ grants }: Line, user: ReportedGrant): string => {
    const grant = grants?.get(user.userId);
    if (grant === undefined) return inColumn(user, "dim", grants === null ? "" : "-");
    const text = cellOf(grant, isCompared);
    return inColumn(user, SHOWN[grant.status].style, grant.throughOrganization ? `(${text})` : text);
  };
  const parts = folded(users, width - first - 2).map((group) => {
    // All users stand in one column of the table, padded here: cli-table3 takes long for each cell, and a large account has 400,000.
    const table = new Table({
      head: ["", group.map((user) => inColumn(user, "dim", shortened(user.userName))).join("")],
      chars: BORDERLESS,
      style: { head: [], border: [], "padding-left": 0, "padding-right": 2, compact: true },
      colWidths: [first + 2],
      wordWrap: true,
      wrapOnWordBoundary: false,
    });
    for (const line of lines) {
      const cells = group.map((user) => cell(line, user)).join("");
      table.push([namesOf(line), cells]);
    }
    return `${table
      .toString()
      .split("\n")
      .map((it) => it.trimEnd())
      .join("\n")}\n`;
  });
  return [heading, ...parts];
}

/** The signs that a report uses, with what they mean. */
function legendOf({ totals: { byStatus }, organizations, stack }: Report, paint: Paint): string {
  const signs = (Object.keys(SHOWN) as GrantStatus[]).filter(
    (status) => stack !== null && byStatus[status] > 0,
  );
  const isAbove = organizations.some(({ repositories }) =>
    repositories.some(({ grants }) => grants?.some((it) => it.throughOrganization)),
  );
  return [
    "R read, W write, M manage",
    ...signs.map((status) => {
      const { sign, style, says } = SHOWN[status];
      return `${paint(style, `R${sign}`)} ${says}`;
    }),
    ...(isAbove ? ["(R) through the organization"] : []),
  ].join("   ");
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((it) => `  ${it}`), ""];

/** `width`: of the terminal, in characters. */
export function renderTable(report: Report, width: number, paint: Paint): string {
  const differing = differencesIn(report).map((row) => {
    const { grant } = row;
    return `${placeOf(row)}: ${paint(SHOWN[grant.status].style, userOf(grant))} ${differenceOf(grant)}`;
  });
  return [
    ...report.organizations.flatMap((it) => matrix(it, report.stack !== null, width, paint)),
    ...(report.totals.grants > 0 ? [legendOf(report, paint), ""] : []),
    ...section(paint("bold", `Differences from ${report.stack ?? ""}`), differing),
    ...section(
      paint("bold", "Entries under a name that IAM does not have for the user"),
      oddNamesIn(report).map((row) => `${placeOf(row)}: ${userOf(row.grant)}`),
    ),
    ...section(
      paint("bold", "Could not be read"),
      report.unread.map(({ message }) => message),
    ),
    ...section(paint("bold", "What this report cannot see"), report.blindSpots),
    paint("bold", summaryOf(report)),
    "",
  ].join("\n");
}
