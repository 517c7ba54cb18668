// Made by `make docs` from provider/functions/getRepositoryAccesses.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
import type { ListedRepositoryAccess } from "./types";

/** Arguments of getRepositoryAccesses. */
export interface GetRepositoryAccessesArgs {
  /** Organization (API: namespace) the repositories are in. */
  organization: string;
  /** Names and patterns of repositories, as RepositoryAccessPolicy takes them. Default: all repositories. */
  repositories?: string[];
  /** Region of the organization. Default: swr:region. */
  region?: string;
}

/** Arguments of getRepositoryAccessesOutput. */
export interface GetRepositoryAccessesOutputArgs {
  /** Organization (API: namespace) the repositories are in. */
  organization: pulumi.Input<string>;
  /** Names and patterns of repositories, as RepositoryAccessPolicy takes them. Default: all repositories. */
  repositories?: pulumi.Input<pulumi.Input<string>[]>;
  /** Region of the organization. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getRepositoryAccesses answers. */
export interface GetRepositoryAccessesResult {
  /** Organization the repositories are in. */
  organization: string;
  /** Region of the organization, where one is set. */
  region?: string;
  /** Each repository with its users, by name. */
  repositories: ListedRepositoryAccess[];
}

/**
 * Who may use the repositories of an organization, all of them or those that patterns match, without managing
 * them. It asks SWR each time, also in a preview.
 *
 * ```ts
 * const accesses = await swr.getRepositoryAccesses({ organization: "team-a", repositories: ["web/**"] });
 * ```
 *
 * API: listReposDetails, showUserRepositoryAuth.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getRepositoryAccesses(args: GetRepositoryAccessesArgs): Promise<GetRepositoryAccessesResult> {
  return ask("getRepositoryAccesses", args) as Promise<GetRepositoryAccessesResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const accesses = swr.getRepositoryAccessesOutput({
 *     organization: "team-a",
 *     repositories: ["web/**"],
 * });
 * export const repositories = accesses.repositories;
 * ```
 */
export function getRepositoryAccessesOutput(
  args: GetRepositoryAccessesOutputArgs,
): pulumi.Output<GetRepositoryAccessesResult> {
  return askOutput("getRepositoryAccesses", args) as pulumi.Output<GetRepositoryAccessesResult>;
}
