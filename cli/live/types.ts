/** Who has access, as the cloud shows it to one caller. `scan.ts` reads it; the commands build on it. */

/** One user's entry in an access list. */
export interface LiveGrant {
  /** IAM user id. */
  readonly userId: string;
  /** IAM user name; the id where the cloud shows no name. */
  readonly userName: string;
  /** `Read`, `Write` or `Manage`; `auth N` where SWR answers a number N that is not documented. */
  readonly permission: string;
}

export interface LiveRepository {
  /** Name of the repository, with raw `/`. */
  readonly name: string;
  /** Everybody may pull from a public repository, without an entry in its list. */
  readonly isPublic: boolean;
  readonly category: string;
  readonly description: string;
  /** The repository's own list without the caller, sorted by name; undefined where it could not be read. */
  readonly users: readonly LiveGrant[] | undefined;
  /** Accounts the repository is shared with; undefined where they could not be read. */
  readonly sharedWith: readonly string[] | undefined;
}

export interface LiveOrganization {
  readonly name: string;
  /** The organization's own list without the caller, sorted by name; undefined where it could not be read. */
  readonly users: readonly LiveGrant[] | undefined;
  /** Sorted by name. */
  readonly repositories: readonly LiveRepository[];
}

/** Something that could not be read. */
export interface Unread {
  /** `team-a` or `team-a/web/app`; empty for the list of organizations itself. */
  readonly subject: string;
  /** What happened, and what to do. */
  readonly message: string;
}

export interface Live {
  /** Region that was read, where one is set. */
  readonly region: string | undefined;
  /** The user whose credentials were used. Access lists are shown without this user. */
  readonly caller: LiveGrant | undefined;
  /** Sorted by name. */
  readonly organizations: readonly LiveOrganization[];
  readonly unread: readonly Unread[];
}
