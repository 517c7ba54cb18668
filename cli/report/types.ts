/** An access report: the JSON that `pulumi-swr report --format json` writes, and what every other format shows. */

/** The version of this schema. A change that could break a reader raises it. */
export const REPORT_VERSION = 1;

/**
 * How a grant compares with the stack. `declared`: as the stack says. `drifted`: there, with another permission. `missing`:
 * declared, but not there. `undeclared`: there, but the stack does not declare it. `ignored`: there, and the stack leaves this
 * user alone. `expired`: there, although the declared end has passed. `unmanaged`: no stack was given, or the stack declares
 * nothing for this list, or what it declares is encrypted, or not known since an update failed.
 */
export type GrantStatus =
  "declared" | "drifted" | "missing" | "undeclared" | "ignored" | "expired" | "unmanaged";

export interface ReportedGrant {
  readonly userId: string;
  readonly userName: string;
  /** The permission that the user has now; null where the grant is missing. */
  readonly permission: string | null;
  /** The permission that the stack declares; null where it declares none. */
  readonly declared: string | null;
  readonly status: GrantStatus;
  /** URN of the resource that declares the grant or manages the list; null where there is none. */
  readonly declaredBy: string | null;
  /** Declared end of the grant, ISO 8601; null where none is declared. */
  readonly expiresAt: string | null;
  /** The name that the list shows, where IAM has another name for the id. Whoever writes an entry chooses its name. */
  readonly listedAs?: string;
  /** IAM has no user with this id any more. */
  readonly isUnknown?: true;
  /**
   * Only in a repository's list: the entry may come from the organization's list, which gives this user the same permission.
   * Its status is then that of the organization's entry.
   */
  readonly throughOrganization?: true;
}

export interface ReportedRepository {
  readonly name: string;
  /** The stack declares access to this repository, but there is none of this name that the caller may see. */
  readonly isMissing?: true;
  readonly isPublic: boolean;
  /** Accounts the repository is shared with; null where they could not be read. */
  readonly sharedWith: readonly string[] | null;
  /** The repository's own list; null where it could not be read. */
  readonly grants: readonly ReportedGrant[] | null;
}

export interface ReportedOrganization {
  readonly name: string;
  /** The stack declares access to this organization, but there is none of this name that the caller may see. */
  readonly isMissing?: true;
  /** The organization's own list, which is valid for all its repositories; null where it could not be read. */
  readonly grants: readonly ReportedGrant[] | null;
  readonly repositories: readonly ReportedRepository[];
}

export interface Report {
  readonly version: typeof REPORT_VERSION;
  /** When the report was made, ISO 8601. */
  readonly createdAt: string;
  readonly region: string | null;
  /** Name of the user who read; this user is in no list of the report. */
  readonly caller: string | null;
  /** Name of the stack that the report compares with; null where none was given. */
  readonly stack: string | null;
  readonly totals: {
    readonly organizations: number;
    readonly repositories: number;
    /** Users who have access to anything in the report. */
    readonly users: number;
    /** Entries of all lists: grants that are there. */
    readonly grants: number;
    /** Grants by status, with those that are declared and not there. */
    readonly byStatus: Readonly<Record<GrantStatus, number>>;
    /** How many things could not be read. */
    readonly unread: number;
  };
  readonly organizations: readonly ReportedOrganization[];
  /** What could not be read, with the reason. */
  readonly unread: readonly { readonly subject: string; readonly message: string }[];
  /** What no report can see, in sentences. */
  readonly blindSpots: readonly string[];
}
