/** What a report cannot see, in sentences. */
import { keyAt } from "../../provider/place";
import type { Question } from "./question";
import type { ReportedOrganization } from "./types";

const some = (count: number, one: string, many: string): string =>
  `${String(count)} ${count === 1 ? one : many}`;

/** Resources of the stack that are on another server than the one that was read. */
function elsewhere({ declared, settings }: Question): string[] {
  const places = [...(declared?.lists ?? []), ...(declared?.policies ?? [])].map(({ at }) => at);
  const others = places.filter((at) => keyAt([], settings, { ...at }) !== keyAt([], settings, {}));
  const regions = [...new Set(others.map(({ region }) => region ?? "no region"))].sort();
  if (others.length === 0) return [];
  const what = some(others.length, "resource of the stack is", "resources of the stack are");
  return [`${what} not compared, in ${regions.join(", ")}: make a report of each region with --region.`];
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
