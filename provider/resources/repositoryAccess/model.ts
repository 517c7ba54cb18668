import { SwrError } from "../../errors";
import { UNKNOWN } from "../../unknown";
import type { Settings } from "../../settings";
import type { Grant, Permission, RepositoryRef } from "../../swr/access";
import type { User } from "../../swr/iam";

/** One line of the declaration. At least one of id and name is given; `check` adds the other. */
export interface UserGrant {
  readonly userId?: string;
  readonly userName?: string;
  readonly permission: Permission;
}

/** What a program declares, with the defaults filled in by `check`. */
export interface Inputs extends RepositoryRef {
  readonly users: readonly UserGrant[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers?: readonly string[];
  readonly region?: string;
}

/** What is kept: the inputs as the server confirmed them, and whose they are. Nothing in it depends on who looks. */
export interface State extends Omit<Inputs, "users"> {
  readonly users: readonly Grant[];
  readonly repositoryId?: number;
  /** Ids this resource declared at its last write. `read` never adds to it. */
  readonly managed: readonly string[];
  readonly otherUsers: readonly Grant[];
  readonly inheritedUsers: readonly Grant[];
  readonly appliedBy?: User;
}

/** First word of every line about a repository. */
export const subjectOf = ({ organization, repository }: RepositoryRef): string =>
  `${organization}/${repository}`;

/** `organization/repository`, with the region before it where it is not the settings' own. */
export const idOf = (it: RepositoryRef & { region?: string }, settings: Settings): string =>
  it.region === undefined || it.region === settings.region ? subjectOf(it) : `${it.region}:${subjectOf(it)}`;

const ID = /^(?:(?<region>[^:/]+):)?(?<organization>[^:/]+)\/(?<repository>.+)$/;

/** Splits at the first slash: repository names hold slashes, organization names don't. */
export function parseId(id: string, settings: Settings): RepositoryRef & { region?: string } {
  const { region = settings.region, organization, repository } = ID.exec(id)?.groups ?? {};
  if (organization === undefined || repository === undefined)
    throw new SwrError(
      `"${id}" is not an id: it is organization/repository or region:organization/repository.`,
    );
  return { organization, repository, ...(region === undefined ? {} : { region }) };
}

/** Whether a list of ids and names has this user. What is not known yet is nobody. */
export const isListed = (
  list: readonly string[],
  { userId, userName }: { userId?: string; userName?: string },
): boolean =>
  [userId, userName].some((half) => half !== undefined && half !== UNKNOWN && list.includes(half));

/** Everyone a resource leaves alone, by id or name. */
export const ignoredBy = (inputs: Pick<Inputs, "ignoreUsers">, settings: Settings): readonly string[] => [
  ...listOf(inputs.ignoreUsers),
  ...settings.ignoreUsers,
];

/** A list that is not known yet, or that the schema has refused already, is taken for empty. */
export const listOf = <T>(value: readonly T[] | undefined): readonly T[] =>
  Array.isArray(value) ? (value as T[]) : [];

/** After `check` every user has both halves; an engine that skipped it gets a sentence instead of a wrong grant. */
export function resolvedUsers(inputs: Inputs): Grant[] {
  return inputs.users.map(({ userId, userName, permission }) => {
    if (userId === undefined || userName === undefined)
      throw new SwrError(
        `${subjectOf(inputs)}: user ${userId ?? userName ?? "?"} was not looked up; run check first.`,
      );
    return { userId, userName, permission };
  });
}
