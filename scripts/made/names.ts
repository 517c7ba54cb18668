/** `RepositoryAccess` → `repositoryAccess`: names of files. */
export const uncapital = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** `organization` → `Organization`: names of members and classes. */
export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** `isPublic` → `is_public`: Python's names. */
export const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/-/g, "_");

/** `web-ci` → `webCi`: the variable for a resource of an example program. */
export const camel = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
