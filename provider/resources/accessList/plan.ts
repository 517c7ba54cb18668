import { type Access, type Grant, idKey, isSameUser, rankOf } from "../../swr/access";
import type { List } from "./list";
import {
  declaredNow,
  hasId,
  type Inputs,
  isExpired,
  numberIn,
  resolvedUsers,
  type State,
  type TimedGrant,
} from "./model";
import { type Ignored, isIgnored, type Owners } from "./names";
import { mayRevoke, type RevocableOf } from "./takeOver";

/** Everything that decides what a list should become. */
export interface Declaration {
  readonly users: readonly Grant[];
  /** Users on the program's list whose end has passed. They are treated as undeclared, but lines can tell when they ended. */
  readonly expired: readonly TimedGrant[];
  readonly exclusive: boolean;
  readonly ignored: Ignored;
  /** Ids declared at the last write. The resource may revoke them once they leave the program's list. */
  readonly managed: readonly string[];
  /** Entries known to come from the list above. They are left alone as long as they do not change. */
  readonly inherited: readonly Grant[];
  /** Which undeclared users a write may revoke. */
  readonly revocable: RevocableOf;
  /** The owners of names. A list may show a name for somebody else. */
  readonly owners: Owners;
}

/** What a hook finds out before it plans. */
export interface Circumstances extends Pick<Declaration, "ignored" | "inherited" | "revocable" | "owners"> {
  readonly now: Date;
  /** Ids of users whom the program declares for this list, in this resource or in another one. */
  readonly staying: readonly string[];
}

/** What the last state and the program together declare for the list at this moment. */
export function declarationOf(
  { subject }: List,
  inputs: Inputs,
  prior: State | undefined,
  { now, staying, ...found }: Circumstances,
): Declaration {
  const users = resolvedUsers(subject, inputs);
  return {
    users: declaredNow(users, now),
    expired: users.filter((user) => isExpired(user, now)),
    exclusive: inputs.exclusive,
    managed: (prior?.managed ?? []).filter((id) => !hasId(staying, id)),
    ...found,
  };
}

/** What the deletion of a resource declares for the list: the users whom it declared lose access, and nobody else. */
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
  revocable: () => "anybody",
  owners: new Map(),
});

/** A list as the state remembers it. The last writer stands in for the caller, who is never revoked. */
export const rememberedAccess = ({ kind }: List, state: State): Access => ({
  id: numberIn(kind, state) ?? 0,
  caller: { userId: "", userName: "", ...state.appliedBy, permission: "" },
  entries: [...state.users, ...state.otherUsers],
});

/** A change of one user's entry. */
export interface Change extends Grant {
  /** Permission that the entry has now. */
  readonly from: string;
}

/** An entry that is to be revoked. */
export interface Removal extends Grant {
  /** When the program's grant for this user ended. Left out where it had no end. */
  readonly expiredAt?: string;
}

/** What has to be sent to the server. Nobody in `remove` or `strangers` is declared. */
export interface Plan {
  readonly add: readonly Grant[];
  readonly change: readonly Change[];
  readonly remove: readonly Removal[];
  /** Changes of the caller's own entry. They cannot be sent, since nobody can grant access to themselves. */
  readonly own: readonly Change[];
  /** Undeclared users who may not be revoked unless the program sets `takeOver`. */
  readonly strangers: readonly Grant[];
}

export const isEmpty = ({ add, change, remove, own }: Plan): boolean =>
  add.length + change.length + remove.length + own.length === 0;

/** Whether a plan grants or changes something, and revokes nobody. */
export const onlyGrants = ({ add, change, remove, own, strangers }: Plan): boolean =>
  add.length + change.length > 0 && remove.length + own.length + strangers.length === 0;

/** Returns a function that tells whether an entry is among these: the same user with the same permission. */
function amongThese(grants: readonly Grant[]): (entry: Grant) => boolean {
  const keyOf = ({ userId, permission }: Grant): string => `${idKey(userId)} ${permission}`;
  const keys = new Set(grants.map(keyOf));
  return (entry) => keys.has(keyOf(entry));
}

/** Pure. Plans what turns `live` into what is declared. The order and duplicates of either side do not matter. */
export function planAccess(declaration: Declaration, live: Access): Plan {
  const { users, expired, exclusive, ignored, revocable } = declaration;
  const entries = new Map(live.entries.map((entry) => [idKey(entry.userId), entry]));
  const desired = new Map(users.map((user) => [idKey(user.userId), user]));
  const managed = new Set(declaration.managed.map(idKey));
  const isInherited = amongThese(declaration.inherited);
  const isRevocable = mayRevoke(revocable(live));
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
      // A caller without an entry may hold the right in another way, so a right that is at least as great is enough.
      if (entry !== undefined || rankOf(from) < rankOf(user.permission)) plan.own.push({ ...user, from });
    } else if (entry === undefined) plan.add.push(user);
    // The id is sent as the server spells it.
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

/** The list after a part of a plan has been carried out. */
export function applyToAccess(live: Access, set: readonly Grant[], removed: readonly Grant[]): Access {
  const entries = new Map(live.entries.map((entry) => [idKey(entry.userId), entry]));
  for (const { userId, userName, permission } of set)
    entries.set(idKey(userId), { userId, userName, permission });
  for (const { userId } of removed) entries.delete(idKey(userId));
  return { ...live, entries: [...entries.values()] };
}

/** Of these entries, those that the list above has with the same permission, so that they come from there. */
export function heldThrough(above: Access | undefined, entries: readonly Grant[]): readonly Grant[] {
  if (above === undefined) return [];
  return entries.filter(amongThese([...above.entries, above.caller]));
}
