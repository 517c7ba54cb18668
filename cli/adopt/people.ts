/** The users of a generated program: which names they get, and who is left alone. Pure. */
import { idKey, PERMISSIONS } from "../../provider/swr/access";
import type { Live, LiveGrant, LiveUser } from "../live/types";
import { identifierOf, UniqueNames } from "./names";
import type { Grant, Ignored, User } from "./program";

/** Whether a text is an IAM user id. An id in `ignoreUsers` needs no look-up in IAM, a name does. */
const isId = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);

const orderOf = ({ userName, userId }: LiveUser): string => `${userName}\u0000${idKey(userId)}`;
const byOrder = (a: LiveUser, b: LiveUser): number => (orderOf(a) < orderOf(b) ? -1 : 1);

const allGrants = (live: Live): LiveGrant[] =>
  live.organizations.flatMap(({ users = [], repositories }) => [
    ...users,
    ...repositories.flatMap((repository) => repository.users ?? []),
  ]);

/**
 * The users of all lists, each once. A list may show one user under the name of another, or two users under one name. Where
 * IAM did not tell whose such a name is, the id stands in for it, since a wrong name in a program would mislead its readers.
 */
function usersOf(live: Live): readonly Omit<User, "key">[] {
  const byId = new Map<string, LiveGrant>();
  const holders = { certain: new Map<string, Set<string>>(), shown: new Map<string, Set<string>>() };
  for (const grant of allGrants(live).sort(byOrder)) {
    const [id, { userName }] = [idKey(grant.userId), grant];
    const isCertain = live.hasNamesOfIam && grant.isUnknown !== true;
    for (const names of isCertain ? [holders.certain, holders.shown] : [holders.shown])
      names.set(userName, (names.get(userName) ?? new Set()).add(id));
    if (!byId.has(id)) byId.set(id, grant);
  }
  const isOwn = ({ userName }: LiveGrant, id: string): boolean => {
    const ids = holders.certain.get(userName) ?? holders.shown.get(userName);
    return userName.trim() !== "" && ids?.size === 1 && ids.has(id);
  };
  return [...byId].map(([id, grant]) => ({
    userId: grant.userId,
    userName: isOwn(grant, id) ? grant.userName : grant.userId,
    isUnknown: grant.isUnknown === true,
  }));
}

/** One access list, as a program declares it. */
export interface ListedUsers {
  readonly grants: readonly Grant[];
  /** Users whose permission no program can declare. */
  readonly undeclarable: readonly Grant[];
}

export class People {
  /** Sorted by name. */
  readonly users: readonly User[];
  readonly ignored: readonly Ignored[];
  readonly #byId: ReadonlyMap<string, User>;

  /** `ignoreUsers`: ids and names that the settings of this run leave alone. */
  constructor(
    live: Live,
    private readonly ignoreUsers: readonly string[],
  ) {
    const unique = new UniqueNames("");
    this.users = [...usersOf(live)].sort(byOrder).map((user) => {
      const name = user.userName === user.userId ? "user" : user.userName;
      return { ...user, key: unique.take(identifierOf(name, "user")) };
    });
    this.#byId = new Map(this.users.map((user) => [idKey(user.userId), user]));
    this.ignored = [...callerOf(live), ...this.#bySettings(live)];
  }

  /** The users in `swr:ignoreUsers`, by id where a list shows it: not every caller may look up a name in IAM. */
  #bySettings({ caller }: Live): Ignored[] {
    const others = this.ignoreUsers.filter((value) => caller === undefined || !isNamed(caller, value));
    return others.map((value) => {
      const [user, ...more] = this.users.filter((it) => isNamed(it, value) && isId(it.userId));
      return user === undefined || more.length > 0
        ? { value, comment: "in swr:ignoreUsers of the run that wrote this" }
        : { value: user.userId, comment: user.userName };
    });
  }

  /** A list without the users whom the settings leave alone, sorted by name. */
  listed(list: readonly LiveGrant[]): ListedUsers {
    const grants = list
      .filter((user) => !this.ignoreUsers.some((value) => isNamed(user, value)))
      .flatMap(({ userId, permission }): Grant[] => {
        const user = this.#byId.get(idKey(userId));
        return user === undefined ? [] : [{ user, permission }];
      })
      .sort((a, b) => byOrder(a.user, b.user));
    const isDeclarable = ({ permission }: Grant): boolean => permission in PERMISSIONS;
    return {
      grants: grants.filter(isDeclarable),
      undeclarable: grants.filter((grant) => !isDeclarable(grant)),
    };
  }
}

const isNamed = ({ userId, userName }: LiveUser, value: string): boolean =>
  idKey(value) === idKey(userId) || value === userName;

/** The user who adopts. No list shows its own reader, so this user's grants are not known. */
const callerOf = ({ caller }: Live): Ignored[] =>
  caller === undefined
    ? []
    : [{ value: isId(caller.userId) ? caller.userId : caller.userName, comment: caller.userName }];
