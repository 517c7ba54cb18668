import { PermissionDeniedError } from "../../errors";
import type { CheckFailure } from "../../resource";
import { type Access, idKey } from "../../swr/access";
import { type Iam, unknownUser, type User } from "../../swr/iam";
import { hasUnknown } from "../../unknown";
import { isExpired, type UserGrant } from "./model";
import { cannotLookUp, userByName } from "./names";

/** Where the missing id or name of a user is looked for. */
export interface Directory {
  /** Users of the last run. */
  readonly olds: readonly UserGrant[];
  /** IAM's answers of the last run, for names that IAM refuses to look up now. */
  readonly names: readonly User[];
  /** The list; undefined where it was not read or does not exist. */
  readonly live: Access | undefined;
  /** The list above; undefined where the caller may not read it, or where there is none. */
  readonly above: () => Promise<Access | undefined>;
  readonly iam: Iam;
  /** Whether names in access lists are trusted: `swr:trustListedNames`. */
  readonly trustsLists: boolean;
  readonly now: Date;
}

const listed = (access: Access | undefined): readonly User[] =>
  access === undefined ? [] : [...access.entries, access.caller];
const bothHalves = (user: UserGrant): User[] =>
  user.userId !== undefined && user.userName !== undefined
    ? [{ userId: user.userId, userName: user.userName }]
    : [];

/**
 * The id and name of a user whose end has passed, from the last run. Such a user is granted nothing and may have been deleted
 * since, so nobody is asked.
 */
function findOver(user: UserGrant, { olds, now }: Directory): User | undefined {
  if (!isExpired(user, now)) return undefined;
  return olds.flatMap(bothHalves).find((old) => old.userId === user.userId || old.userName === user.userName);
}

/** Finds the name for an id. Names are only labels, so any source will do. */
async function findById(userId: string, directory: Directory): Promise<User | null> {
  const isThis = (user: User): boolean =>
    idKey(user.userId) === idKey(userId) && user.userName !== "" && user.userName !== user.userId;
  return (
    directory.olds.flatMap(bothHalves).find(isThis) ??
    listed(directory.live).find(isThis) ??
    listed(await directory.above()).find(isThis) ??
    directory.iam.userById(userId)
  );
}

/** The user who is listed under a name; undefined: nobody, or several users, whom only IAM can tell apart. */
function findListed(userName: string, list: readonly User[]): User | undefined {
  const found = list.filter((user) => user.userName === userName);
  return new Set(found.map(({ userId }) => idKey(userId))).size === 1 ? found[0] : undefined;
}

async function findByName(userName: string, directory: Directory): Promise<User | null> {
  const { live, iam, names, trustsLists } = directory;
  if (!trustsLists) return userByName(iam, userName, names);
  const olds = directory.olds.flatMap(bothHalves);
  // Where the list was not read, nothing is newer than the last run.
  const inList = findListed(userName, live === undefined ? olds : listed(live));
  if (inList !== undefined) return inList;
  const inAbove = findListed(userName, listed(await directory.above()));
  return inAbove ?? userByName(iam, userName, [...names, ...olds]);
}

interface Resolved {
  readonly user?: UserGrant;
  /** The owner of the given name, where it was looked up. */
  readonly name?: User;
  readonly failure?: CheckFailure;
}

async function resolveUser(user: UserGrant, at: number, directory: Directory): Promise<Resolved> {
  const { userId, userName, ...rest } = user;
  if (hasUnknown(user) || (userId !== undefined && userName !== undefined)) return { user };
  const half = userId === undefined ? "userName" : "userId";
  const value = user[half] ?? "";
  const property = `users[${String(at)}].${half}`;
  const complete = (found: User): UserGrant => ({
    userId: userId ?? found.userId,
    userName: found.userName,
    ...rest,
  });
  const over = findOver(user, directory);
  if (over !== undefined) return { user: complete(over) };
  try {
    const found = await (half === "userName" ? findByName(value, directory) : findById(value, directory));
    if (found === null) return { failure: { property, reason: unknownUser(half, value) } };
    return { user: complete(found), ...(half === "userName" ? { name: found } : {}) };
  } catch (thrown) {
    if (!(thrown instanceof PermissionDeniedError)) throw thrown;
    const missing = half === "userName" ? "userId" : "userName";
    return { failure: { property, reason: cannotLookUp(value, missing) } };
  }
}

/** Completes every user with id and name. A user that cannot be found is a failure of its own property. */
export async function resolveUsers(
  users: readonly UserGrant[],
  directory: Directory,
): Promise<{ users: UserGrant[]; names: User[]; failures: CheckFailure[] }> {
  const resolved = await Promise.all(users.map((user, at) => resolveUser(user, at, directory)));
  return {
    users: resolved.flatMap(({ user }) => user ?? []),
    names: resolved.flatMap(({ name }) => name ?? []),
    failures: resolved.flatMap(({ failure }) => failure ?? []),
  };
}

/**
 * The users in the order of the last run, new ones last, and with the ids spelled as in the last run. Engines compare lists
 * by position and ids by letter, so they show no difference where there is none.
 */
export function asIn(olds: readonly UserGrant[], users: readonly UserGrant[]): UserGrant[] {
  const known = new Map(
    olds.flatMap(({ userId }, at) =>
      userId === undefined ? [] : [[idKey(userId), { userId, at }] as const],
    ),
  );
  const knownOf = ({ userId }: UserGrant) => (userId === undefined ? undefined : known.get(idKey(userId)));
  const at = (user: UserGrant): number => knownOf(user)?.at ?? olds.length;
  return users
    .map((user) => {
      const old = knownOf(user);
      return old === undefined ? user : { ...user, userId: old.userId };
    })
    .sort((a, b) => at(a) - at(b));
}
