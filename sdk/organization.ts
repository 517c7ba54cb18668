// Made by `make docs` from provider/resources/organization.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";

/** Inputs of Organization. */
export interface OrganizationArgs {
  /**
   * Name of the organization: a lowercase letter first, then lowercase letters, digits, `.`, `_`, `-`, a
   * letter or digit last; 64 characters at most. A change replaces the resource.
   */
  name: pulumi.Input<string>;
  /**
   * Whether a destroy deletes the repositories that are still inside, with all their images. Default: false,
   * the destroy is refused, and the error lists them.
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * Whether an object that exists already is taken over: it then gets these inputs, and a destroy deletes it.
   * Default: false, an existing object is refused.
   */
  adopt?: pulumi.Input<boolean>;
  /** Region of the organization. Default: swr:region. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

const SHAPE: Shape = {
  name: "Organization",
  provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.Organization',
  place: ["name"],
  required: ["name"],
  optional: ["forceDestroy", "adopt", "region"],
  repeating: ["creatorName"],
  others: ["organizationId"],
};

/**
 * An organization (API: namespace), which contains repositories. Its name is unique in its region, over all
 * accounts. Deleting it is refused while repositories are inside, unless `forceDestroy` is set.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const team = new swr.Organization("team", {
 *     name: "team-c",
 * });
 * export const creator = team.creatorName;
 * ```
 *
 * API: createNamespace, showNamespace, deleteNamespaces.
 */
export class Organization extends Resource {
  /** Name of the organization. */
  declare readonly name: pulumi.Output<string>;
  /** Whether a destroy deletes the repositories that are still inside. */
  declare readonly forceDestroy: pulumi.Output<boolean>;
  /** Whether the resource was allowed to take over an object that existed already. */
  declare readonly adopt: pulumi.Output<boolean>;
  /** Region of the organization. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number that SWR gives the organization. */
  declare readonly organizationId: pulumi.Output<number>;
  /** Name of the IAM user who created it. */
  declare readonly creatorName: pulumi.Output<string>;

  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another Organization of the program has the same `name` and `region`.
   */
  constructor(name: string, args: OrganizationArgs, options?: pulumi.CustomResourceOptions) {
    super(SHAPE, name, args, options);
  }

  /**
   * Reads one that exists, without managing it.
   *
   * @param id `name`, or `region:name`.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): Organization {
    return new Organization(name, {} as OrganizationArgs, { ...options, id });
  }
}
