import { type Access, type Grant, rankOf } from "../../swr/access";
import { isListed } from "./model";

/** What was known of the list before, in the order users see it. */
export interface Known {
  readonly users: readonly Grant[];
  readonly exclusive: boolean;
  readonly ignored: readonly string[];
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
}

/** The part of the state that the server's list decides. */
export interface Observed {
  readonly users: readonly Grant[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
}

const byName = (a: Grant, b: Grant): number =>
  a.userName.localeCompare(b.userName) || (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0);

/**
 * Pure: a server's list as state. Rows keep the known order and the known names, strangers come last; so an engine
 * that compares lists by position shows the right people. The answer is the same whoever looks: the caller's own row
 * is kept where the server leaves it out, and an undeclared caller is nobody's drift.
 */
export function observe(known: Known, live: Access): Observed {
  const knownRows = [...known.users, ...known.otherUsers];
  const rowOf = ({ userId }: { userId: string }): Grant | undefined =>
    knownRows.find((row) => row.userId === userId);
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
      return { ...entry, userName: rowOf(entry)?.userName ?? entry.userName };
    });
  const isOurs = ({ userId }: Grant): boolean =>
    known.exclusive || declared.has(userId) || known.managed.includes(userId);
  const position = new Map(known.users.map(({ userId }, at) => [userId, at]));
  const at = ({ userId }: Grant): number => position.get(userId) ?? known.users.length;
  return {
    users: rows.filter(isOurs).sort((a, b) => at(a) - at(b) || byName(a, b)),
    otherUsers: rows.filter((row) => !isOurs(row)).sort(byName),
    inheritedUsers,
  };
}
