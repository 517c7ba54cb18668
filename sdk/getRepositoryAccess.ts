// Made by `make docs` from provider/functions/getRepositoryAccess.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
import type { AppliedGrant } from "./types";

/** Arguments of getRepositoryAccess. */
export interface GetRepositoryAccessArgs {
  /** Organization (API: namespace) the repository is in. */
  organization: string;
  /** Repository name as users write it, with raw `/`. */
  repository: string;
  /** Region of the repository. Default: swr:region. */
  region?: string;
}

/** Arguments of getRepositoryAccessOutput. */
export interface GetRepositoryAccessOutputArgs {
  /** Organization (API: namespace) the repository is in. */
  organization: pulumi.Input<string>;
  /** Repository name as users write it, with raw `/`. */
  repository: pulumi.Input<string>;
  /** Region of the repository. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getRepositoryAccess answers. */
export interface GetRepositoryAccessResult {
  /** Organization the repository is in. */
  organization: string;
  /** Repository name, with raw `/`. */
  repository: string;
  /** Region of the repository, where one is set. */
  region?: string;
  /** The number that SWR answers with the list of grants. */
  repositoryId: number;
  /**
   * All users on the list except the caller, sorted by name. Whether the list includes users of the whole
   * organization depends on the cloud.
   */
  users: AppliedGrant[];
  /** The caller and the caller's own right, whether it is an entry of the list or comes from elsewhere. */
  caller: AppliedGrant;
}

/**
 * Who may use one image repository, without managing it, and what the caller may do there. Each call reads
 * from SWR, also in a preview.
 *
 * ```ts
 * const access = await swr.getRepositoryAccess({ organization: "team-a", repository: "web/app" });
 * ```
 *
 * API: showUserRepositoryAuth.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getRepositoryAccess(args: GetRepositoryAccessArgs): Promise<GetRepositoryAccessResult> {
  return ask("getRepositoryAccess", args) as Promise<GetRepositoryAccessResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const access = swr.getRepositoryAccessOutput({ organization: "team-a", repository: "web/app" });
 * export const users = access.users;
 * export const myRight = access.caller.permission;
 * ```
 */
export function getRepositoryAccessOutput(
  args: GetRepositoryAccessOutputArgs,
): pulumi.Output<GetRepositoryAccessResult> {
  return askOutput("getRepositoryAccess", args) as pulumi.Output<GetRepositoryAccessResult>;
}
