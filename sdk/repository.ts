// Made by `make docs` from provider/resources/repository.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { Resource, type Shape } from "./resource";
import type { RepositoryCategory } from "./types";

/** Inputs of Repository. */
export interface RepositoryArgs {
  /** Organization (API: namespace) the repository is in. A change replaces the resource. */
  organization: pulumi.Input<string>;
  /**
   * Repository name as users write it, with raw `/`. For example `web/app`. A change replaces the resource.
   */
  repository: pulumi.Input<string>;
  /** Whether everybody may pull its images, without any permission. Default: false. */
  isPublic?: pulumi.Input<boolean>;
  /** What its images are for. Default: left as it is. */
  category?: pulumi.Input<RepositoryCategory>;
  /** Text for its readers. Default: left as it is. */
  description?: pulumi.Input<string>;
  /**
   * Whether a destroy deletes the images that are still inside. Default: false, it is refused and lists their
   * tags.
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * Whether one that exists already is taken over: it then gets these inputs, and a destroy deletes it.
   * Default: false, it is refused.
   */
  adopt?: pulumi.Input<boolean>;
  /** Region of the repository. Default: swr:region. A change replaces the resource. */
  region?: pulumi.Input<string>;
}

const SHAPE: Shape = {
  name: "Repository",
  provider: 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.Repository',
  place: ["organization", "repository"],
  required: ["organization", "repository"],
  optional: ["isPublic", "category", "description", "forceDestroy", "adopt", "region"],
  repeating: ["path", "internalPath"],
  others: ["repositoryId", "imageCount", "size"],
};

/**
 * An image repository in an organization. Deleting it is refused while images are inside, unless
 * `forceDestroy` is set. Who may use it is RepositoryAccess: a repository that is replaced, also under the
 * same name, loses its grants. A RepositoryAccess that takes its names from the repository, or depends on it
 * (`dependsOn`), grants them again in the same `up`, any other one in the next `up` at the latest.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const web = new swr.Repository("web", {
 *     organization: "team-a",
 *     repository: "web/site",
 *     isPublic: true,
 *     category: "app_server",
 *     description: "The site.",
 * });
 * export const address = web.path;
 * ```
 *
 * API: createRepo, showRepository, updateRepo, deleteRepo.
 */
export class Repository extends Resource {
  /** Organization the repository is in. */
  declare readonly organization: pulumi.Output<string>;
  /** Repository name, with raw `/`. */
  declare readonly repository: pulumi.Output<string>;
  /** Whether everybody may pull its images. */
  declare readonly isPublic: pulumi.Output<boolean>;
  /** What its images are for. */
  declare readonly category: pulumi.Output<RepositoryCategory | undefined>;
  /** Text for its readers. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Whether a destroy deletes the images that are still inside. */
  declare readonly forceDestroy: pulumi.Output<boolean>;
  /** Whether one that existed already was allowed to be taken over. */
  declare readonly adopt: pulumi.Output<boolean>;
  /** Region of the repository. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number SWR gives the repository. */
  declare readonly repositoryId: pulumi.Output<number>;
  /** Address to push to and to pull from, as docker takes it. */
  declare readonly path: pulumi.Output<string>;
  /** The same address within the cloud's own network. */
  declare readonly internalPath: pulumi.Output<string>;
  /** How many images are inside. */
  declare readonly imageCount: pulumi.Output<number>;
  /** Their size in bytes. */
  declare readonly size: pulumi.Output<number>;

  /**
   * @param name Unique name of the resource in the program.
   * @param args Inputs; wrong ones fail the preview, each by its property.
   * @throws {pulumi.RunError} where another Repository of the program has the same `organization`, `repository` and `region`.
   */
  constructor(name: string, args: RepositoryArgs, options?: pulumi.CustomResourceOptions) {
    super(SHAPE, name, args, options);
  }

  /**
   * Reads one that exists, without managing it.
   *
   * @param id `organization/repository`, or `region:organization/repository`.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: pulumi.CustomResourceOptions): Repository {
    return new Repository(name, {} as RepositoryArgs, { ...options, id });
  }
}
