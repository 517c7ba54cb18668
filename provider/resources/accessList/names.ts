import { PermissionDeniedError, SwrError } from "../../errors";
import type { CheckFailure, Context } from "../../resource";
import { type Access, type Grant, idKey } from "../../swr/access";
import type { Iam, User } from "../../swr/iam";
import { UNKNOWN } from "../../unknown";
import { hasId, type Inputs, listOf } from "./model";

/** Users who are left alone. */
export interface Ignored {
  readonly ids: readonly string[];
  /** Names of access lists that are believed: none, unless `swr:trustListedNames` is set. */
  readonly names: readonly string[];
}

export const NOBODY_IGNORED: Ignored = { ids: [], names: [] };

/** Whether a user is left alone. */
export const isIgnored = (
  { ids, names }: Ignored,
  { userId, userName }: Omit<Grant, "permission">,
): boolean => hasId(ids, userId) || names.includes(userName);

/** An element of a list of ids and names: IAM's ids are 32 hexadecimal digits. */
const isId = (element: string): boolean => /^[0-9a-f]{32}$/i.test(element);

/** What to do where IAM refuses to tell a user's other half. */
export const cannotLookUp = (value: string, missing: keyof User): string =>
  `"${value}" cannot be looked up: give ${missing}, or grant the caller to list users`;

/**
 * Whose a name is, by IAM; null: nobody's. Where IAM refuses to say, its earlier answer in the state counts. The name that an
 * access list shows for an entry is never asked: it is whatever the writer of the entry sent.
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

/** The lists of users to be left alone, with the name that a user knows each by. */
const ignoreLists = ({ ignoreUsers }: Ignoring, { settings }: Context) =>
  [
    { property: "ignoreUsers", list: listOf(ignoreUsers) },
    { property: "swr:ignoreUsers", list: settings.ignoreUsers },
  ] as const;

/** What `ignoreUsers` and `swr:ignoreUsers` come to: ids, and why some names could not be turned into one. */
export interface IgnoredNames {
  readonly ignored: Ignored;
  /** IAM's answers. */
  readonly users: readonly User[];
  readonly failures: readonly CheckFailure[];
}

/** Turns the names among the ignored users into ids. A name that IAM does not know is nobody's. */
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

/** Whose a name is, as far as the stack knows: of the users it declares, and of the names that IAM was asked for. */
export type Owners = ReadonlyMap<string, string>;

/** The first list that has a name decides. */
export function ownersOf(...lists: readonly (readonly Partial<User>[] | undefined)[]): Owners {
  const owners = new Map<string, string>();
  for (const { userId, userName } of lists.flatMap((list) => list ?? []))
    if (userId !== undefined && userName !== undefined && !owners.has(userName)) owners.set(userName, userId);
  return owners;
}

/**
 * A row that shows who it really is: under a name that is somebody else's it shows its id, too. Without it a stranger who is
 * listed as `alice` would be taken for alice by everybody who reads the line.
 */
export function withOwner<Row extends Grant>(row: Row, owners: Owners): Row {
  const owner = owners.get(row.userName);
  if (owner === undefined || idKey(owner) === idKey(row.userId)) return row;
  return { ...row, userName: `${row.userId} (listed as ${row.userName})` };
}

/** The same for all entries of a list. */
export const withOwners = (access: Access, owners: Owners): Access => ({
  ...access,
  entries: access.entries.map((entry) => withOwner(entry, owners)),
});

/** Everyone a resource leaves alone. Throws where a name among them cannot be looked up: nobody may be revoked by mistake. */
export async function ignoredBy(context: Context, it: Ignoring): Promise<Ignored> {
  const { ignored, failures } = await resolveIgnored(context, it);
  if (failures.length === 0) return ignored;
  throw new SwrError(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
}
