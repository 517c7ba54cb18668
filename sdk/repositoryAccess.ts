// Made by `make docs` from provider/resources/repositoryAccess.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";
import type { AppliedGrant, User, UserGrant } from "./types";

/** Inputs of RepositoryAccess. */
export interface RepositoryAccessArgs {
  /** Organization (API: namespace) the repository is in. A change replaces the resource. */
  organization: pulumi.Input<string>;
  /**
   * Repository name as users write it, with raw `/`. For example `web/app`. A change replaces the resource.
   */
  repository: pulumi.Input<string>;
  /** Who may do what. A set: order does not matter, a user is listed once. */
  users: pulumi.Input<pulumi.Input<UserGrant>[]>;
  /**
   * True: the list is complete, and anyone else is revoked. False: only listed users are managed. Default:
   * true.
   */
  exclusive?: pulumi.Input<boolean>;
  /**
   * Users, by id or name, that are never granted, changed, revoked or shown as drift. Default: none beside
   * swr:ignoreUsers.
   */
  ignoreUsers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether users whom the stack has not granted may be revoked before a first write of this resource on the
   * repository has completed. Default: false.
   */
  takeOver?: pulumi.Input<boolean>;
  /** Region of the repository. Default: swr:region. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

const SHAPE: Shape = {
  name: "RepositoryAccess",
  provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.RepositoryAccess',
  place: ["organization", "repository"],
  required: ["organization", "repository", "users"],
  optional: ["exclusive", "ignoreUsers", "takeOver", "region"],
  repeating: ["inheritedUsers", "managed", "otherUsers", "missingUsers", "temporaryUsers", "appliedBy"],
  others: ["repositoryId"],
};

/**
 * Who may use one image repository. Authoritative by default: whoever is not on the list is drift and loses
 * access with the next `up`. Every preview shows such drift. With `exclusive: false` only listed users are
 * managed. Users declared before and after an `up` keep their access at every instant. Deleting the resource
 * revokes the users it declared, and nobody else.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const web = new swr.RepositoryAccess("web", {
 *     organization: "team-a",
 *     repository: "web/app",
 *     users: [
 *         { userName: "alice", permission: "Manage" },
 *         { userName: "bob", permission: "Read", expiresAt: "2099-12-31T18:00:00Z" },
 *     ],
 * });
 * export const granted = web.users;
 * ```
 *
 * API: createUserRepositoryAuth, showUserRepositoryAuth, updateUserRepositoryAuth, deleteUserRepositoryAuth.
 */
export class RepositoryAccess extends Resource {
  /** Organization the repository is in. */
  declare readonly organization: pulumi.Output<string>;
  /** Repository name, with raw `/`. */
  declare readonly repository: pulumi.Output<string>;
  /**
   * The declared users as the server confirmed them, with id and name. After a refresh of an exclusive list,
   * undeclared users with access are listed, too.
   */
  declare readonly users: pulumi.Output<AppliedGrant[]>;
  /** Whether the list is complete, so that anyone else is revoked. */
  declare readonly exclusive: pulumi.Output<boolean>;
  /** Users that are left alone. */
  declare readonly ignoreUsers: pulumi.Output<string[] | undefined>;
  /** Whether taking the repository over is allowed. */
  declare readonly takeOver: pulumi.Output<boolean>;
  /** Region of the repository. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number that SWR answers with the list of grants. */
  declare readonly repositoryId: pulumi.Output<number | undefined>;
  /**
   * Users whose access comes through the organization, as the organization's list shows. This access cannot
   * be revoked here.
   */
  declare readonly inheritedUsers: pulumi.Output<AppliedGrant[]>;
  /**
   * Ids of the users that this resource declared at its last write; after an import, of all users on the
   * list. Only these are revoked when the resource is deleted. `get` counts as an import.
   */
  declare readonly managed: pulumi.Output<string[]>;
  /** Users who have access and are not managed, when not exclusive. */
  declare readonly otherUsers: pulumi.Output<AppliedGrant[]>;
  /**
   * Users that this resource declared at its last write and that had no access at the last refresh. Left out
   * where there are none.
   */
  declare readonly missingUsers: pulumi.Output<AppliedGrant[] | undefined>;
  /**
   * The users declared with an end at the last write, whether they still have access or not. Left out where
   * there are none.
   */
  declare readonly temporaryUsers: pulumi.Output<AppliedGrant[] | undefined>;
  /** Who ran the last write. */
  declare readonly appliedBy: pulumi.Output<User | undefined>;

  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another RepositoryAccess of the program has the same `organization`, `repository` and `region`.
   */
  constructor(name: string, args: RepositoryAccessArgs, options?: pulumi.CustomResourceOptions) {
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
  ): RepositoryAccess {
    return new RepositoryAccess(name, {} as RepositoryAccessArgs, { ...options, id });
  }
}
