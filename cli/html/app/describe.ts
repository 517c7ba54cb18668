/** Cells and rows in words: for screen readers, and for the line below the matrix. */
import { type Entry, higher, type Place, type User } from "./model";
import type { Row, Summary } from "./rows";
import { count, time } from "./text";
import { STATUS_WORDS } from "./words";

const where = ({ path, organization }: Place): string =>
  organization === undefined ? `organization ${path}` : path;

/** How an entry compares with the stack, in a few words; empty where it is as declared or is not compared. */
export function comparison({ status, declared, expiresAt }: Entry): string {
  if (status === "declared" || status === "unmanaged") return "";
  if (status === "drifted") return `declared ${declared ?? "otherwise"}`;
  if (status === "missing") return `declared ${declared ?? "here"}, missing`;
  if (status === "expired" && expiresAt !== null) return `expired ${time(expiresAt)}`;
  return STATUS_WORDS[status].name;
}

/** `alice: Write on team-a/web/app, declared Read`. */
export function cellLabel(
  user: User,
  place: Place,
  own: Entry | undefined,
  given: Entry | undefined,
): string {
  const entry = higher(own, given);
  const on = `on ${where(place)}`;
  if (place.entries === null && entry === undefined) return `${user.name}: ${on.slice(3)} could not be read`;
  const parts = [`${user.name}: ${entry?.permission ?? "no access"} ${on}`];
  if (entry !== undefined && entry === given) {
    parts.push("through the organization");
    if (comparison(given) !== "") parts.push(comparison(given));
    if (own?.permission != null) parts.push(`${own.permission} in the repository's own list`);
  }
  if (own !== undefined && comparison(own) !== "") parts.push(comparison(own));
  return parts.join(", ");
}

export function summaryLabel(user: User, path: string, total: number, summary: Summary | undefined): string {
  if (summary === undefined) return `${user.name}: no entry in ${path}`;
  const { highest, repositories, differences } = summary;
  const access =
    highest === null
      ? `no access in ${path}`
      : `up to ${highest} on ${String(repositories)} of ${count(total, "repository", "repositories")} in ${path}`;
  return `${user.name}: ${access}${differences > 0 ? `, ${count(differences, "difference")}` : ""}`;
}

/** What differs in a row and in the rows below it. */
export function differencesIn(row: Row): number {
  if (row.kind === "group") return row.group.differences;
  const inside = row.kind === "organization" ? row.inside : [];
  return inside.reduce((sum, { differences }) => sum + differences, row.place.differences);
}

export function rowLabel(row: Row): string {
  const differences = differencesText(differencesIn(row));
  if (row.kind === "repository") return listed(where(row.place), ...marksOf(row.place), differences);
  const inside = row.kind === "group" ? row.group.repositories : row.inside;
  const size = count(inside.length, "repository", "repositories");
  if (row.kind === "group") return listed(row.group.path, size, differences);
  return listed(where(row.place), size, ...marksOf(row.place), differences);
}

const differencesText = (differences: number): string =>
  differences > 0 ? count(differences, "difference") : "";

const listed = (...parts: readonly string[]): string => parts.filter((it) => it !== "").join(", ");

/** What a reader should know of a place besides its list: that it is public, shared, not there or not read. */
export const marksOf = ({ isMissing, isPublic, sharedWith, entries }: Place): string[] => [
  ...(isMissing ? ["not there"] : []),
  ...(isPublic ? ["public"] : []),
  ...(sharedWith !== null && sharedWith.length > 0
    ? [`shared with ${count(sharedWith.length, "account")}`]
    : []),
  ...(entries === null ? ["list not read"] : []),
];

export const userLabel = (user: User): string => listed(user.name, differencesText(user.differences));
