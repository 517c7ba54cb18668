// Made by `make docs` from provider/functions/getRepositories.ts: change it there.

import type * as pulumi from "@pulumi/pulumi";
import { ask, askOutput } from "./ask";
import type { ListedRepository } from "./types";

/** Arguments of getRepositories. */
export interface GetRepositoriesArgs {
  /** Only repositories of this organization (API: namespace). Default: of all organizations. */
  organization?: string;
  /** Only these names and patterns of repositories, as RepositoryAccessPolicy takes them. Default: all. */
  repositories?: string[];
  /** Only repositories whose name contains this text. */
  name?: string;
  /**
   * Only repositories of this category: app_server, linux, framework_app, database, lang, other, windows or
   * arm.
   */
  category?: string;
  /** Only public, or only private repositories. */
  isPublic?: boolean;
  /** Region to read. Default: swr:region. */
  region?: string;
}

/** Arguments of getRepositoriesOutput. */
export interface GetRepositoriesOutputArgs {
  /** Only repositories of this organization (API: namespace). Default: of all organizations. */
  organization?: pulumi.Input<string>;
  /** Only these names and patterns of repositories, as RepositoryAccessPolicy takes them. Default: all. */
  repositories?: pulumi.Input<pulumi.Input<string>[]>;
  /** Only repositories whose name contains this text. */
  name?: pulumi.Input<string>;
  /**
   * Only repositories of this category: app_server, linux, framework_app, database, lang, other, windows or
   * arm.
   */
  category?: pulumi.Input<string>;
  /** Only public, or only private repositories. */
  isPublic?: pulumi.Input<boolean>;
  /** Region to read. Default: swr:region. */
  region?: pulumi.Input<string>;
}

/** What getRepositories answers. */
export interface GetRepositoriesResult {
  /** Region that was read, where one is set. */
  region?: string;
  /** The repositories, sorted by organization and name. */
  repositories: ListedRepository[];
}

/**
 * The image repositories that the caller may see, of one organization or of all, without managing them: all
 * pages, and only those that fit every filter. Each call reads from SWR, also in a preview.
 *
 * ```ts
 * const open = await swr.getRepositories({ organization: "team-a", isPublic: true });
 * ```
 *
 * API: listReposDetails.
 *
 * @throws {pulumi.RunError} where an argument is wrong, or what is asked for is refused.
 */
export function getRepositories(args: GetRepositoriesArgs): Promise<GetRepositoriesResult> {
  return ask("getRepositories", args) as Promise<GetRepositoriesResult>;
}

/**
 * The same for arguments that are outputs of resources: it waits for them, and so for the resources. Where
 * one is not known yet, in a preview, nothing is asked and the result is not known either.
 *
 * ```ts
 * import * as swr from "pulumi-swr";
 *
 * const open = swr.getRepositoriesOutput({ organization: "team-a", isPublic: true });
 * export const repositories = open.repositories;
 * ```
 */
export function getRepositoriesOutput(args: GetRepositoriesOutputArgs): pulumi.Output<GetRepositoriesResult> {
  return askOutput("getRepositories", args) as pulumi.Output<GetRepositoriesResult>;
}
