/** Where the documentation contradicts itself on touching separators, runs of `-` are allowed here. */
const organizationName = /^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const repositoryName = /^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$/;

export const isOrganizationName = (name: string): boolean => name.length <= 64 && organizationName.test(name);

export const isRepositoryName = (name: string): boolean => name.length <= 128 && repositoryName.test(name);

/** In a path a repository's name carries `$` for `/`. */
export const repositoryFromPath = (segment: string): string => segment.replaceAll("$", "/");
