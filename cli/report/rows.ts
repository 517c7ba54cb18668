/** A report as a list of its grants: what table, CSV and markdown are made of. */
import type { GrantStatus, Report, ReportedGrant, ReportedRepository } from "./types";

export interface Row {
  readonly organization: string;
  /** Undefined: the organization's own list. */
  readonly repository: ReportedRepository | undefined;
  readonly grant: ReportedGrant;
}

/** All grants, each organization's own before those of its repositories. */
export const rowsOf = ({ organizations }: Report): readonly Row[] =>
  organizations.flatMap(({ name: organization, grants, repositories }) => [
    ...(grants ?? []).map((grant): Row => ({ organization, repository: undefined, grant })),
    ...repositories.flatMap((repository) =>
      (repository.grants ?? []).map((grant): Row => ({ organization, repository, grant })),
    ),
  ]);

/** The list that a row is in: `team-a` or `team-a/web/app`. */
export const placeOf = ({ organization, repository }: Row): string =>
  repository === undefined ? organization : `${organization}/${repository.name}`;

/** What differs from the stack, worst first. */
const WORST: readonly GrantStatus[] = ["undeclared", "expired", "drifted", "missing"];

export const differencesIn = (report: Report): readonly Row[] => {
  const all = rowsOf(report).filter(({ grant: { status } }) => WORST.includes(status));
  const rank = ({ grant }: Row): number => WORST.indexOf(grant.status);
  return [...all].sort((a, b) => rank(a) - rank(b));
};

/** The user as people know them; an entry that shows another name says so. */
export const userOf = ({ userName, listedAs, isUnknown }: ReportedGrant): string =>
  [
    userName,
    ...(listedAs === undefined ? [] : [`(listed as ${listedAs})`]),
    ...(isUnknown ? ["(not in IAM)"] : []),
  ].join(" ");

/** Entries whose name is not what it seems: under the name of somebody else, or of a user who is gone. */
export const oddNamesIn = (report: Report): readonly Row[] =>
  rowsOf(report).filter(({ grant }) => grant.listedAs !== undefined || grant.isUnknown);

/** What differs, after the user's name: `has Manage, but the stack does not declare it`. */
export function differenceOf({ permission, declared, status, expiresAt }: ReportedGrant): string {
  const [has, said] = [permission ?? "nothing", declared ?? "nothing"];
  if (status === "undeclared") return `has ${has}, which the stack does not declare`;
  if (status === "expired") return `still has ${has}, which ended at ${expiresAt ?? "?"}`;
  if (status === "missing") return `lacks ${said}, which the stack declares`;
  return `has ${has}, but the stack declares ${said}`;
}

/** Organizations and repositories for which the stack declares access, and which are not there. */
export const absentIn = ({ organizations }: Report): readonly string[] =>
  organizations.flatMap(({ name, isMissing, repositories }) => [
    ...(isMissing ? [name] : []),
    ...repositories.flatMap((it) => (it.isMissing ? [`${name}/${it.name}`] : [])),
  ]);

const count = (number: number, one: string, many = `${one}s`): string =>
  `${String(number)} ${number === 1 ? one : many}`;

/** One sentence: `2 organizations, 5 repositories, 4 users, 9 grants; 1 undeclared, 2 drifted.` */
export function summaryOf(report: Report): string {
  const { totals, stack } = report;
  const { organizations, repositories, users, grants, byStatus, unread } = totals;
  const unmanaged =
    stack === null || byStatus.unmanaged === 0 ? [] : [`${String(byStatus.unmanaged)} unmanaged`];
  const all = [
    count(organizations, "organization"),
    count(repositories, "repository", "repositories"),
    count(users, "user"),
    count(grants, "grant"),
  ].join(", ");
  const absent = absentIn(report).length;
  const differing = [
    ...WORST.filter((status) => byStatus[status] > 0).map(
      (status) => `${String(byStatus[status])} ${status}`,
    ),
    ...(absent === 0 ? [] : [`${count(absent, "place")} not there`]),
  ];
  const compared =
    stack === null
      ? "not compared with a stack"
      : differing.length > 0
        ? `${differing.join(", ")} beside ${stack}`
        : `nothing ${unread === 0 ? "" : "that was read "}differs from ${stack}`;
  const open = unread === 0 ? [] : [`${count(unread, "thing")} could not be read`];
  return `${[all, compared, ...unmanaged, ...open].join("; ")}.`;
}
