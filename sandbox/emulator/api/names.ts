import type { Dialect } from "../dialect";

/** Where the documentation contradicts itself on touching separators, runs of `-` are allowed here. */
const organizationName = /^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const repositoryName = /^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$/;

/** As docker takes a tag. */
export const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

export const isOrganizationName = (name: string): boolean => name.length <= 64 && organizationName.test(name);

export const isRepositoryName = (name: string): boolean => name.length <= 128 && repositoryName.test(name);

export const isTag = (tag: string): boolean => tagPattern.test(tag);

/** The id of a user as IAM spells it, in lower case, if the dialect takes other capitals for the same. */
export const userIdFrom = (sent: string, { "user-id-case": idCase }: Dialect): string =>
  idCase === "folded" ? sent.toLowerCase() : sent;

/** In a path a repository's name carries `$` for `/`. */
export const repositoryFromPath = (segment: string): string => segment.replaceAll("$", "/");
