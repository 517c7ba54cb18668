import { PermissionDeniedError, SwrError } from "../../errors";
import type { CheckFailure, Context } from "../../resource";
import { type Access, type Grant, idKey } from "../../swr/access";
import type { Iam, User } from "../../swr/iam";
import { UNKNOWN } from "../../unknown";
import { hasId, type Inputs, listOf } from "./model";

/** The users whom a resource leaves alone. */
export interface Ignored {
  readonly ids: readonly string[];
  /** Names that are compared with the names in access lists. Empty unless `swr:trustListedNames` is set. */
  readonly names: readonly string[];
}

export const NOBODY_IGNORED: Ignored = { ids: [], names: [] };

/** Whether a resource leaves this user alone. */
export const isIgnored = (
  { ids, names }: Ignored,
  { userId, userName }: Omit<Grant, "permission">,
): boolean => hasId(ids, userId) || names.includes(userName);

/** Whether an element of a list of ids and names is an id. IAM's ids are 32 hexadecimal digits. */
const isId = (element: string): boolean => /^[0-9a-f]{32}$/i.test(element);

/** The error where IAM refuses to tell a user's id or name. */
export const cannotLookUp = (value: string, missing: keyof User): string =>
  `"${value}" cannot be looked up: give ${missing}, or grant the caller to list users`;

/**
 * The user who has this name in IAM; null: nobody. Where IAM refuses to answer, its answer from an earlier run counts
 * (`known`). The name that an access list shows is not used, since whoever wrote the entry could choose it freely.
 */
export async function userByName(iam: Iam, name: string, known: readonly User[]): Promise<User | null> {
  try {
    return await iam.userByName(name);
  } catch (thrown) {
    const earlier = known.find(({ userName }) => userName === name);
    if (thrown instanceof PermissionDeniedError && earlier !== undefined) return earlier;
    throw thrown;
  }
}

type Ignoring = Pick<Inputs, "ignoreUsers" | "region" | "__names">;

/** The lists of users to leave alone, each with the name of its property or setting. */
const ignoreLists = ({ ignoreUsers }: Ignoring, { settings }: Context) =>
  [
    { property: "ignoreUsers", list: listOf(ignoreUsers) },
    { property: "swr:ignoreUsers", list: settings.ignoreUsers },
  ] as const;

/** The ids from `ignoreUsers` and `swr:ignoreUsers`, and failures for names that could not be looked up. */
export interface IgnoredNames {
  readonly ignored: Ignored;
  /** The users that IAM answered. */
  readonly users: readonly User[];
  readonly failures: readonly CheckFailure[];
}

/** Turns the names among the ignored users into ids. A name that IAM does not know matches nobody. */
export async function resolveIgnored(context: Context, it: Ignoring): Promise<IgnoredNames> {
  const lists = ignoreLists(it, context);
  const names = lists.flatMap(({ property, list }) =>
    list.flatMap((name, at) =>
      isId(name) || name === UNKNOWN ? [] : { name, property: `${property}[${String(at)}]` },
    ),
  );
  const ids = lists.flatMap(({ list }) => list.filter(isId));
  if (context.settings.trustListedNames)
    return { ignored: { ids, names: names.map(({ name }) => name) }, users: [], failures: [] };
  const { iam } = context.swr(it.region);
  const failures: CheckFailure[] = [];
  const found = await Promise.all(
    names.map(async ({ name, property }) => {
      try {
        return await userByName(iam, name, it.__names ?? []);
      } catch (thrown) {
        if (!(thrown instanceof PermissionDeniedError)) throw thrown;
        failures.push({ property, reason: cannotLookUp(name, "userId") });
        return null;
      }
    }),
  );
  const users = found.filter((user) => user !== null);
  return {
    ignored: { ids: [...ids, ...users.map(({ userId }) => userId)], names: [] },
    users,
    failures,
  };
}

/** The user id by user name, as far as the stack knows: from the declared users, and from names that IAM was asked for. */
export type Owners = ReadonlyMap<string, string>;

/** Collects the owners of names from several lists. Where lists disagree about a name, the first one decides. */
export function ownersOf(...lists: readonly (readonly Partial<User>[] | undefined)[]): Owners {
  const owners = new Map<string, string>();
  for (const { userId, userName } of lists.flatMap((list) => list ?? []))
    if (userId !== undefined && userName !== undefined && !owners.has(userName)) owners.set(userName, userId);
  return owners;
}

/**
 * Adds the id to the name in a row whose name belongs to another user. Without the id, a stranger who is listed as `alice`
 * would look like alice in every line.
 */
export function withOwner<Row extends Grant>(row: Row, owners: Owners): Row {
  const owner = owners.get(row.userName);
  if (owner === undefined || idKey(owner) === idKey(row.userId)) return row;
  return { ...row, userName: `${row.userId} (listed as ${row.userName})` };
}

/** Calls `withOwner` for all entries of a list. */
export const withOwners = (access: Access, owners: Owners): Access => ({
  ...access,
  entries: access.entries.map((entry) => withOwner(entry, owners)),
});

/**
 * All users whom a resource leaves alone. Throws where a name among them cannot be looked up, since that user could be
 * revoked by mistake.
 */
export async function ignoredBy(context: Context, it: Ignoring): Promise<Ignored> {
  const { ignored, failures } = await resolveIgnored(context, it);
  if (failures.length === 0) return ignored;
  throw new SwrError(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
}
