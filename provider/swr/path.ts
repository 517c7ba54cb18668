import { InvalidRequestError } from "../errors";

/**
 * A path from a template whose values are encoded: `` path`/v2/manage/namespaces/${organization}` ``.
 * A value that would change the shape of the path (empty, `.`, `..`) is refused.
 */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((text, part, at) => `${text}${segment(values[at - 1] ?? "")}${part}`);
}

function segment(value: string): string {
  if (value === "" || value === "." || value === "..")
    throw new InvalidRequestError(`"${value}" cannot be part of a path`);
  // The clouds' own tools send `$` as it is; encodeURIComponent would make it %24.
  return encodeURIComponent(value).replaceAll("%24", "$");
}

/** The name of a repository as SWR spells it in paths. A raw `/` would not reach SWR. */
export const repositoryInPath = (repository: string): string => repository.replaceAll("/", "$");

/** The path of a repository. The paths of everything in the repository begin with it. */
export const repositoryPath = ({
  organization,
  repository,
}: {
  readonly organization: string;
  readonly repository: string;
}): string => path`/v2/manage/namespaces/${organization}/repos/${repositoryInPath(repository)}`;
