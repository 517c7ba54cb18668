import type { Dialect } from "../dialect";
import type { RepositoryPlace } from "../store/store";

export const ORGANIZATION_NAME_LENGTH = 64;
export const REPOSITORY_NAME_LENGTH = 128;

/** Where the documentation contradicts itself on touching separators, runs of `-` are allowed here. */
export const organizationPattern = /^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
export const repositoryPattern = /^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$/;

export const isOrganizationName = (name: string): boolean =>
  name.length <= ORGANIZATION_NAME_LENGTH && organizationPattern.test(name);

export const isRepositoryName = (name: string): boolean =>
  name.length <= REPOSITORY_NAME_LENGTH && repositoryPattern.test(name);

/** The id of a user as IAM spells it, in lower case, if the dialect takes other capitals for the same. */
export const userIdFrom = (sent: string, { "user-id-case": idCase }: Dialect): string =>
  idCase === "folded" ? sent.toLowerCase() : sent;

/** In a path a repository's name carries `$` for `/`. */
export const repositoryFromPath = (segment: string): string => segment.replaceAll("$", "/");

/** What docker pulls from, without a tag. */
export const addressOf = (base: string, { organization, repository }: RepositoryPlace): string =>
  `${new URL(base).host}/${organization.name}/${repository.name}`;
