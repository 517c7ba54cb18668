import { type Access, byName, type Grant, rankOf } from "../../swr/access";
import { isExpired, isListed, type TimedGrant } from "./model";

/** What was known of the list before, in the order users see it. */
export interface Known {
  readonly users: readonly Grant[];
  readonly exclusive: boolean;
  readonly ignored: readonly string[];
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
  /** Declared with an end, live or not, over or not. */
  readonly temporaryUsers?: readonly TimedGrant[];
}

/** The part of the state that the server's list decides. */
export interface Observed {
  readonly users: readonly TimedGrant[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
}

/** The order users see: as they were declared, then as they were known. */
function inKnownOrder(known: Known): (a: Grant, b: Grant) => number {
  const ids = [...new Set([...known.managed, ...known.users.map(({ userId }) => userId)])];
  const position = new Map(ids.map((id, at) => [id, at]));
  const at = ({ userId }: Grant): number => position.get(userId) ?? ids.length;
  return (a, b) => at(a) - at(b) || byName(a, b);
}

/**
 * Pure: a server's list as state. Rows keep the known order and the known names, strangers come last; so an engine
 * that compares lists by position shows the right people. The answer is the same whoever looks: the caller's own row
 * is kept where the server leaves it out, and an undeclared caller is nobody's drift.
 */
export function observe(known: Known, live: Access): Observed {
  const knownRows = [...known.users, ...known.otherUsers];
  const temporaryUsers = known.temporaryUsers ?? [];
  const rowOf = ({ userId }: { userId: string }): Grant | undefined =>
    knownRows.find((row) => row.userId === userId);
  const temporaryOf = ({ userId }: { userId: string }): TimedGrant | undefined =>
    temporaryUsers.find((row) => row.userId === userId);
  /** As it was known, unless the server shows that name for somebody else: then it has moved. */
  const nameOf = (entry: Grant): string => {
    const known = (rowOf(entry) ?? temporaryOf(entry) ?? entry).userName;
    const hasMoved = live.entries.some((it) => it.userName === known && it.userId !== entry.userId);
    return hasMoved ? entry.userName : known;
  };
  const entries = new Map(live.entries.map((entry) => [entry.userId, entry]));
  const own = rowOf(live.caller);
  if (own === undefined) entries.delete(live.caller.userId);
  else if (!entries.has(own.userId) && rankOf(live.caller.permission) >= rankOf(own.permission))
    entries.set(own.userId, own);

  const inheritedUsers = known.inheritedUsers.filter(
    (row) => entries.get(row.userId)?.permission === row.permission,
  );
  const declared = new Map(known.users.map((row) => [row.userId, row]));
  const rows = [...entries.values()]
    .filter((entry) => !isListed(known.ignored, entry))
    .flatMap((entry) => {
      const isInherited = inheritedUsers.some(({ userId }) => userId === entry.userId);
      // Nothing can be done about it here: a declared user shows as declared, anyone else only as inherited.
      if (isInherited) return declared.get(entry.userId) ?? [];
      return { ...entry, userName: nameOf(entry) };
    })
    .map(({ userId, userName, permission }): TimedGrant => {
      const expiresAt = temporaryOf({ userId })?.expiresAt;
      return { userId, userName, permission, ...(expiresAt === undefined ? {} : { expiresAt }) };
    });
  const isOurs = ({ userId }: Grant): boolean =>
    known.exclusive || declared.has(userId) || known.managed.includes(userId);
  return {
    users: rows.filter(isOurs).sort(inKnownOrder(known)),
    otherUsers: rows.filter((row) => !isOurs(row)).sort(byName),
    inheritedUsers,
  };
}

/**
 * Pure: who has access as a program would declare it, together with those whose time is over and whom the program still
 * lists: they are as it wants them, and no difference.
 */
export function asInputs(known: Known, users: readonly TimedGrant[], now: Date): TimedGrant[] {
  const isThere = ({ userId }: Grant): boolean => users.some((user) => user.userId === userId);
  const over = (known.temporaryUsers ?? []).filter((user) => isExpired(user, now) && !isThere(user));
  return [...users, ...over].sort(inKnownOrder(known));
}
