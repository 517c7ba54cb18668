// Made by `make docs` from provider/resources/repositoryAccessPolicy.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";
import type { AppliedRule, RepositoryAccessRule, RepositoryGrants, User } from "./types";

/** Inputs of RepositoryAccessPolicy. */
export interface RepositoryAccessPolicyArgs {
  /** Organization (API: namespace) whose repositories the rules are about. A change replaces the resource. */
  organization: pulumi.Input<string>;
  /** Who may use which repositories. The order of the rules does not matter. */
  rules: pulumi.Input<pulumi.Input<RepositoryAccessRule>[]>;
  /**
   * True: in every repository that a rule matches, whoever is not declared is revoked. False: only declared
   * users are managed. Default: true.
   */
  exclusive?: pulumi.Input<boolean>;
  /**
   * Users, by id or name, that are never granted, changed, revoked or shown as drift. Default: none beside
   * swr:ignoreUsers.
   */
  ignoreUsers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether users whom the stack has not granted may be revoked in repositories where no write of this
   * resource has completed yet. Default: false.
   */
  takeOver?: pulumi.Input<boolean>;
  /** Region of the organization. Default: swr:region. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

const SHAPE: Shape = {
  name: "RepositoryAccessPolicy",
  provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.RepositoryAccessPolicy',
  place: ["organization"],
  required: ["organization", "rules"],
  optional: ["exclusive", "ignoreUsers", "takeOver", "region"],
  repeating: ["grants", "appliedBy"],
  others: [],
};

/**
 * Who may use the repositories of an organization, by rules over their names: one resource for thousands of
 * repositories, and for future ones. Authoritative by default: whoever is not declared for a repository that
 * a rule matches is drift and loses access with the next `up`. Repositories that no rule matches are left
 * alone. Each repository that was not managed before is a take-over of its own. Where undeclared users have
 * access to such a repository, it is left as it is, and the run fails and names it, unless `takeOver` is set.
 * An organization has at most one policy.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const teamA = new swr.RepositoryAccessPolicy("team-a", {
 *     organization: "team-a",
 *     rules: [
 *         { repositories: ["**"], users: [{ userName: "ci", permission: "Read" }] },
 *         {
 *             repositories: ["web/**", "!web/legacy"],
 *             users: [
 *                 { userName: "alice", permission: "Manage" },
 *                 { userName: "bob", permission: "Write" },
 *             ],
 *         },
 *     ],
 * });
 * export const granted = teamA.grants;
 * ```
 *
 * API: listReposDetails, createUserRepositoryAuth, showUserRepositoryAuth, updateUserRepositoryAuth,
 * deleteUserRepositoryAuth.
 */
export class RepositoryAccessPolicy extends Resource {
  /** Organization the rules are about. */
  declare readonly organization: pulumi.Output<string>;
  /** The rules, with the id and the name of every user. */
  declare readonly rules: pulumi.Output<AppliedRule[]>;
  /** Whether undeclared users are revoked. */
  declare readonly exclusive: pulumi.Output<boolean>;
  /** Users that are left alone. */
  declare readonly ignoreUsers: pulumi.Output<string[] | undefined>;
  /** Whether taking repositories over is allowed. */
  declare readonly takeOver: pulumi.Output<boolean>;
  /** Region of the organization. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** Who has access where, as the server confirmed it. Repositories with the same users share an entry. */
  declare readonly grants: pulumi.Output<RepositoryGrants[]>;
  /** Who ran the last write. */
  declare readonly appliedBy: pulumi.Output<User | undefined>;

  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another RepositoryAccessPolicy of the program has the same `organization` and `region`.
   */
  constructor(name: string, args: RepositoryAccessPolicyArgs, options?: pulumi.CustomResourceOptions) {
    super(SHAPE, name, args, options);
  }

  /**
   * Reads one that exists, without managing it.
   *
   * @param id `organization`, or `region:organization`.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    options?: pulumi.CustomResourceOptions,
  ): RepositoryAccessPolicy {
    return new RepositoryAccessPolicy(name, {} as RepositoryAccessPolicyArgs, { ...options, id });
  }
}
