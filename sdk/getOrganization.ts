// Made by `make docs` from provider/resources/organization.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";

/** Arguments of getOrganization. */
export interface GetOrganizationArgs {
  /** Name of the organization. */
  name: string;
  /** Region of the organization. Default: swr:region. */
  region?: string;
}

/** Arguments of getOrganizationOutput. */
export interface GetOrganizationOutputArgs {
  /** Name of the organization. */
  name: pulumi.Input<string>;
  /** Region of the organization. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getOrganization answers. */
export interface GetOrganizationResult {
  /** Name of the organization. */
  name: string;
  /** Region of the organization. */
  region?: string;
  /** The number that SWR gives the organization. */
  organizationId: number;
  /** Name of the IAM user who created it. */
  creatorName: string;
}

/**
 * One organization as SWR shows it, without managing it. Each call reads from SWR, also in a preview, and
 * fails where there is no such organization.
 *
 * ```ts
 * const team = await swr.getOrganization({ name: "team-c" });
 * ```
 *
 * API: showNamespace.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getOrganization(args: GetOrganizationArgs): Promise<GetOrganizationResult> {
  return ask("getOrganization", args) as Promise<GetOrganizationResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const team = swr.getOrganizationOutput({ name: "team-c" });
 * export const creator = team.creatorName;
 * ```
 */
export function getOrganizationOutput(args: GetOrganizationOutputArgs): pulumi.Output<GetOrganizationResult> {
  return askOutput("getOrganization", args) as pulumi.Output<GetOrganizationResult>;
}
