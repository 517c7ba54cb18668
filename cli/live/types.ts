/** Who has access, as the cloud shows it to one caller. `scan.ts` reads it; the commands build on it. */

/** An IAM user. */
export interface LiveUser {
  readonly userId: string;
  /** IAM's name for the id. Where IAM was not asked or does not know the id: the name that the list shows, or the id. */
  readonly userName: string;
}

/** One user's entry in an access list. */
export interface LiveGrant extends LiveUser {
  /** `Read`, `Write` or `Manage`; `auth N` where SWR answers a number N that is not documented. */
  readonly permission: string;
  /** The name that the list shows, where IAM has another name for the id. Whoever writes an entry chooses its name. */
  readonly listedAs?: string;
  /** IAM has no user with this id any more. */
  readonly isUnknown?: true;
  /**
   * Only in a repository's list: the organization's list has the same entry, and some clouds show those users on each
   * repository. Left out where a list shows that this cloud does not, so that the entry is the repository's own.
   */
  readonly throughOrganization?: true;
}

export interface LiveRepository {
  /** Name of the repository, with raw `/`. */
  readonly name: string;
  /** Everybody may pull from a public repository, without an entry in its list. */
  readonly isPublic: boolean;
  readonly category: string;
  readonly description: string;
  /** The repository's list without the caller, sorted by name; undefined where it could not be read. */
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
  /** The user whose credentials were used; undefined where no list could be read. Lists are shown without this user. */
  readonly caller: LiveUser | undefined;
  /** Whether IAM told which names the users have. If not, names are as the lists show them. */
  readonly hasNamesOfIam: boolean;
  /** Sorted by name. */
  readonly organizations: readonly LiveOrganization[];
  readonly unread: readonly Unread[];
  /** What this caller cannot see in this cloud, with the reason. The lists themselves are whole without it. */
  readonly blindSpots: readonly string[];
}
