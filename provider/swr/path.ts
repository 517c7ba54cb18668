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
  // Raw `$` is what the clouds' own tools send; encodeURIComponent would make it %24.
  return encodeURIComponent(value).replaceAll("%24", "$");
}

/** SWR's spelling of a repository name in a path: a raw `/` would never reach it. */
const repositoryInPath = (repository: string): string => repository.replaceAll("/", "$");

/** The path of a repository: what it has is below. */
export const repositoryPath = ({
  organization,
  repository,
}: {
  readonly organization: string;
  readonly repository: string;
}): string => path`/v2/manage/namespaces/${organization}/repos/${repositoryInPath(repository)}`;
