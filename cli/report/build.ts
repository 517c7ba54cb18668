/** Makes the report: it compares the access that is there with what a stack declares. Pure. */
import { matcherOf } from "../../provider/patterns";
import { keyAt, serverAt } from "../../provider/place";
import type { Settings } from "../../provider/settings";
import { idKey } from "../../provider/swr/access";
import type { LiveOrganization } from "../live/types";
import type { Declaration, Declared, DeclaredAt, DeclaredPolicy } from "../stack/declared";
import { blindSpotsOf } from "./blindSpots";
import { type Circumstances, compareList } from "./compare";
import { isHere, type Question } from "./question";
import { absentIn } from "./rows";
import {
  type GrantStatus,
  type Report,
  REPORT_VERSION,
  type ReportedGrant,
  type ReportedOrganization,
  type ReportedRepository,
} from "./types";

/** What the stack declares, by list. */
class Declarations {
  readonly #lists = new Map<string, Declaration[]>();
  readonly #policies = new Map<string, DeclaredPolicy[]>();
  /** Organizations and repositories for which the stack declares access, on the server that is read. */
  readonly places: readonly DeclaredAt[];

  constructor(
    declared: Declared | undefined,
    private readonly settings: Settings,
  ) {
    const isAtHand = ({ at }: { at: DeclaredAt }): boolean => isHere(settings, at);
    const lists = (declared?.lists ?? []).filter(isAtHand);
    const policies = (declared?.policies ?? []).filter(isAtHand);
    for (const list of lists) this.#add(this.#lists, list.at, list);
    for (const policy of policies) this.#add(this.#policies, policy.at, policy);
    this.places = [...lists, ...policies].map(({ at }) => at);
  }

  #keyOf({ organization, repository = "" }: Pick<DeclaredAt, "organization" | "repository">): string {
    return keyAt(["organization", "repository"], this.settings, { organization, repository });
  }

  #add<T>(to: Map<string, T[]>, at: DeclaredAt, it: T): void {
    to.set(this.#keyOf(at), [...(to.get(this.#keyOf(at)) ?? []), it]);
  }

  /** The declarations for one list. A policy counts as a declaration for each repository that its rules match. */
  for(organization: string, repository?: string): readonly Declaration[] {
    const at = { organization, ...(repository === undefined ? {} : { repository }) };
    const policies =
      repository === undefined ? [] : (this.#policies.get(this.#keyOf({ organization })) ?? []);
    return [
      ...(this.#lists.get(this.#keyOf(at)) ?? []),
      ...policies.flatMap((policy) => policy.for(repository ?? "") ?? []),
    ];
  }
}

/** Organizations and repositories that the stack declares lists for, and that are not there. */
function missingPlaces(
  { live, organizations, repositories }: Question,
  places: readonly DeclaredAt[],
): DeclaredAt[] {
  const there = new Map(
    live.organizations.map((it) => [it.name, new Set(it.repositories.map(({ name }) => name))]),
  );
  // If a list of organizations or repositories could not be read, a place that is not found may still exist.
  const isOpen = (subject: string): boolean => live.unread.some((it) => it.subject === subject);
  const matches = repositories && matcherOf(repositories);
  return places.filter(({ organization, repository }) => {
    if (isOpen("") || isOpen(organization) || organizations?.includes(organization) === false) return false;
    if (repository === undefined) return !there.has(organization) && matches === undefined;
    return there.get(organization)?.has(repository) !== true && matches?.(repository) !== false;
  });
}

const byNameOf = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

function reportOrganization(
  organization: LiveOrganization,
  declarations: Declarations,
  absent: readonly DeclaredAt[],
  circumstances: Circumstances,
): ReportedOrganization {
  const { name } = organization;
  const compare = (
    users: LiveOrganization["users"],
    repository?: string,
    above: readonly ReportedGrant[] = [],
  ) =>
    users === undefined ? null : compareList(users, declarations.for(name, repository), above, circumstances);
  const grants = compare(organization.users);
  const repositories = organization.repositories.map((it): ReportedRepository => ({
    name: it.name,
    isPublic: it.isPublic,
    sharedWith: it.sharedWith ?? null,
    grants: compare(it.users, it.name, grants ?? []),
  }));
  const missing = absent.flatMap(({ organization: owner, repository }): ReportedRepository[] =>
    owner !== name || repository === undefined
      ? []
      : [
          {
            name: repository,
            isMissing: true,
            isPublic: false,
            sharedWith: [],
            grants: compare([], repository),
          },
        ],
  );
  return { name, grants, repositories: [...repositories, ...missing].sort(byNameOf) };
}

/** The report with the grants of these users alone. What could not be read stays in it. */
function onlyOf(
  organizations: readonly ReportedOrganization[],
  users: readonly string[],
): readonly ReportedOrganization[] {
  const keys = new Set(users.map(idKey));
  const grantsOf = (grants: readonly ReportedGrant[] | null) =>
    grants?.filter(({ userId, userName }) => keys.has(idKey(userId)) || users.includes(userName)) ?? null;
  const isAbout = ({ grants }: { grants: readonly ReportedGrant[] | null }): boolean => grants?.length !== 0;
  return organizations
    .map((organization) => ({
      ...organization,
      grants: grantsOf(organization.grants),
      repositories: organization.repositories
        .map((it) => ({ ...it, grants: grantsOf(it.grants) }))
        .filter(isAbout),
    }))
    .filter((it) => isAbout(it) || it.repositories.length > 0);
}

const STATUSES: Readonly<Record<GrantStatus, 0>> = {
  declared: 0,
  drifted: 0,
  missing: 0,
  undeclared: 0,
  ignored: 0,
  expired: 0,
  unmanaged: 0,
};

function totalsOf(organizations: readonly ReportedOrganization[], unread: number): Report["totals"] {
  const repositories = organizations.flatMap((it) => it.repositories);
  const all = [...organizations, ...repositories].flatMap(({ grants }) => grants ?? []);
  const there = all.filter(({ permission }) => permission !== null);
  const byStatus: Record<GrantStatus, number> = { ...STATUSES };
  for (const { status } of all) byStatus[status] += 1;
  const isThere = ({ isMissing }: { isMissing?: true }): boolean => isMissing === undefined;
  return {
    organizations: organizations.filter(isThere).length,
    repositories: repositories.filter(isThere).length,
    users: new Set(there.map(({ userId }) => idKey(userId))).size,
    grants: there.length,
    byStatus,
    unread,
  };
}

/** A comparison with nothing would look like one without a difference. */
const nothingDeclared = ({ declared, settings }: Question, { places }: Declarations): Report["unread"] =>
  declared === undefined || places.length > 0 || declared.unread.length > 0
    ? []
    : [
        {
          subject: declared.stack,
          message: `${declared.stack} declares no access at ${serverAt(settings, {})}, so nothing is compared. Is it the right stack, and the right region?`,
        },
      ];

export function buildReport(question: Question): Report {
  const { live, declared, settings, now, users } = question;
  const { caller, hasNamesOfIam } = live;
  const declarations = new Declarations(declared, settings);
  const circumstances = { now, caller, hasNamesOfIam, ignored: settings.ignoreUsers };
  const absent = missingPlaces(question, declarations.places);
  const there = new Set(live.organizations.map(({ name }) => name));
  const missing = [...new Set(absent.map(({ organization }) => organization))]
    .filter((name) => !there.has(name))
    .map((name): ReportedOrganization => {
      const nothing = { name, users: [], repositories: [] };
      return { ...reportOrganization(nothing, declarations, absent, circumstances), isMissing: true };
    });
  const found = live.organizations.map((it) => reportOrganization(it, declarations, absent, circumstances));
  const all = [...found, ...missing].sort(byNameOf);
  const organizations = users === undefined ? all : onlyOf(all, users);
  const unread = [...live.unread, ...(declared?.unread ?? []), ...nothingDeclared(question, declarations)];
  return {
    version: REPORT_VERSION,
    createdAt: now.toISOString(),
    region: live.region ?? null,
    caller: caller?.userName ?? null,
    stack: declared?.stack ?? null,
    totals: totalsOf(organizations, unread.length),
    organizations,
    unread,
    blindSpots: blindSpotsOf(question, organizations),
  };
}

/** Whether somebody has access that the stack does not declare, or something that it declares is not there. */
export const hasDifferences = (report: Report): boolean => {
  const { drifted, missing, undeclared, expired } = report.totals.byStatus;
  return drifted + missing + undeclared + expired + absentIn(report).length > 0;
};
