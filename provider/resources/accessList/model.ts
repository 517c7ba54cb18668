import { SwrError } from "../../errors";
import { UNKNOWN } from "../../unknown";
import { type Grant, idKey, type Permission } from "../../swr/access";
import type { User } from "../../swr/iam";
import type { ListKind, ListPlace } from "./list";

/** A user as a program declares it. At least one of id and name is given; `check` adds the other one. */
export interface UserGrant {
  readonly userId?: string;
  readonly userName?: string;
  readonly permission: Permission;
  /** From this time on the user counts as undeclared. */
  readonly expiresAt?: string;
}

/** A user with id and name and, where the program gives one, an end. */
export interface TimedGrant extends Grant {
  readonly expiresAt?: string;
}

/** What a program declares, with the defaults that `check` fills in. */
export interface Inputs extends ListPlace {
  readonly users: readonly UserGrant[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers?: readonly string[];
  /**
   * The owners of the names that the program gives without an id, as IAM answered `check`. They are kept for a run in which
   * IAM refuses to answer. Engines do not show properties that begin with two underscores.
   */
  readonly __names?: readonly User[];
}

/**
 * The number that SWR answers with a list, under the name that its kind has for it. Left out where the number is not known or
 * changes between answers.
 */
interface Numbered {
  readonly repositoryId?: number;
  readonly organizationId?: number;
}

/** The last write of a resource, and where it was. */
export interface Written extends Numbered {
  /** Address of the server. Left out in a state of an earlier version. */
  readonly server?: string;
  /** Whether the whole list has once been made as declared. From then on whoever is not declared is drift. */
  readonly taken: boolean;
  /**
   * Ids of users in `managed` who had left the program when a write stopped partway. Left out where there are none. Only they
   * tell later whom the program did not declare.
   */
  readonly leaving?: readonly string[];
  /** A unique id of this write. It tells apart two resources whose states have the same list. */
  readonly mark: string;
}

/**
 * The state: the inputs as the server confirmed them, and what is known about their users. Nothing in it depends on who reads
 * it.
 */
export interface State extends Omit<Inputs, "users">, Numbered {
  readonly users: readonly TimedGrant[];
  /** Ids that this resource declared at its last write. `read` never adds any. */
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  /** Left out for a kind of list that has no list above. */
  readonly inheritedUsers?: readonly Grant[];
  /** Users declared at the last write who had no access at the last read. Left out where there are none. */
  readonly missingUsers?: readonly Grant[];
  /**
   * Users declared with an end at the last write, whether they still have access or not. `read` needs them, since it does not
   * know the program.
   */
  readonly temporaryUsers?: readonly TimedGrant[];
  readonly appliedBy?: User;
  /** The last write. `read` copies it, and only a write changes it. Engines do not show it. */
  readonly __written?: Written;
}

/** The number of a list in a state, or in the last write of a state. */
export const numberIn = (kind: ListKind, it: Numbered): number | undefined => it[kind.number];

/** The number of a list as a property of a state. */
export const numbered = (kind: ListKind, id: number): Numbered => ({ [kind.number]: id });

/** Whether a list of ids contains this id. Upper and lower case do not matter. */
export const hasId = (ids: readonly string[], userId: string): boolean =>
  ids.some((id) => idKey(id) === idKey(userId));

/** Whether a list of ids and names contains this user. An id or name that is not known yet matches nothing. */
export const isListed = (
  list: readonly string[],
  { userId, userName }: { userId?: string; userName?: string },
): boolean =>
  (userId !== undefined && userId !== UNKNOWN && hasId(list, userId)) ||
  (userName !== undefined && userName !== UNKNOWN && list.includes(userName));

/** The list itself; an empty list where it is not known yet, or where the schema has refused it. */
export const listOf = <T>(value: readonly T[] | undefined): readonly T[] =>
  Array.isArray(value) ? (value as T[]) : [];

/**
 * The users, each with id and name. `check` has looked them up; where an engine skipped `check`, an error prevents a wrong
 * grant.
 */
export function resolvedUsers(subject: string, inputs: Pick<Inputs, "users">): TimedGrant[] {
  return inputs.users.map(({ userId, userName, ...rest }) => {
    if (userId === undefined || userName === undefined)
      throw new SwrError(`${subject}: user ${userId ?? userName ?? "?"} was not looked up; run check first.`);
    return { userId, userName, ...rest };
  });
}

/** Whether a user's end has passed. An end that is not known yet has not. */
export const isExpired = ({ expiresAt }: { readonly expiresAt?: string }, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

/** The users that a list declares at this moment. A user whose end has passed counts as undeclared everywhere. */
export const declaredNow = <T extends { readonly expiresAt?: string }>(users: readonly T[], now: Date): T[] =>
  users.filter((user) => !isExpired(user, now));

/** The users declared with an end, as a part of a state; empty where there are none. */
export function temporaryUsersOf(users: readonly TimedGrant[]): Pick<State, "temporaryUsers"> {
  const temporaryUsers = users.filter(({ expiresAt }) => expiresAt !== undefined);
  return temporaryUsers.length === 0 ? {} : { temporaryUsers };
}
