/** The users of access lists and their names in IAM. Everything here is pure but `namesOfIam`, which asks IAM once. */
import type { Context } from "../../provider/resource";
import { byName, type Grant, idKey } from "../../provider/swr/access";
import { reasonOf } from "./listing";
import type { LiveGrant, LiveOrganization } from "./types";

/** IAM's names by the key of the id. */
export type Names = ReadonlyMap<string, string>;

/** One call for all users, since the lists of a large account name hundreds. `reason`: why IAM does not tell the caller. */
export async function namesOfIam(
  context: Context,
): Promise<{ readonly names?: Names; readonly reason?: string }> {
  try {
    const users = await context.swr(context.settings.region).iam.users();
    return { names: new Map(users.map(({ userId, userName }) => [idKey(userId), userName])) };
  } catch (thrown) {
    return { reason: reasonOf(thrown) };
  }
}

/** An entry with IAM's own name for the user. */
function named({ userId, userName, permission }: Grant, names: Names | undefined): LiveGrant {
  const own = names?.get(idKey(userId));
  if (names === undefined) return { userId, userName, permission };
  if (own === undefined) return { userId, userName, permission, isUnknown: true };
  const listed = userName === own || userName === userId ? {} : { listedAs: userName };
  return { userId, userName: own, permission, ...listed };
}

/** The entries of a list with IAM's names, sorted by name. */
export const namedAll = (users: readonly Grant[], names: Names | undefined): readonly LiveGrant[] =>
  users.map((user) => named(user, names)).sort(byName);

const keysOf = (users: readonly LiveGrant[]): ReadonlySet<string> =>
  new Set(users.map(({ userId }) => idKey(userId)));

/**
 * Whether this cloud may show an organization's users on each of its repositories. One repository that lacks one of them
 * proves that it does not.
 */
const mayListAbove = (organizations: readonly LiveOrganization[]): boolean =>
  organizations.every(({ users = [], repositories }) =>
    repositories.every((repository) => {
      if (repository.users === undefined) return true;
      const keys = keysOf(repository.users);
      return users.every(({ userId }) => keys.has(idKey(userId)));
    }),
  );

/** The same organizations, in which entries of repositories that may come from the organization's list say so. */
export function withOrigin(organizations: readonly LiveOrganization[]): readonly LiveOrganization[] {
  if (!mayListAbove(organizations)) return organizations;
  return organizations.map((organization) => {
    const above = new Map((organization.users ?? []).map((it) => [idKey(it.userId), it.permission]));
    const marked = (user: LiveGrant): LiveGrant =>
      above.get(idKey(user.userId)) === user.permission ? { ...user, throughOrganization: true } : user;
    const repositories = organization.repositories.map((repository) => ({
      ...repository,
      users: repository.users?.map(marked),
    }));
    return { ...organization, repositories };
  });
}
