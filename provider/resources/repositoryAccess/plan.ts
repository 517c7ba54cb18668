import { type Access, type Grant, rankOf } from "../../swr/access";
import { isListed } from "./model";

/** Everything that decides what a repository's list should become. */
export interface Declaration {
  readonly users: readonly Grant[];
  readonly exclusive: boolean;
  /** Ids or names. */
  readonly ignored: readonly string[];
  /** Ids declared at the last write: ours to revoke once they leave the list. */
  readonly managed: readonly string[];
  /** Entries known to come from the organization: left alone while they stay as they are. */
  readonly inherited: readonly Grant[];
}

/** A change of one user's entry. */
export interface Change extends Grant {
  /** Permission it has now. */
  readonly from: string;
}

/** What to send, each of it needed. Nobody of `remove` is declared. */
export interface Plan {
  readonly add: readonly Grant[];
  readonly change: readonly Change[];
  readonly remove: readonly Grant[];
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
  const { users, exclusive, ignored, managed, inherited } = declaration;
  const entries = new Map(live.entries.map((entry) => [entry.userId, entry]));
  const plan = { add: [] as Grant[], change: [] as Change[], remove: [] as Grant[], own: [] as Change[] };
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
    if (!desired.has(entry.userId) && isOurs && !isProtected) plan.remove.push(entry);
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
