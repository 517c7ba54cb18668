// Made by `make docs` from provider/functions/getOrganizationAccess.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
import type { AppliedGrant } from "./types";

/** Arguments of getOrganizationAccess. */
export interface GetOrganizationAccessArgs {
  /** Name of the organization (API: namespace). */
  organization: string;
  /** Region of the organization. Default: swr:region. */
  region?: string;
}

/** Arguments of getOrganizationAccessOutput. */
export interface GetOrganizationAccessOutputArgs {
  /** Name of the organization (API: namespace). */
  organization: pulumi.Input<string>;
  /** Region of the organization. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getOrganizationAccess answers. */
export interface GetOrganizationAccessResult {
  /** Name of the organization. */
  organization: string;
  /** Region of the organization, where one is set. */
  region?: string;
  /** The number that SWR answers with the list of grants. */
  organizationId: number;
  /**
   * All users on the list except the caller, sorted by name. Administrators, and the user who created the
   * organization, may use it without being listed.
   */
  users: AppliedGrant[];
  /** The caller and the caller's own right, whether it is an entry of the list or comes from elsewhere. */
  caller: AppliedGrant;
}

/**
 * Who may use one organization, without managing it, and what the caller may do there. Each call reads from
 * SWR, also in a preview.
 *
 * ```ts
 * const access = await swr.getOrganizationAccess({ organization: "team-a" });
 * ```
 *
 * API: showNamespaceAuth.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getOrganizationAccess(args: GetOrganizationAccessArgs): Promise<GetOrganizationAccessResult> {
  return ask("getOrganizationAccess", args) as Promise<GetOrganizationAccessResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const access = swr.getOrganizationAccessOutput({ organization: "team-a" });
 * export const users = access.users;
 * export const myRight = access.caller.permission;
 * ```
 */
export function getOrganizationAccessOutput(
  args: GetOrganizationAccessOutputArgs,
): pulumi.Output<GetOrganizationAccessResult> {
  return askOutput("getOrganizationAccess", args) as pulumi.Output<GetOrganizationAccessResult>;
}
