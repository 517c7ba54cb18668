import { type Access, type Grant, idKey, isSameUser, rankOf } from "../../swr/access";
import type { List } from "./list";
import {
  declaredNow,
  type Inputs,
  isExpired,
  numberIn,
  resolvedUsers,
  type State,
  type TimedGrant,
} from "./model";
import { type Ignored, isIgnored, type Owners } from "./names";
import { mayRevoke, type Revocable } from "./takeOver";

/** Everything that decides what a list should become. */
export interface Declaration {
  readonly users: readonly Grant[];
  /** Still on the program's list, but over: like anybody else who is not declared, except that the end can be told. */
  readonly expired: readonly TimedGrant[];
  readonly exclusive: boolean;
  readonly ignored: Ignored;
  /** Ids declared at the last write: ours to revoke once they leave the list. */
  readonly managed: readonly string[];
  /** Entries known to come from the list above: left alone while they stay as they are. */
  readonly inherited: readonly Grant[];
  /** Whom of those who are not declared a write may revoke. */
  readonly revocable: Revocable;
  /** Whose the names are that the list may show for somebody else. */
  readonly owners: Owners;
}

/** What hooks find out before they plan. */
export interface Circumstances extends Pick<Declaration, "ignored" | "inherited" | "revocable" | "owners"> {
  readonly now: Date;
}

/** What the last state and the program together want of the list at this moment. */
export function declarationOf(
  { subject }: List,
  inputs: Inputs,
  prior: State | undefined,
  { now, ...found }: Circumstances,
): Declaration {
  const users = resolvedUsers(subject, inputs);
  return {
    users: declaredNow(users, now),
    expired: users.filter((user) => isExpired(user, now)),
    exclusive: inputs.exclusive,
    managed: prior?.managed ?? [],
    ...found,
  };
}

/** What deleting a resource wants of the list: those it declared are gone, and nobody else. */
export const deletionOf = (
  managed: readonly string[],
  ignored: Ignored,
  inherited: readonly Grant[] = [],
): Declaration => ({
  users: [],
  expired: [],
  exclusive: false,
  ignored,
  managed,
  inherited,
  revocable: "anybody",
  owners: new Map(),
});

/** A list as the state remembers it. Who wrote last is taken for the caller, who is never revoked. */
export const rememberedAccess = ({ kind }: List, state: State): Access => ({
  id: numberIn(kind, state) ?? 0,
  caller: { userId: "", userName: "", ...state.appliedBy, permission: "" },
  entries: [...state.users, ...state.otherUsers],
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

/** What to send, each of it needed. Nobody of `remove` and `strangers` is declared. */
export interface Plan {
  readonly add: readonly Grant[];
  readonly change: readonly Change[];
  readonly remove: readonly Removal[];
  /** Declared for the caller itself, not so, and not ours to write: nobody can grant to itself. */
  readonly own: readonly Change[];
  /** Should go, but may not be revoked before the program says so. */
  readonly strangers: readonly Grant[];
}

export const isEmpty = ({ add, change, remove, own }: Plan): boolean =>
  add.length + change.length + remove.length + own.length === 0;

/** Whether an entry is among these: the same user with the same permission. */
function amongThese(grants: readonly Grant[]): (entry: Grant) => boolean {
  const keyOf = ({ userId, permission }: Grant): string => `${idKey(userId)} ${permission}`;
  const keys = new Set(grants.map(keyOf));
  return (entry) => keys.has(keyOf(entry));
}

/** Pure: what turns `live` into what is declared. Order and duplicates of either side do not matter. */
export function planAccess(declaration: Declaration, live: Access): Plan {
  const { users, expired, exclusive, ignored, revocable } = declaration;
  const entries = new Map(live.entries.map((entry) => [idKey(entry.userId), entry]));
  const desired = new Map(users.map((user) => [idKey(user.userId), user]));
  const managed = new Set(declaration.managed.map(idKey));
  const isInherited = amongThese(declaration.inherited);
  const isRevocable = mayRevoke(revocable);
  const plan = {
    add: [] as Grant[],
    change: [] as Change[],
    remove: [] as Removal[],
    own: [] as Change[],
    strangers: [] as Grant[],
  };
  for (const [key, user] of desired) {
    const entry = entries.get(key);
    if (isIgnored(ignored, user) || entry?.permission === user.permission) continue;
    if (isSameUser(user, live.caller)) {
      const from = entry?.permission ?? live.caller.permission;
      // Without an entry of its own the caller's right may come from elsewhere: enough is enough.
      if (entry !== undefined || rankOf(from) < rankOf(user.permission)) plan.own.push({ ...user, from });
    } else if (entry === undefined) plan.add.push(user);
    // In the server's own spelling of the id.
    else if (!isInherited(entry)) plan.change.push({ ...user, userId: entry.userId, from: entry.permission });
  }
  for (const [key, entry] of entries) {
    const isOurs = exclusive || managed.has(key);
    const isProtected = isSameUser(entry, live.caller) || isIgnored(ignored, entry) || isInherited(entry);
    if (desired.has(key) || !isOurs || isProtected) continue;
    const expiredAt = expired.find((user) => isSameUser(user, entry))?.expiresAt;
    if (!isRevocable(entry)) plan.strangers.push(entry);
    else plan.remove.push(expiredAt === undefined ? entry : { ...entry, expiredAt });
  }
  return plan;
}

/** What the list is after a part of a plan was carried out. */
export function applyToAccess(live: Access, set: readonly Grant[], removed: readonly Grant[]): Access {
  const entries = new Map(live.entries.map((entry) => [idKey(entry.userId), entry]));
  for (const { userId, userName, permission } of set)
    entries.set(idKey(userId), { userId, userName, permission });
  for (const { userId } of removed) entries.delete(idKey(userId));
  return { ...live, entries: [...entries.values()] };
}

/** Which of these entries are as they are because the list above has them so. */
export function heldThrough(above: Access | undefined, entries: readonly Grant[]): readonly Grant[] {
  if (above === undefined) return [];
  return entries.filter(amongThese([...above.entries, above.caller]));
}
