import { type Access, type Grant, rankOf } from "../../swr/access";
import type { Settings } from "../../settings";
import {
  declaredNow,
  ignoredBy,
  type Inputs,
  isExpired,
  isListed,
  resolvedUsers,
  type State,
  type TimedGrant,
} from "./model";

/** Everything that decides what a repository's list should become. */
export interface Declaration {
  readonly users: readonly Grant[];
  /** Still on the program's list, but over: like anybody else who is not declared, except that the end can be told. */
  readonly expired: readonly TimedGrant[];
  readonly exclusive: boolean;
  /** Ids or names. */
  readonly ignored: readonly string[];
  /** Ids declared at the last write: ours to revoke once they leave the list. */
  readonly managed: readonly string[];
  /** Entries known to come from the organization: left alone while they stay as they are. */
  readonly inherited: readonly Grant[];
}

/** What the last state and the program together want of the list at this moment. */
export function declarationOf(
  inputs: Inputs,
  prior: State | undefined,
  settings: Settings,
  now: Date,
): Declaration {
  const users = resolvedUsers(inputs);
  return {
    users: declaredNow(users, now),
    expired: users.filter((user) => isExpired(user, now)),
    exclusive: inputs.exclusive,
    ignored: ignoredBy(inputs, settings),
    managed: prior?.managed ?? [],
    inherited: prior?.inheritedUsers ?? [],
  };
}

/** What deleting a resource wants of the list: those it declared are gone, and nobody else. */
export const deletionOf = (state: State, settings: Settings): Declaration => ({
  users: [],
  expired: [],
  exclusive: false,
  ignored: ignoredBy(state, settings),
  managed: state.managed,
  inherited: state.inheritedUsers,
});

/** A list as the state remembers it. Who wrote last is taken for the caller, who is never revoked. */
export const rememberedAccess = ({ repositoryId = 0, users, otherUsers, appliedBy }: State): Access => ({
  repositoryId,
  caller: { userId: "", userName: "", ...appliedBy, permission: "" },
  entries: [...users, ...otherUsers],
});

/** A change of one user's entry. */
export interface Change extends Grant {
  /** Permission it has now. */
  readonly from: string;
}

/** An entry that goes. */
export interface Removal extends Grant {
  /** When the program's grant of it ended, where it had an end. */
  readonly expiredAt?: string;
}

/** What to send, each of it needed. Nobody of `remove` is declared. */
export interface Plan {
  readonly add: readonly Grant[];
  readonly change: readonly Change[];
  readonly remove: readonly Removal[];
  /** Declared for the caller itself, not so, and not ours to write: nobody can grant to itself. */
  readonly own: readonly Change[];
}

export const isEmpty = ({ add, change, remove, own }: Plan): boolean =>
  add.length + change.length + remove.length + own.length === 0;

const sameAs =
  (grant: Grant) =>
  (other: Grant): boolean =>
    other.userId === grant.userId && other.permission === grant.permission;

/** Pure: what turns `live` into what is declared. Order and duplicates of either side do not matter. */
export function planAccess(declaration: Declaration, live: Access): Plan {
  const { users, expired, exclusive, ignored, managed, inherited } = declaration;
  const entries = new Map(live.entries.map((entry) => [entry.userId, entry]));
  const plan = { add: [] as Grant[], change: [] as Change[], remove: [] as Removal[], own: [] as Change[] };
  const desired = new Map(users.map((user) => [user.userId, user]));
  for (const user of desired.values()) {
    const entry = entries.get(user.userId);
    if (isListed(ignored, user) || entry?.permission === user.permission) continue;
    if (user.userId === live.caller.userId) {
      const from = entry?.permission ?? live.caller.permission;
      // Without an entry of its own the caller's right may come from elsewhere: enough is enough.
      if (entry !== undefined || rankOf(from) < rankOf(user.permission)) plan.own.push({ ...user, from });
    } else if (entry === undefined) plan.add.push(user);
    else if (!inherited.some(sameAs(entry))) plan.change.push({ ...user, from: entry.permission });
  }
  for (const entry of entries.values()) {
    const isOurs = exclusive || managed.includes(entry.userId);
    const isProtected =
      entry.userId === live.caller.userId || isListed(ignored, entry) || inherited.some(sameAs(entry));
    if (desired.has(entry.userId) || !isOurs || isProtected) continue;
    const expiredAt = expired.find(({ userId }) => userId === entry.userId)?.expiresAt;
    plan.remove.push(expiredAt === undefined ? entry : { ...entry, expiredAt });
  }
  return plan;
}

/** What the list is after a part of a plan was carried out. */
export function applyToAccess(live: Access, set: readonly Grant[], removed: readonly Grant[]): Access {
  const entries = new Map(live.entries.map((entry) => [entry.userId, entry]));
  for (const { userId, userName, permission } of set) entries.set(userId, { userId, userName, permission });
  for (const { userId } of removed) entries.delete(userId);
  return { ...live, entries: [...entries.values()] };
}

/** Which of these entries are as they are because the organization's list has them so. */
export function heldThrough(
  organization: Access | undefined,
  live: Access,
  left: readonly Grant[],
): readonly Grant[] {
  const holds = organization === undefined ? [] : [...organization.entries, organization.caller];
  const shown = live.entries.filter(({ userId }) => left.some((it) => it.userId === userId));
  return shown.filter((entry) => holds.some(sameAs(entry)));
}
