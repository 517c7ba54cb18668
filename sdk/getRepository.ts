// Made by `make docs` from provider/resources/repository.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
import type { RepositoryCategory } from "./types";

/** Arguments of getRepository. */
export interface GetRepositoryArgs {
  /** Organization the repository is in. */
  organization: string;
  /** Repository name, with raw `/`. */
  repository: string;
  /** Region of the repository. Default: swr:region. */
  region?: string;
}

/** Arguments of getRepositoryOutput. */
export interface GetRepositoryOutputArgs {
  /** Organization the repository is in. */
  organization: pulumi.Input<string>;
  /** Repository name, with raw `/`. */
  repository: pulumi.Input<string>;
  /** Region of the repository. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getRepository answers. */
export interface GetRepositoryResult {
  /** Organization the repository is in. */
  organization: string;
  /** Repository name, with raw `/`. */
  repository: string;
  /** Region of the repository. */
  region?: string;
  /** Whether everybody may pull its images. */
  isPublic: boolean;
  /** What its images are for. */
  category?: RepositoryCategory;
  /** Text about the repository. */
  description?: string;
  /** The number that SWR gives the repository. */
  repositoryId: number;
  /** Address for docker push and docker pull. */
  path: string;
  /** Address for docker push and docker pull within the cloud's own network. */
  internalPath: string;
  /** How many images are inside. */
  imageCount: number;
  /** Size of all images in bytes. */
  size: number;
}

/**
 * One repository as SWR shows it, without managing it. Each call reads from SWR, also in a preview, and fails
 * where there is no such repository.
 *
 * ```ts
 * const web = await swr.getRepository({ organization: "team-a", repository: "web/site" });
 * ```
 *
 * API: showRepository.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getRepository(args: GetRepositoryArgs): Promise<GetRepositoryResult> {
  return ask("getRepository", args) as Promise<GetRepositoryResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const web = swr.getRepositoryOutput({ organization: "team-a", repository: "web/site" });
 * export const address = web.path;
 * ```
 */
export function getRepositoryOutput(args: GetRepositoryOutputArgs): pulumi.Output<GetRepositoryResult> {
  return askOutput("getRepository", args) as pulumi.Output<GetRepositoryResult>;
}
