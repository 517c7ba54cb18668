// Made by `make docs` from the descriptions in provider/resources and provider/functions: change it there.

import type * as pulumi from "@pulumi/pulumi";

/**
 * What a user may do with a repository. API: `auth` 1, 3, 7.
 *
 * - `Read`: Pull images.
 * - `Write`: Pull and push images, edit the repository.
 * - `Manage`: All of it, and delete images, grant permissions, share.
 */
export type Permission = "Read" | "Write" | "Manage";

/**
 * One IAM user and what it may do. At least one of userId and userName is given. The other one is looked up.
 */
export interface UserGrant {
  /** IAM user id, 32 hexadecimal digits. Default: looked up by userName. It decides where a name is stale. */
  userId?: pulumi.Input<string>;
  /** IAM user name. Default: looked up by userId. */
  userName?: pulumi.Input<string>;
  /** Read, Write or Manage. Anything else is refused at preview. */
  permission: pulumi.Input<Permission>;
  /**
   * Date and time with a zone, 2026-12-31T18:00:00Z. From then on the user counts as undeclared: drift,
   * revoked by the next `up`. A date that is past when it is written is refused. Default: no end. A wrong
   * date is refused at preview.
   */
  expiresAt?: pulumi.Input<string>;
}

/** One IAM user and what it may do, as the server says. */
export interface AppliedGrant {
  /** IAM user id. */
  userId: string;
  /** IAM user name. */
  userName: string;
  /** Read, Write, Manage, or `auth N` for a number that is not documented. */
  permission: string;
  /** Until when, where it is declared with an end. */
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
   * pattern with `!` before it leaves out what it matches. `web/**` is all that is under `web/`.
   */
  repositories: pulumi.Input<pulumi.Input<string>[]>;
  /** Who may do what there. A user named by several rules has the greatest permission of them. */
  users: pulumi.Input<pulumi.Input<UserGrant>[]>;
}

/** A rule with both halves of every user. */
export interface AppliedRule {
  /** Names and patterns of repositories. */
  repositories: string[];
  /** Who may do what there. */
  users: AppliedGrant[];
}

/** Repositories whose access is alike. */
export interface RepositoryGrants {
  /** Their names, sorted. */
  repositories: string[];
  /**
   * Who has access, as the server confirmed it; after a refresh of an exclusive policy also whoever else has.
   */
  users: AppliedGrant[];
  /** Users who have access and are not managed, when not exclusive. Left out where there are none. */
  otherUsers?: AppliedGrant[];
  /**
   * Users whose access comes through the organization and cannot be taken away here. Left out where there are
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

/** Tags by their name. */
export interface TagSelectorArgs {
  /** How the pattern names tags: label or regexp. */
  kind: pulumi.Input<TagSelectorKind>;
  /** The tag, or the regular expression. Not empty. */
  pattern: pulumi.Input<string>;
}

/** Tags by their name. */
export interface TagSelector {
  /** How the pattern names tags: label or regexp. */
  kind: TagSelectorKind;
  /** The tag, or the regular expression. Not empty. */
  pattern: string;
}

/** Who may use one repository of an organization. */
export interface ListedRepositoryAccess {
  /** Repository name, with raw `/`. */
  repository: string;
  /** Everybody the list shows but the caller, by name. */
  users: AppliedGrant[];
}
