import { type Access, byName, type Grant, idKey, isSameUser, rankOf } from "../../swr/access";
import type { ListKind } from "./list";
import { isExpired, type State, type TimedGrant } from "./model";
import { type Ignored, isIgnored } from "./names";

/** What was known of the list before, in the order users see it. */
export interface Known {
  readonly users: readonly Grant[];
  readonly exclusive: boolean;
  readonly ignored: Ignored;
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
  readonly inheritedUsers?: readonly Grant[];
}

/** Whom a state's last write declared, by the names they had then. */
export function managedRows({ users, missingUsers = [], managed }: State): readonly Grant[] {
  const ids = new Set(managed.map(idKey));
  return [...users, ...missingUsers].filter(({ userId }) => ids.has(idKey(userId)));
}

/** The order users see: as they were declared, then as they were known. */
function inKnownOrder(known: Known): (a: Grant, b: Grant) => number {
  const keys = [...new Set([...known.managed, ...known.users.map(({ userId }) => userId)].map(idKey))];
  const position = new Map(keys.map((key, at) => [key, at]));
  const at = ({ userId }: Grant): number => position.get(idKey(userId)) ?? keys.length;
  return (a, b) => at(a) - at(b) || byName(a, b);
}

/** Rows by user; of several rows of one user the first. */
const rowsByUser = <Row extends Grant>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map([...rows].reverse().map((row) => [idKey(row.userId), row]));

/** The server's entries with the caller's own row as it was known: its own right is nobody's drift. */
function entriesOf(live: Access, own: Grant | undefined): readonly Grant[] {
  const isListed = live.entries.some((entry) => isSameUser(entry, live.caller));
  if (own === undefined) return live.entries.filter((entry) => !isSameUser(entry, live.caller));
  const isHeld = rankOf(live.caller.permission) >= rankOf(own.permission);
  return isListed || !isHeld ? live.entries : [...live.entries, own];
}

/**
 * Pure: a server's list as state. Rows keep the known order and the known names, strangers come last; so an engine
 * that compares lists by position shows the right people. The answer is the same whoever looks: the caller's own row
 * is kept where the server leaves it out, and an undeclared caller is nobody's drift.
 */
export function observe({ above }: ListKind, known: Known, live: Access): Observed {
  const rows = rowsByUser([...known.users, ...known.otherUsers]);
  const temporary = rowsByUser(known.temporaryUsers ?? []);
  const declared = rowsByUser(known.users);
  const managed = new Set(known.managed.map(idKey));
  const entries = entriesOf(live, rows.get(idKey(live.caller.userId)));
  const permissions = new Map(entries.map((entry) => [idKey(entry.userId), entry.permission]));
  const inheritedUsers = known.inheritedUsers.filter(
    ({ userId, permission }) => permissions.get(idKey(userId)) === permission,
  );
  const inherited = rowsByUser(inheritedUsers);
  const shown = entries
    .filter((entry) => !isIgnored(known.ignored, entry))
    .flatMap((entry): TimedGrant | [] => {
      const key = idKey(entry.userId);
      // Nothing can be done about it here: a declared user shows as declared, anyone else only as inherited.
      const row = inherited.has(key) ? declared.get(key) : entry;
      if (row === undefined) return [];
      const { userName } = rows.get(key) ?? temporary.get(key) ?? row;
      const expiresAt = temporary.get(key)?.expiresAt;
      const { userId, permission } = row;
      return { userId, userName, permission, ...(expiresAt === undefined ? {} : { expiresAt }) };
    });
  const isOurs = ({ userId }: Grant): boolean =>
    known.exclusive || declared.has(idKey(userId)) || managed.has(idKey(userId));
  return {
    users: shown.filter(isOurs).sort(inKnownOrder(known)),
    otherUsers: shown.filter((row) => !isOurs(row)).sort(byName),
    ...(above === undefined ? {} : { inheritedUsers }),
  };
}

/**
 * Pure: who has access as a program would declare it, together with those whose time is over and whom the program still
 * lists: they are as it wants them, and no difference.
 */
export function asInputs(known: Known, users: readonly TimedGrant[], now: Date): TimedGrant[] {
  const isThere = (user: Grant): boolean => users.some((other) => isSameUser(other, user));
  const over = (known.temporaryUsers ?? []).filter((user) => isExpired(user, now) && !isThere(user));
  return [...users, ...over].sort(inKnownOrder(known));
}
