// Made by `make docs` from provider/resources/retentionPolicy.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";
import type { TagSelector, TagSelectorArgs } from "./types";

/** Inputs of RetentionPolicy. */
export interface RetentionPolicyArgs {
  /** Organization (API: namespace) the repository is in. A change replaces the resource. */
  organization: pulumi.Input<string>;
  /**
   * Repository name as users write it, with raw `/`. For example `web/app`. A change replaces the resource.
   */
  repository: pulumi.Input<string>;
  /** Newest tags that are kept. 1 to 1000. Exactly one of keepNewest and keepDays is given. */
  keepNewest?: pulumi.Input<number>;
  /** Days for which a tag is kept. 1 to 365. Exactly one of keepNewest and keepDays is given. */
  keepDays?: pulumi.Input<number>;
  /** Tags that are never deleted, in any order. Default: none. */
  exemptTags?: pulumi.Input<pulumi.Input<TagSelectorArgs>[]>;
  /**
   * Whether an object that exists already is taken over: it then gets these inputs, and a destroy deletes it.
   * Default: false, an existing object is refused.
   */
  adopt?: pulumi.Input<boolean>;
  /** Region of the repository. Default: swr:region. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

const SHAPE: Shape = {
  name: "RetentionPolicy",
  provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.RetentionPolicy',
  place: ["organization", "repository"],
  required: ["organization", "repository"],
  optional: ["keepNewest", "keepDays", "exemptTags", "adopt", "region"],
  repeating: [],
  others: ["retentionId"],
};

/**
 * Which images of a repository SWR keeps. SWR deletes the others by itself. A repository has at most one
 * policy. Where a program changes from `keepNewest` to `keepDays` or back, the policy is deleted and created
 * again, since SWR cannot change the kind of a rule.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * new swr.RetentionPolicy("web", {
 *     organization: "team-a",
 *     repository: "web/app",
 *     keepNewest: 10,
 *     exemptTags: [{ kind: "label", pattern: "latest" }],
 * });
 * ```
 *
 * API: createRetention, listRetentions, updateRetention, deleteRetention.
 */
export class RetentionPolicy extends Resource {
  /** Organization the repository is in. */
  declare readonly organization: pulumi.Output<string>;
  /** Repository name, with raw `/`. */
  declare readonly repository: pulumi.Output<string>;
  /** Newest tags that are kept. */
  declare readonly keepNewest: pulumi.Output<number | undefined>;
  /** Days for which a tag is kept. */
  declare readonly keepDays: pulumi.Output<number | undefined>;
  /** Tags that are never deleted. */
  declare readonly exemptTags: pulumi.Output<TagSelector[]>;
  /** Whether the resource was allowed to take over an object that existed already. */
  declare readonly adopt: pulumi.Output<boolean>;
  /** Region of the repository. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number that SWR gives the policy. */
  declare readonly retentionId: pulumi.Output<number>;

  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another RetentionPolicy of the program has the same `organization`, `repository` and `region`.
   */
  constructor(name: string, args: RetentionPolicyArgs, options?: pulumi.CustomResourceOptions) {
    super(SHAPE, name, args, options);
  }

  /**
   * Reads one that exists, without managing it.
   *
   * @param id `organization/repository`, or `region:organization/repository`.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): RetentionPolicy {
    return new RetentionPolicy(name, {} as RetentionPolicyArgs, { ...options, id });
  }
}
