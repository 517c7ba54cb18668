import * as pulumi from "@pulumi/pulumi";
import { claimRepository } from "./onePerRepository";
import { secretArgs } from "./secretArgs";
import type { AppliedGrant, User, UserGrant } from "./types";

/** Inputs of RepositoryAccess. */
export interface RepositoryAccessArgs {
  /** Organization (API: namespace) the repository is in. A change replaces the resource. */
  organization: pulumi.Input<string>;
  /** Repository name as users write it, with raw `/`: `web/app`. A change replaces the resource. */
  repository: pulumi.Input<string>;
  /** Who may do what. A set: order does not matter, a user is listed once. */
  users: pulumi.Input<pulumi.Input<UserGrant>[]>;
  /**
   * True: the list is the whole list, anyone else is drift and loses access. False: only listed users are managed.
   * Default: true.
   */
  exclusive?: pulumi.Input<boolean>;
  /** Users, by id or name, that are never granted, changed, revoked or shown as drift. Default: `swr:ignoreUsers`. */
  ignoreUsers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether users may be revoked whom the stack has not granted, before a first write of this resource on the repository has
   * completed. Default: false.
   */
  takeOver?: pulumi.Input<boolean>;
  /** Region of the repository. Default: `swr:region`. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

/**
 * What the dynamic host runs: a constant, so that the state stays small and new versions of this package need no
 * update. It opens the package's public door from the program's folder.
 */
const PROVIDER = 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.RepositoryAccess';

/** Outputs that name users under other names than the inputs do. */
const NAMING = [
  "managed",
  "otherUsers",
  "inheritedUsers",
  "missingUsers",
  "temporaryUsers",
  "appliedBy",
] as const;
const OUTPUTS = ["repositoryId", ...NAMING] as const;

/**
 * Who may use one image repository. Authoritative: whoever is not on the list is shown as drift by every preview and
 * loses access with the next `up`, unless `exclusive` is false. Users declared before and after an `up` keep their
 * access at every instant. Deleting the resource revokes the users it declared, and nobody else.
 *
 * ```ts
 * new swr.RepositoryAccess("web", {
 *     organization: "team-a",
 *     repository: "web/app",
 *     users: [{ userName: "alice", permission: "Manage" }],
 * });
 * ```
 *
 * API: createUserRepositoryAuth, showUserRepositoryAuth, updateUserRepositoryAuth, deleteUserRepositoryAuth.
 */
export class RepositoryAccess extends pulumi.CustomResource {
  /** Organization the repository is in. */
  declare readonly organization: pulumi.Output<string>;
  /** Repository name, with raw `/`. */
  declare readonly repository: pulumi.Output<string>;
  /** The declared users as the server confirmed them, each with id and name. */
  declare readonly users: pulumi.Output<AppliedGrant[]>;
  /** Whether the list is the whole list. */
  declare readonly exclusive: pulumi.Output<boolean>;
  /** Users that are left alone. */
  declare readonly ignoreUsers: pulumi.Output<string[] | undefined>;
  /** Whether taking the repository over is allowed. */
  declare readonly takeOver: pulumi.Output<boolean>;
  /** Region of the repository. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number SWR answers with the list of grants. */
  declare readonly repositoryId: pulumi.Output<number | undefined>;
  /** Ids of the users this resource declared at its last write. Only these are revoked when it is deleted. `get`: all it found. */
  declare readonly managed: pulumi.Output<string[]>;
  /** Users who have access and are not managed, when not exclusive. */
  declare readonly otherUsers: pulumi.Output<AppliedGrant[]>;
  /** Users whose access comes through the organization and cannot be taken away here. */
  declare readonly inheritedUsers: pulumi.Output<AppliedGrant[]>;
  /** Users this resource declared at its last write who had no access at the last refresh. */
  declare readonly missingUsers: pulumi.Output<AppliedGrant[] | undefined>;
  /** The users declared with an end at the last write, whether they still have access or not. */
  declare readonly temporaryUsers: pulumi.Output<AppliedGrant[] | undefined>;
  /** Who ran the last write. */
  declare readonly appliedBy: pulumi.Output<User | undefined>;

  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another resource of the program has the same repository.
   */
  constructor(name: string, args: RepositoryAccessArgs, options?: pulumi.CustomResourceOptions) {
    const isRead = options?.id !== undefined;
    // A resource that is only read has no inputs; whatever the program gives goes to the provider's check as it is.
    const given: Partial<RepositoryAccessArgs> = args;
    if (!isRead && given.organization !== undefined && given.repository !== undefined)
      claimRepository(name, args);
    const outputs = Object.fromEntries(OUTPUTS.map((output) => [output, undefined]));
    const known = isRead ? { organization: undefined, repository: undefined, users: undefined } : {};
    const defaults = { exclusive: undefined, takeOver: undefined, ignoreUsers: undefined, region: undefined };
    const { inputs, additionalSecretOutputs } = secretArgs(args, NAMING, options?.additionalSecretOutputs);
    super(
      "pulumi-nodejs:dynamic/swr:RepositoryAccess",
      name,
      { ...outputs, ...defaults, ...known, ...args, ...inputs, __provider: PROVIDER },
      { ...options, additionalSecretOutputs },
    );
  }

  /**
   * Reads who may use a repository, without managing it.
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
