import { PermissionDeniedError } from "../../errors";
import type { CheckFailure } from "../../resource";
import type { Access } from "../../swr/access";
import { type Iam, unknownUser, type User } from "../../swr/iam";
import { hasUnknown } from "../../unknown";
import { isExpired, type UserGrant } from "./model";

/** Where a missing half is looked for, in this order. */
export interface Directory {
  /** Users of the last run. */
  readonly olds: readonly UserGrant[];
  /** The repository's list; undefined where it was not read or is not there. */
  readonly live: Access | undefined;
  /** The organization's list; undefined where the caller may not read it. */
  readonly organization: () => Promise<Access | undefined>;
  readonly iam: Iam;
  readonly now: Date;
}

const listed = (access: Access | undefined): readonly User[] =>
  access === undefined ? [] : [...access.entries, access.caller];
const bothHalves = (user: UserGrant): User[] =>
  user.userId !== undefined && user.userName !== undefined
    ? [{ userId: user.userId, userName: user.userName }]
    : [];

/** Users whose halves differ although the name is the same: only IAM knows who has it now. */
function nameInDoubt(userName: string, { olds, live }: Directory): boolean {
  const known = olds.flatMap(bothHalves).filter((user) => user.userName === userName);
  const [old] = known;
  const ids = new Set(
    [...known, ...listed(live)].flatMap((user) => (user.userName === userName ? user.userId : [])),
  );
  if (old === undefined) return ids.size > 1;
  // Declared before and not there now: the user may have been deleted, and the name given to somebody else.
  const isThere = live === undefined || listed(live).some(({ userId }) => userId === old.userId);
  return !isThere || [...ids].some((id) => id !== old.userId);
}

/** What is over grants nothing: the last run's halves will do, and the user may have been deleted since. */
function findOver(user: UserGrant, { olds, now }: Directory): User | undefined {
  if (!isExpired(user, now)) return undefined;
  return olds.flatMap(bothHalves).find((old) => old.userId === user.userId || old.userName === user.userName);
}

async function findById(userId: string, directory: Directory): Promise<User | null> {
  const isThis = (user: User): boolean => user.userId === userId && user.userName !== "";
  return (
    directory.olds.flatMap(bothHalves).find(isThis) ??
    listed(directory.live).find(isThis) ??
    listed(await directory.organization()).find(isThis) ??
    directory.iam.userById(userId)
  );
}

async function findByName(userName: string, directory: Directory): Promise<User | null> {
  const isThis = (user: User): boolean => user.userName === userName;
  const old = directory.olds.flatMap(bothHalves).find(isThis);
  if (nameInDoubt(userName, directory)) {
    try {
      return await directory.iam.userByName(userName);
    } catch (thrown) {
      // Without IAM the last run's id stands, unless the server shows the name with another one.
      const isClear = !listed(directory.live).some((user) => isThis(user) && user.userId !== old?.userId);
      if (thrown instanceof PermissionDeniedError && old !== undefined && isClear) return old;
      throw thrown;
    }
  }
  return (
    old ??
    listed(directory.live).find(isThis) ??
    listed(await directory.organization()).find(isThis) ??
    directory.iam.userByName(userName)
  );
}

type Resolved = { readonly user: UserGrant } | { readonly failure: CheckFailure };

async function resolveUser(user: UserGrant, at: number, directory: Directory): Promise<Resolved> {
  const { userId, userName, ...rest } = user;
  if (hasUnknown(user) || (userId !== undefined && userName !== undefined)) return { user };
  const half = userId === undefined ? "userName" : "userId";
  const property = `users[${String(at)}].${half}`;
  try {
    const found =
      findOver(user, directory) ??
      (userId === undefined
        ? await findByName(userName ?? "", directory)
        : await findById(userId, directory));
    if (found !== null) return { user: { userId: found.userId, userName: found.userName, ...rest } };
    return { failure: { property, reason: unknownUser(half, user[half] ?? "") } };
  } catch (thrown) {
    if (!(thrown instanceof PermissionDeniedError)) throw thrown;
    const reason = `"${user[half] ?? ""}" cannot be looked up: give userId and userName, or grant the caller to list users`;
    return { failure: { property, reason } };
  }
}

/** Every user with id and name; a user that cannot be found is a failure of its own property. */
export async function resolveUsers(
  users: readonly UserGrant[],
  directory: Directory,
): Promise<{ users: UserGrant[]; failures: CheckFailure[] }> {
  const resolved = await Promise.all(users.map((user, at) => resolveUser(user, at, directory)));
  return {
    users: resolved.flatMap((it) => ("user" in it ? it.user : [])),
    failures: resolved.flatMap((it) => ("failure" in it ? it.failure : [])),
  };
}

/** The order of the last run, new users behind: an engine compares lists by position. */
export function inOrderOf(olds: readonly UserGrant[], users: readonly UserGrant[]): UserGrant[] {
  const at = (user: UserGrant): number => {
    const found = olds.findIndex((old) => old.userId === user.userId);
    return found === -1 || user.userId === undefined ? olds.length : found;
  };
  return [...users].sort((a, b) => at(a) - at(b));
}
