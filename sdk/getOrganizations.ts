// Made by `make docs` from provider/functions/getOrganizations.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
import type { ListedOrganization } from "./types";

/** Arguments of getOrganizations. */
export interface GetOrganizationsArgs {
  /** Only the organization of this name. */
  name?: string;
  /**
   * Also organizations in which the caller only has a permission on a repository. Default: false, only those
   * on which the caller has a permission.
   */
  includeVisible?: boolean;
  /** Region to read. Default: swr:region. */
  region?: string;
}

/** Arguments of getOrganizationsOutput. */
export interface GetOrganizationsOutputArgs {
  /** Only the organization of this name. */
  name?: pulumi.Input<string>;
  /**
   * Also organizations in which the caller only has a permission on a repository. Default: false, only those
   * on which the caller has a permission.
   */
  includeVisible?: pulumi.Input<boolean>;
  /** Region to read. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getOrganizations answers. */
export interface GetOrganizationsResult {
  /** Region that was read, where one is set. */
  region?: string;
  /** The organizations, sorted by name. */
  organizations: ListedOrganization[];
}

/**
 * The organizations that the caller may see, without managing them. Each call reads from SWR, also in a
 * preview.
 *
 * ```ts
 * const all = await swr.getOrganizations({ includeVisible: true });
 * ```
 *
 * API: listNamespaces.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getOrganizations(args: GetOrganizationsArgs): Promise<GetOrganizationsResult> {
  return ask("getOrganizations", args) as Promise<GetOrganizationsResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const all = swr.getOrganizationsOutput({ includeVisible: true });
 * export const organizations = all.organizations;
 * ```
 */
export function getOrganizationsOutput(
  args: GetOrganizationsOutputArgs,
): pulumi.Output<GetOrganizationsResult> {
  return askOutput("getOrganizations", args) as pulumi.Output<GetOrganizationsResult>;
}
