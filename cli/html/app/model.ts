/** The report in the form that the view needs: users as columns, organizations and repositories as rows, with all counts. */
import type { GrantStatus } from "../../report/types";
import type { Facts, PackedGrants, PackedReport, PackedUser } from "../packed";
import { visible } from "./text";
import { isDifference, type Letter, letterOf, rankOf } from "./words";

/** How many repositories a user reaches, or how many users reach a repository, by their highest permission there. */
export type Reach = Record<Letter, number>;

export interface User {
  readonly id: string;
  /** The name that most lists show, with the id behind it where another user has the same name. */
  name: string;
  /** Every name under which lists show this id. */
  readonly names: Map<string, number>;
  /** Repositories by permission, those that an organization's list gives included. */
  readonly reach: Reach;
  differences: number;
}

/** A user's entry in one list. */
export interface Entry extends Facts {
  readonly user: User;
  readonly place: Place;
  /** The name that the list shows. */
  readonly listedAs: string;
}

/** An organization or a repository. Each has an access list. */
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
  /** The stack declares access to it, but it is not there. */
  readonly isMissing: boolean;
  /** Users of the organization's list whom this cloud shows in the repository's list too. */
  readonly repeats: Set<User>;
  /** Null where the list could not be read. */
  entries: ReadonlyMap<User, Entry> | null;
  /** Users by permission, those of the organization's list included. */
  readonly reach: Reach;
  differences: number;
}

export interface Model {
  readonly report: PackedReport;
  readonly users: readonly User[];
  readonly organizations: readonly Place[];
  /** Every entry that differs from the stack, the gravest first. */
  readonly differences: readonly Entry[];
  /** Entries by status. */
  readonly counts: Readonly<Record<GrantStatus, number>>;
  /** How many entries of repositories repeat those of their organizations' lists. */
  readonly repeats: number;
  readonly hasOther: boolean;
}

const noReach = (): Reach => ({ R: 0, W: 0, M: 0, "?": 0 });

/** The users of a report: by id, and by name where a declared user has no id. */
class Users {
  private readonly byKey = new Map<string, User>();
  /** The user and the name in the list, by the number that the packed lists have for both. */
  readonly numbered: readonly { readonly user: User; readonly listedAs: string }[];

  constructor(packed: readonly PackedUser[]) {
    this.numbered = packed.map((it) => ({ user: this.of(it), listedAs: visible(it.userName) }));
  }

  private of({ userId, userName }: PackedUser): User {
    const key = userId === "" ? `name ${userName}` : `id ${userId.toLowerCase()}`;
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const user = { id: visible(userId), name: "", names: new Map(), reach: noReach(), differences: 0 };
    this.byKey.set(key, user);
    return user;
  }

  /** All users, each with a name that no other user has. */
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

const shown = (facts: Facts): Facts => ({
  ...facts,
  permission: optional(facts.permission),
  declared: optional(facts.declared),
  declaredBy: optional(facts.declaredBy),
  ...(facts.listedAs === undefined ? {} : { listedAs: visible(facts.listedAs) }),
});

/** Makes the entries of all lists, and counts those that differ from the stack. */
class Lists {
  readonly users: Users;
  private readonly facts: readonly Facts[];

  constructor({ users, facts }: PackedReport) {
    this.users = new Users(users);
    this.facts = facts.map(shown);
  }

  entriesOf(place: Place, packed: PackedGrants): ReadonlyMap<User, Entry> | null {
    if (packed === null) return null;
    const entries = new Map<User, Entry>();
    for (let at = 0; at < packed.length; at += 2) {
      const who = this.users.numbered[packed[at] ?? -1];
      const facts = this.facts[packed[at + 1] ?? -1];
      if (who === undefined || facts === undefined)
        throw new Error("The report in this page is damaged: make it anew.");
      const { user } = who;
      const entry: Entry = { ...who, ...facts, place };
      for (const name of new Set([who.listedAs, entry.listedAs])) {
        user.names.set(name, (user.names.get(name) ?? 0) + 1);
      }
      // The organization's row has this entry already. Both are one grant, so it counts once.
      if (entry.throughOrganization && place.organization?.entries?.has(user)) {
        place.repeats.add(user);
        continue;
      }
      // A cell shows one entry. If a list names a user twice, that is the graver one.
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
}

const gravity = ({ status, permission }: Entry): number =>
  (isDifference(status) ? 1e6 : 0) + rankOf(permission);

type Bare = Pick<Place, "path" | "name" | "organization" | "isPublic" | "sharedWith" | "isMissing">;

const placeOf = (bare: Bare): Place => ({
  ...bare,
  repositories: [],
  repeats: new Set(),
  entries: null,
  reach: noReach(),
  differences: 0,
});

function organizationsOf(report: PackedReport, lists: Lists): Place[] {
  return report.organizations.map(({ name, grants, repositories, isMissing = false }) => {
    const path = visible(name);
    const organization = placeOf({
      path,
      name: "",
      organization: undefined,
      isPublic: false,
      sharedWith: null,
      isMissing,
    });
    organization.entries = lists.entriesOf(organization, grants);
    for (const it of repositories) {
      const own = visible(it.name);
      const sharedWith = it.sharedWith?.map(visible) ?? null;
      const place = placeOf({
        path: `${path}/${own}`,
        name: own,
        organization,
        isPublic: it.isPublic,
        sharedWith,
        isMissing: it.isMissing === true,
      });
      place.entries = lists.entriesOf(place, it.grants);
      organization.repositories.push(place);
    }
    return organization;
  });
}

/** Counts for a place and for its users how many have which highest permission there. */
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

/** The entry with the higher permission. It decides what the user may do. */
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

function countsIn(places: readonly Place[]): Record<GrantStatus, number> {
  const counts = { undeclared: 0, expired: 0, drifted: 0, missing: 0, declared: 0, ignored: 0, unmanaged: 0 };
  for (const { entries } of places) for (const { status } of entries?.values() ?? []) counts[status]++;
  return counts;
}

const collator = new Intl.Collator("en", { numeric: true });
export const byText = (a: string, b: string): number => collator.compare(a, b);

/** The more powerful first: by what is managed, then written, then read. */
export const byPower = (a: Reach, b: Reach): number => b.M - a.M || b.W - a.W || b.R - a.R || b["?"] - a["?"];

export function modelOf(report: PackedReport): Model {
  const lists = new Lists(report);
  const organizations = organizationsOf(report, lists);
  const users = lists.users.named().sort((a, b) => byText(a.name, b.name));
  for (const organization of organizations) [organization, ...organization.repositories].forEach(addReach);
  const hasOther = organizations.some((it) => [it, ...it.repositories].some(({ reach }) => reach["?"] > 0));
  const places = organizations.flatMap((it) => [it, ...it.repositories]);
  const repeats = places.reduce((sum, place) => sum + place.repeats.size, 0);
  const differences = differencesIn(organizations);
  return { report, users, organizations, differences, counts: countsIn(places), repeats, hasOther };
}
