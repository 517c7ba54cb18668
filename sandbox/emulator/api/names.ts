import type { Dialect } from "../dialect";
import type { RepositoryPlace } from "../store/store";

export const ORGANIZATION_NAME_LENGTH = 64;
export const REPOSITORY_NAME_LENGTH = 128;

/** The documentation contradicts itself on separators that touch. Here runs of `-` are allowed. */
export const organizationPattern = /^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
export const repositoryPattern = /^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$/;

export const isOrganizationName = (name: string): boolean =>
  name.length <= ORGANIZATION_NAME_LENGTH && organizationPattern.test(name);

export const isRepositoryName = (name: string): boolean =>
  name.length <= REPOSITORY_NAME_LENGTH && repositoryPattern.test(name);

/** A user id from a request in IAM's spelling, which is lower case, if the dialect ignores capitals. */
export const userIdFrom = (sent: string, { "user-id-case": idCase }: Dialect): string =>
  idCase === "folded" ? sent.toLowerCase() : sent;

/** The name of a repository from a path, where `$` stands for `/`. */
export const repositoryFromPath = (segment: string): string => segment.replaceAll("$", "/");

/** The address from which docker pulls an image, without the tag. */
export const addressOf = (base: string, { organization, repository }: RepositoryPlace): string =>
  `${new URL(base).host}/${organization.name}/${repository.name}`;
