import { SwrError } from "../../errors";
import { UNKNOWN } from "../../unknown";
import { type Grant, idKey, type Permission } from "../../swr/access";
import type { User } from "../../swr/iam";
import type { ListKind, ListPlace } from "./list";

/** One line of the declaration. At least one of id and name is given; `check` adds the other. */
export interface UserGrant {
  readonly userId?: string;
  readonly userName?: string;
  readonly permission: Permission;
  /** From then on the user counts as undeclared. */
  readonly expiresAt?: string;
}

/** A user with both halves and, where the program gives one, an end. */
export interface TimedGrant extends Grant {
  readonly expiresAt?: string;
}

/** What a program declares, with the defaults filled in by `check`. */
export interface Inputs extends ListPlace {
  readonly users: readonly UserGrant[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers?: readonly string[];
  /**
   * Whose the names are that the program gives without an id, as IAM answered `check`. Kept for a run in which IAM refuses to
   * say. Engines do not show properties that begin with two underscores.
   */
  readonly __names?: readonly User[];
}

/** The number SWR answers with a list, under the name of its kind. Left out where it is not known, or the server does not keep to one. */
interface Numbered {
  readonly repositoryId?: number;
  readonly organizationId?: number;
}

/** What the last write of a resource was, and where. */
export interface Written extends Numbered {
  /** Address of the server. Left out: not known, the state is of an earlier version. */
  readonly server?: string;
  /** Whether the whole list has been made as declared: from then on whoever is not declared is drift. */
  readonly taken: boolean;
  /** Names this write: two states with the same list may be of two resources. */
  readonly mark: string;
}

/** What is kept: the inputs as the server confirmed them, and whose they are. Nothing in it depends on who looks. */
export interface State extends Omit<Inputs, "users">, Numbered {
  readonly users: readonly TimedGrant[];
  /** Ids this resource declared at its last write. `read` never adds to it. */
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  /** Left out for a kind of list that has none above it. */
  readonly inheritedUsers?: readonly Grant[];
  /** Declared at the last write, and without access at the last read. Left out where there are none. */
  readonly missingUsers?: readonly Grant[];
  /** Declared with an end at the last write, whether they still have access or not: `read` knows no program. */
  readonly temporaryUsers?: readonly TimedGrant[];
  readonly appliedBy?: User;
  /** `read` hands it on as it is: only a write changes it. Not shown by engines. */
  readonly __written?: Written;
}

/** The number of a list in a state, or in what it remembers of its last write. */
export const numberIn = (kind: ListKind, it: Numbered): number | undefined => it[kind.number];

/** The number of a list as a part of a state. */
export const numbered = (kind: ListKind, id: number): Numbered => ({ [kind.number]: id });

/** Whether a list of ids has this id, in whatever capitals. */
export const hasId = (ids: readonly string[], userId: string): boolean =>
  ids.some((id) => idKey(id) === idKey(userId));

/** Whether a list of ids and names has this user. What is not known yet is nobody. */
export const isListed = (
  list: readonly string[],
  { userId, userName }: { userId?: string; userName?: string },
): boolean =>
  (userId !== undefined && userId !== UNKNOWN && hasId(list, userId)) ||
  (userName !== undefined && userName !== UNKNOWN && list.includes(userName));

/** A list that is not known yet, or that the schema has refused already, is taken for empty. */
export const listOf = <T>(value: readonly T[] | undefined): readonly T[] =>
  Array.isArray(value) ? (value as T[]) : [];

/** After `check` every user has both halves; an engine that skipped it gets a sentence instead of a wrong grant. */
export function resolvedUsers(subject: string, inputs: Pick<Inputs, "users">): TimedGrant[] {
  return inputs.users.map(({ userId, userName, ...rest }) => {
    if (userId === undefined || userName === undefined)
      throw new SwrError(`${subject}: user ${userId ?? userName ?? "?"} was not looked up; run check first.`);
    return { userId, userName, ...rest };
  });
}

/** Whether a user's time is over. An end that is not known yet is none. */
export const isExpired = ({ expiresAt }: { readonly expiresAt?: string }, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

/** Whom a list declares at this moment: from its end on a user counts as undeclared, in everything. */
export const declaredNow = <T extends { readonly expiresAt?: string }>(users: readonly T[], now: Date): T[] =>
  users.filter((user) => !isExpired(user, now));

/** The part of a state that says which users were declared with an end: nothing where there are none. */
export function temporaryUsersOf(users: readonly TimedGrant[]): Pick<State, "temporaryUsers"> {
  const temporaryUsers = users.filter(({ expiresAt }) => expiresAt !== undefined);
  return temporaryUsers.length === 0 ? {} : { temporaryUsers };
}
