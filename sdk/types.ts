// Made by `make docs` from the descriptions in provider/resources and provider/functions: change it there.

import type * as pulumi from "@pulumi/pulumi";

/**
 * What a user may do with a repository. API: `auth` 1, 3, 7.
 *
 * - `Read`: Pull images.
 * - `Write`: Pull and push images, edit the repository.
 * - `Manage`: Pull and push images, edit the repository, delete images, grant permissions, share.
 */
export type Permission = "Read" | "Write" | "Manage";

/**
 * One IAM user and this user's permission. At least one of userId and userName is given. The other one is
 * looked up.
 */
export interface UserGrant {
  /**
   * IAM user id, 32 hexadecimal digits. Default: looked up by userName. Where id and name are of different
   * users, the id decides.
   */
  userId?: pulumi.Input<string>;
  /** IAM user name. Default: looked up by userId. */
  userName?: pulumi.Input<string>;
  /** Read, Write or Manage. Anything else is refused at preview. */
  permission: pulumi.Input<Permission>;
  /**
   * When the grant ends. From then on the user counts as undeclared: drift, revoked by the next `up`. A date
   * that is past already when it is declared is refused. Default: no end. A date and time with a zone, such
   * as 2026-12-31T18:00:00Z. A wrong date is refused at preview.
   */
  expiresAt?: pulumi.Input<string>;
}

/** One IAM user and this user's permission, as the server reports it. */
export interface AppliedGrant {
  /** IAM user id. */
  userId: string;
  /** IAM user name. */
  userName: string;
  /** Read, Write or Manage; `auth N` where SWR answers a number N that is not documented. */
  permission: string;
  /** Date and time at which the grant ends. Left out where none is declared. */
  expiresAt?: string;
}

/** One IAM user. */
export interface User {
  /** IAM user id. */
  userId: string;
  /** IAM user name. */
  userName: string;
}

/**
 * What the images of a repository are for. The clouds only show it.
 *
 * - `app_server`: An application server.
 * - `linux`: A Linux system.
 * - `framework_app`: A framework or an application.
 * - `database`: A database.
 * - `lang`: A programming language.
 * - `other`: Anything else.
 * - `windows`: A Windows system.
 * - `arm`: For ARM processors.
 */
export type RepositoryCategory =
  "app_server" | "linux" | "framework_app" | "database" | "lang" | "other" | "windows" | "arm";

/** Some repositories of the organization, and who may use them. */
export interface RepositoryAccessRule {
  /**
   * Names and patterns of repositories: `*` and `?` within one part of a name, `**` across parts, `{a,b}`; a
   * pattern with `!` before it leaves out what it matches. `web/**` matches everything under `web/`.
   */
  repositories: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Users of these repositories, with their permissions. A user named by several rules gets the greatest of
   * their permissions.
   */
  users: pulumi.Input<pulumi.Input<UserGrant>[]>;
}

/** A rule, with the id and the name of every user. */
export interface AppliedRule {
  /** Names and patterns of repositories. */
  repositories: string[];
  /** Users of these repositories, with their permissions. */
  users: AppliedGrant[];
}

/** Repositories with the same access list. */
export interface RepositoryGrants {
  /** Their names, sorted. */
  repositories: string[];
  /**
   * Who has access, as the server confirmed it. After a refresh of an exclusive policy, undeclared users with
   * access are listed, too.
   */
  users: AppliedGrant[];
  /** Users who have access and are not managed, when not exclusive. Left out where there are none. */
  otherUsers?: AppliedGrant[];
  /**
   * Users whose access comes through the organization and cannot be revoked here. Left out where there are
   * none.
   */
  inheritedUsers?: AppliedGrant[];
  /**
   * Users declared at the last write who had no access at the last refresh. Left out where there are none.
   */
  missingUsers?: AppliedGrant[];
}

/**
 * How a pattern names tags.
 *
 * - `label`: The pattern is the tag.
 * - `regexp`: The pattern is a regular expression for tags.
 */
export type TagSelectorKind = "label" | "regexp";

/** Tags, selected by name. */
export interface TagSelectorArgs {
  /** How the pattern names tags: label or regexp. */
  kind: pulumi.Input<TagSelectorKind>;
  /** The tag, or the regular expression. Not empty. */
  pattern: pulumi.Input<string>;
}

/** Tags, selected by name. */
export interface TagSelector {
  /** How the pattern names tags: label or regexp. */
  kind: TagSelectorKind;
  /** The tag, or the regular expression. Not empty. */
  pattern: string;
}

/** One organization that the caller may see. */
export interface ListedOrganization {
  /** Name of the organization. */
  name: string;
  /** Number of the organization at SWR. */
  organizationId: number;
  /** Name of the user who created it. */
  creatorName: string;
  /**
   * The caller's own right on the organization: Read, Write or Manage. Left out where the caller has none.
   */
  permission?: string;
  /** How many users have access. Only with includeVisible, and only Huawei Cloud tells. */
  userCount?: number;
  /** How many repositories it has. Only with includeVisible, and only Huawei Cloud tells. */
  repositoryCount?: number;
}

/** One image repository that the caller may see. */
export interface ListedRepository {
  /** Organization the repository is in. */
  organization: string;
  /** Repository name, with raw `/`. */
  repository: string;
  /** Whether everybody may pull from it. */
  isPublic: boolean;
  /** Category; empty where it has none. */
  category: string;
  /** Description; empty where it has none. */
  description: string;
  /** Address for docker, from anywhere. */
  path: string;
  /** Address for docker, from within the cloud. */
  internalPath: string;
  /** How many images are in it. */
  imageCount: number;
  /** Size of all images in bytes. */
  size: number;
  /** When it was created, as SWR writes it. */
  createdAt: string;
  /** When it was last changed, as SWR writes it. */
  updatedAt: string;
}

/** Who may use one repository of an organization. */
export interface ListedRepositoryAccess {
  /** Repository name, with raw `/`. */
  repository: string;
  /** All users on the list except the caller, sorted by name. */
  users: AppliedGrant[];
}
