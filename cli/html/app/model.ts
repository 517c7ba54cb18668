/** The report as the view needs it: users as columns, organizations and repositories as rows, numbers counted once. */
import type { GrantStatus, Report, ReportedGrant } from "../../report/types";
import { visible } from "./text";
import { isDifference, type Letter, letterOf, rankOf } from "./words";

/** How many repositories a user reaches, or how many users reach a repository, by their highest permission there. */
export type Reach = Record<Letter, number>;

export interface User {
  readonly id: string;
  /** The name that most lists show; with the id where another user has the same name. */
  name: string;
  /** Every name under which lists show this id. */
  readonly names: Map<string, number>;
  /** Repositories by permission, those that an organization's list gives included. */
  readonly reach: Reach;
  differences: number;
}

/** A user's entry in one list. */
export interface Entry {
  readonly user: User;
  readonly place: Place;
  readonly listedAs: string;
  readonly permission: string | null;
  readonly declared: string | null;
  readonly status: GrantStatus;
  readonly declaredBy: string | null;
  readonly expiresAt: string | null;
}

/** An organization or a repository: what has a list. */
export interface Place {
  /** `team-a` or `team-a/web/app`. */
  readonly path: string;
  /** Name of the repository; empty for an organization. */
  readonly name: string;
  /** The organization of a repository. */
  readonly organization: Place | undefined;
  readonly repositories: Place[];
  readonly isPublic: boolean;
  readonly sharedWith: readonly string[] | null;
  /** Null where the list could not be read. */
  entries: ReadonlyMap<User, Entry> | null;
  /** Users by permission, those of the organization's list included. */
  readonly reach: Reach;
  differences: number;
}

export interface Model {
  readonly report: Report;
  readonly users: readonly User[];
  readonly organizations: readonly Place[];
  /** Every entry that differs from the stack, the gravest first. */
  readonly differences: readonly Entry[];
  readonly hasOther: boolean;
}

const noReach = (): Reach => ({ R: 0, W: 0, M: 0, "?": 0 });

/** Users by id; by name where a declared user has no id. */
class Users {
  private readonly byKey = new Map<string, User>();

  of({ userId, userName }: ReportedGrant): User {
    const key = userId === "" ? `name ${userName}` : `id ${userId}`;
    let user = this.byKey.get(key);
    if (user === undefined) {
      user = { id: visible(userId), name: "", names: new Map(), reach: noReach(), differences: 0 };
      this.byKey.set(key, user);
    }
    const name = visible(userName);
    user.names.set(name, (user.names.get(name) ?? 0) + 1);
    return user;
  }

  /** All users under names that tell them apart. */
  named(): User[] {
    const users = [...this.byKey.values()];
    const owners = new Map<string, number>();
    for (const user of users) {
      user.name = [...user.names].reduce((most, it) => (it[1] > most[1] ? it : most))[0];
      owners.set(user.name, (owners.get(user.name) ?? 0) + 1);
    }
    for (const user of users) if ((owners.get(user.name) ?? 0) > 1) user.name += ` (${user.id || "no id"})`;
    return users;
  }
}

const optional = (text: string | null): string | null => (text === null ? null : visible(text));

function entriesOf(
  place: Place,
  grants: readonly ReportedGrant[] | null,
  users: Users,
): ReadonlyMap<User, Entry> | null {
  if (grants === null) return null;
  const entries = new Map<User, Entry>();
  for (const grant of grants) {
    const user = users.of(grant);
    const { status, expiresAt } = grant;
    const entry: Entry = {
      ...{ user, place, status, expiresAt, listedAs: visible(grant.userName) },
      permission: optional(grant.permission),
      declared: optional(grant.declared),
      declaredBy: optional(grant.declaredBy),
    };
    // A cell shows one entry. Should a list name a user twice, it is the graver one.
    const other = entries.get(user);
    if (other === undefined || gravity(entry) > gravity(other)) entries.set(user, entry);
  }
  for (const { user, status } of entries.values()) {
    if (!isDifference(status)) continue;
    place.differences++;
    user.differences++;
  }
  return entries;
}

const gravity = ({ status, permission }: Entry): number =>
  (isDifference(status) ? 1e6 : 0) + rankOf(permission);

type Bare = Pick<Place, "path" | "name" | "organization" | "isPublic" | "sharedWith">;

const placeOf = (bare: Bare): Place => ({
  ...bare,
  repositories: [],
  entries: null,
  reach: noReach(),
  differences: 0,
});

function organizationsOf(report: Report, users: Users): Place[] {
  return report.organizations.map(({ name, grants, repositories }) => {
    const path = visible(name);
    const organization = placeOf({
      path,
      name: "",
      organization: undefined,
      isPublic: false,
      sharedWith: null,
    });
    organization.entries = entriesOf(organization, grants, users);
    for (const it of repositories) {
      const own = visible(it.name);
      const sharedWith = it.sharedWith?.map(visible) ?? null;
      const place = placeOf({
        path: `${path}/${own}`,
        name: own,
        organization,
        isPublic: it.isPublic,
        sharedWith,
      });
      place.entries = entriesOf(place, it.grants, users);
      organization.repositories.push(place);
    }
    return organization;
  });
}

/** Counts who reaches what, and how far. */
function addReach(place: Place): void {
  const own = place.entries ?? new Map<User, Entry>();
  const given = place.organization?.entries ?? new Map<User, Entry>();
  const add = (user: User, permission: string | null | undefined): void => {
    if (permission == null) return;
    place.reach[letterOf(permission)]++;
    if (place.organization !== undefined) user.reach[letterOf(permission)]++;
  };
  for (const [user, entry] of own) add(user, higher(entry, given.get(user))?.permission);
  for (const [user, entry] of given) if (!own.has(user)) add(user, entry.permission);
}

/** The entry that decides what a user may do. */
export const higher = (own: Entry | undefined, given: Entry | undefined): Entry | undefined =>
  rankOf(given?.permission) > rankOf(own?.permission) ? given : own;

/** How far an entry goes beyond what is declared; below 0 where it gives less. */
export const excessOf = ({ status, permission, declared }: Entry): number =>
  status === "expired" ? rankOf(permission) : rankOf(permission) - rankOf(declared);

function differencesIn(organizations: readonly Place[]): Entry[] {
  const found: Entry[] = [];
  for (const organization of organizations)
    for (const place of [organization, ...organization.repositories])
      for (const entry of place.entries?.values() ?? []) if (isDifference(entry.status)) found.push(entry);
  const level = (entry: Entry): number => (entry.place.organization === undefined ? 0 : 1);
  return found.sort(
    (a, b) => excessOf(b) - excessOf(a) || level(a) - level(b) || byText(a.place.path, b.place.path),
  );
}

const collator = new Intl.Collator("en", { numeric: true });
export const byText = (a: string, b: string): number => collator.compare(a, b);

/** The more powerful first: by what is managed, then written, then read. */
export const byPower = (a: Reach, b: Reach): number => b.M - a.M || b.W - a.W || b.R - a.R || b["?"] - a["?"];

export function modelOf(report: Report): Model {
  const known = new Users();
  const organizations = organizationsOf(report, known);
  const users = known.named().sort((a, b) => byText(a.name, b.name));
  for (const organization of organizations) [organization, ...organization.repositories].forEach(addReach);
  const hasOther = organizations.some((it) => [it, ...it.repositories].some(({ reach }) => reach["?"] > 0));
  return { report, users, organizations, differences: differencesIn(organizations), hasOther };
}
