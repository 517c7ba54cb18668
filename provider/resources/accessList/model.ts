import { SwrError } from "../../errors";
import { UNKNOWN } from "../../unknown";
import type { Settings } from "../../settings";
import { type Grant, idKey, type Permission, type RepositoryRef, subjectOf } from "../../swr/access";
import type { User } from "../../swr/iam";

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
export interface Inputs extends RepositoryRef {
  readonly users: readonly UserGrant[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers?: readonly string[];
  readonly region?: string;
  /**
   * Whose the names are that the program gives without an id, as IAM answered `check`. Kept for a run in which IAM refuses to
   * say. Engines do not show properties that begin with two underscores.
   */
  readonly __names?: readonly User[];
}

/** What the last write of a resource was, and where. */
export interface Written {
  /** Address of the server. Left out: not known, the state is of an earlier version. */
  readonly server?: string;
  /** The repository's own number there. Left out where the server does not keep to one. */
  readonly repositoryId?: number;
  /** Whether the whole list has been made as declared: from then on whoever is not declared is drift. */
  readonly taken: boolean;
  /** Names this write: two states with the same list may be of two resources. */
  readonly mark: string;
}

/** What is kept: the inputs as the server confirmed them, and whose they are. Nothing in it depends on who looks. */
export interface State extends Omit<Inputs, "users"> {
  readonly users: readonly TimedGrant[];
  readonly repositoryId?: number;
  /** Ids this resource declared at its last write. `read` never adds to it. */
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
  /** Declared at the last write, and without access at the last read. Left out where there are none. */
  readonly missingUsers?: readonly Grant[];
  /** Declared with an end at the last write, whether they still have access or not: `read` knows no program. */
  readonly temporaryUsers?: readonly TimedGrant[];
  readonly appliedBy?: User;
  /** `read` hands it on as it is: only a write changes it. Not shown by engines. */
  readonly __written?: Written;
}

/** `organization/repository`, with the region before it where it is not the settings' own. */
export const idOf = (it: RepositoryRef & { region?: string }, settings: Settings): string =>
  it.region === undefined || it.region === settings.region ? subjectOf(it) : `${it.region}:${subjectOf(it)}`;

/** How an id is written, as sentences say it. */
export const ID_FORMAT = "organization/repository or region:organization/repository";

const ID = /^(?:(?<region>[^:/]+):)?(?<organization>[^:/]+)\/(?<repository>.+)$/;

/** Splits at the first slash: repository names hold slashes, organization names don't. */
export function parseId(id: string, settings: Settings): RepositoryRef & { region?: string } {
  const { region = settings.region, organization, repository } = ID.exec(id)?.groups ?? {};
  if (organization === undefined || repository === undefined)
    throw new SwrError(`"${id}" is not an id: it is ${ID_FORMAT}.`);
  return { organization, repository, ...(region === undefined ? {} : { region }) };
}

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
export function resolvedUsers(inputs: Inputs): TimedGrant[] {
  return inputs.users.map(({ userId, userName, ...rest }) => {
    if (userId === undefined || userName === undefined)
      throw new SwrError(
        `${subjectOf(inputs)}: user ${userId ?? userName ?? "?"} was not looked up; run check first.`,
      );
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
