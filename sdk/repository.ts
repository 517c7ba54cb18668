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
  /** What its images are for. Default: the value at the server stays. */
  category?: pulumi.Input<RepositoryCategory>;
  /** Text about the repository. Default: the value at the server stays. */
  description?: pulumi.Input<string>;
  /**
   * Whether a destroy deletes the images that are still inside. Default: false, the destroy is refused, and
   * the error lists their tags.
   */
  forceDestroy?: pulumi.Input<boolean>;
  /**
   * Whether an object that exists already is taken over: it then gets these inputs, and a destroy deletes it.
   * Default: false, an existing object is refused.
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
 * `forceDestroy` is set. RepositoryAccess declares who may use it. A repository that is replaced, even under
 * the same name, loses its grants. A RepositoryAccess that takes its names from the repository, or depends on
 * it (`dependsOn`), grants them again in the same `up`, any other RepositoryAccess in the next `up` at the
 * latest.
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
  /** Text about the repository. */
  declare readonly description: pulumi.Output<string | undefined>;
  /** Whether a destroy deletes the images that are still inside. */
  declare readonly forceDestroy: pulumi.Output<boolean>;
  /** Whether the resource was allowed to take over an object that existed already. */
  declare readonly adopt: pulumi.Output<boolean>;
  /** Region of the repository. */
  declare readonly region: pulumi.Output<string | undefined>;
  /** The number that SWR gives the repository. */
  declare readonly repositoryId: pulumi.Output<number>;
  /** Address for docker push and docker pull. */
  declare readonly path: pulumi.Output<string>;
  /** Address for docker push and docker pull within the cloud's own network. */
  declare readonly internalPath: pulumi.Output<string>;
  /** How many images are inside. */
  declare readonly imageCount: pulumi.Output<number>;
  /** Size of all images in bytes. */
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
