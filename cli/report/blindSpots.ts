/** What a report cannot see, in sentences. */
import { plain } from "../../provider/http/plain";
import { idKey } from "../../provider/swr/access";
import { isHere, type Question } from "./question";
import type { ReportedOrganization } from "./types";

const some = (count: number, one: string, many: string): string =>
  `${String(count)} ${count === 1 ? one : many}`;

/** Resources of the stack that are on another server than the one that was read. */
function elsewhere({ declared, settings }: Question): string[] {
  const places = [...(declared?.lists ?? []), ...(declared?.policies ?? [])].map(({ at }) => at);
  const others = places.filter((at) => !isHere(settings, at));
  const where = new Set(
    others.map(({ region = "no region", server }) =>
      region === settings.region && server !== undefined ? `${region} at ${server}` : region,
    ),
  );
  if (others.length === 0) return [];
  const what = some(others.length, "resource of the stack is", "resources of the stack are");
  return [
    `${what} not compared, in ${[...where].sort().join(", ")}: make a report of each, with its region or endpoint.`,
  ];
}

/** Users who were asked for, and whom no list has. A name that is mistyped would look like one without access. */
function unknownUsers({ users = [] }: Question, organizations: readonly ReportedOrganization[]): string[] {
  const grants = organizations.flatMap((it) => [it, ...it.repositories].flatMap((list) => list.grants ?? []));
  const known = new Set(grants.flatMap(({ userId, userName }) => [idKey(userId), userName]));
  return users
    .filter((user) => !known.has(idKey(user)))
    .map((user) => `Nobody called ${plain(user)} is in a list that was read, nor declared there.`);
}

/** What was asked for, where that is not all. Who reads a report did not see how it was made. */
function onlyAsked({ organizations = [], repositories = [], users = [] }: Question): string[] {
  const said = [
    ["organization", organizations],
    ["repository", repositories],
    ["user", users],
  ] as const;
  const asked = said.flatMap(([what, names]) => names.map((name) => `--${what} ${plain(name)}`));
  return asked.length === 0 ? [] : [`Everything but what was asked for: ${asked.join(" ")}.`];
}

export function blindSpotsOf(
  question: Question,
  organizations: readonly ReportedOrganization[],
): readonly string[] {
  const { caller, blindSpots } = question.live;
  const repositories = organizations.flatMap((it) => it.repositories);
  const open = repositories.filter(({ isPublic }) => isPublic).length;
  const isAbove = repositories.some(({ grants }) => grants?.some((it) => it.throughOrganization) === true);
  return [
    ...onlyAsked(question),
    ...unknownUsers(question, organizations),
    "The account itself, administrators (SWR FullAccess, Tenant Administrator) and the creator of an organization have access without being in a list.",
    ...(caller === undefined
      ? []
      : [`${caller.userName}, whose credentials were used, is left out of every list.`]),
    ...(open === 0
      ? []
      : [
          `Everybody may pull from ${some(open, "public repository", "public repositories")}, without a grant.`,
        ]),
    ...blindSpots,
    ...(isAbove
      ? [
          "Whether users of an organization also have an entry of their own on its repositories cannot be told: this cloud may show them there.",
        ]
      : []),
    ...elsewhere(question),
  ];
}
