// Made by `make docs` from provider/resources/organizationAccess.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";
import type { AppliedGrant, User, UserGrant } from "./types";

/** Inputs of OrganizationAccess. */
export interface OrganizationAccessArgs {
  /** Name of the organization (API: namespace). A change replaces the resource. */
  organization: pulumi.Input<string>;
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
   * organization has completed. Default: false.
   */
  takeOver?: pulumi.Input<boolean>;
  /** Region of the organization. Default: swr:region. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

const SHAPE: Shape = {
  name: "OrganizationAccess",
  provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.OrganizationAccess',
  place: ["organization"],
  required: ["organization", "users"],
  optional: ["exclusive", "ignoreUsers", "takeOver", "region"],
  repeating: ["managed", "otherUsers", "missingUsers", "temporaryUsers", "appliedBy"],
  others: ["organizationId"],
};

/**
 * Who may use one organization, and with it every repository inside. Authoritative by default: whoever is not
 * on the list is drift and loses access with the next `up`. Administrators, and the user who created the
 * organization, may manage it without being on any list. Every preview shows such drift. With `exclusive:
 * false` only listed users are managed. Users declared before and after an `up` keep their access at every
 * instant. Deleting the resource revokes the users it declared, and nobody else. RepositoryAccess declares
 * access to a single repository.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const team = new swr.OrganizationAccess("team", {
 *     organization: "team-a",
 *     users: [{ userName: "alice", permission: "Manage" }, { userName: "bob", permission: "Read" }],
 * });
 * export const granted = team.users;
 * ```
 *
 * API: createNamespaceAuth, showNamespaceAuth, updateNamespaceAuth, deleteNamespaceAuth.
 */
export class OrganizationAccess extends Resource {
  /** Name of the organization. */
  declare readonly organization: pulumi.Output<string>;
  /**
   * The declared users as the server confirmed them, with id and name. After a refresh of an exclusive list,
   * undeclared users with access are listed, too.
   */
  declare readonly users: pulumi.Output<AppliedGrant[]>;
  /** Whether the list is complete, so that anyone else is revoked. */
  declare readonly exclusive: pulumi.Output<boolean>;
  /** Users that are left alone. */
  declare readonly ignoreUsers: pulumi.Output<string[] | undefined>;
  /** Whether taking the organization over is allowed. */
  declare readonly takeOver: pulumi.Output<boolean>;
  /** Region of the organization. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number that SWR answers with the list of grants. */
  declare readonly organizationId: pulumi.Output<number | undefined>;
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
   * @throws {pulumi.RunError} where another OrganizationAccess of the program has the same `organization` and `region`.
   */
  constructor(name: string, args: OrganizationAccessArgs, options?: pulumi.CustomResourceOptions) {
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
  ): OrganizationAccess {
    return new OrganizationAccess(name, {} as OrganizationAccessArgs, { ...options, id });
  }
}
