import { type Access, byName, type Grant, idKey, isSameUser, rankOf } from "../../swr/access";
import type { ListKind } from "./list";
import { isExpired, type State, type TimedGrant } from "./model";
import { type Ignored, isIgnored } from "./names";

/** What was known of the list before this read, in the order that users see. */
export interface Known {
  readonly users: readonly Grant[];
  readonly exclusive: boolean;
  readonly ignored: Ignored;
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
  /** Users declared with an end, whether they still have access or not. */
  readonly temporaryUsers?: readonly TimedGrant[];
}

/** The part of a state that follows from the server's list. */
export interface Observed {
  readonly users: readonly TimedGrant[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers?: readonly Grant[];
}

/** The users whom the last write of a state declared, by the names they had then. */
export function managedRows({ users, missingUsers = [], managed }: State): readonly Grant[] {
  const ids = new Set(managed.map(idKey));
  return [...users, ...missingUsers].filter(({ userId }) => ids.has(idKey(userId)));
}

/** The order that users see: first as declared, then as known before. */
function inKnownOrder(known: Known): (a: Grant, b: Grant) => number {
  const keys = [...new Set([...known.managed, ...known.users.map(({ userId }) => userId)].map(idKey))];
  const position = new Map(keys.map((key, at) => [key, at]));
  const at = ({ userId }: Grant): number => position.get(idKey(userId)) ?? keys.length;
  return (a, b) => at(a) - at(b) || byName(a, b);
}

/** Rows by user id. Of several rows of one user the first one counts. */
const rowsByUser = <Row extends Grant>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map([...rows].reverse().map((row) => [idKey(row.userId), row]));

/**
 * The server's entries, with the caller's own row as the state had it before. A caller who was not in the state is left out,
 * so that the caller's own right is nobody's drift. A caller whom the server leaves out of its list is added again.
 */
function entriesOf(live: Access, own: Grant | undefined): readonly Grant[] {
  const isListed = live.entries.some((entry) => isSameUser(entry, live.caller));
  if (own === undefined) return live.entries.filter((entry) => !isSameUser(entry, live.caller));
  const isHeld = rankOf(live.caller.permission) >= rankOf(own.permission);
  return isListed || !isHeld ? live.entries : [...live.entries, own];
}

/**
 * Pure. Turns a server's list into state. Known rows keep their order and names, and strangers come last, so that an engine
 * that compares lists by position shows the right users. The result is the same whoever reads: the caller's own row is kept
 * where the server leaves it out, and an undeclared caller is not shown as drift.
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
      // Access through the list above cannot be changed here. So a declared user is shown as declared, and anyone else only
      // among the inherited users.
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
 * Pure. Who has access, in the form of a program's list. Users whose end has passed are added where they have no access any
 * more: the program still lists them, and they must be no difference.
 */
export function asInputs(known: Known, users: readonly TimedGrant[], now: Date): TimedGrant[] {
  const isThere = (user: Grant): boolean => users.some((other) => isSameUser(other, user));
  const over = (known.temporaryUsers ?? []).filter((user) => isExpired(user, now) && !isThere(user));
  return [...users, ...over].sort(inKnownOrder(known));
}
