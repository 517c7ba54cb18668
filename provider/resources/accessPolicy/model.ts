import type { Grant } from "../../swr/access";
import type { User } from "../../swr/iam";
import type { TimedGrant, UserGrant } from "../accessList/model";

/** Some repositories of the organization, and who may use them. */
export interface Rule {
  readonly repositories: readonly string[];
  readonly users: readonly UserGrant[];
}

/** What a program declares, with the defaults filled in by `check`. */
export interface Inputs {
  readonly organization: string;
  readonly region?: string;
  readonly rules: readonly Rule[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers?: readonly string[];
  /** Whose the names are that the program gives without an id, as IAM answered `check`. */
  readonly __names?: readonly User[];
}

/** Repositories whose access is alike. */
export interface GrantSet {
  readonly repositories: readonly string[];
  readonly users: readonly TimedGrant[];
  readonly otherUsers?: readonly Grant[];
  readonly inheritedUsers?: readonly Grant[];
  readonly missingUsers?: readonly Grant[];
}

/** What is remembered of a set beside what it shows. */
export interface Kept {
  /** The number of each repository at its last write, to the base 36, in the order of the set; `-`: not known. */
  readonly numbers: string;
  /** Left out: the users of the set. */
  readonly managed?: readonly string[];
  readonly temporaryUsers?: readonly TimedGrant[];
  /** Whether the whole list has been made as declared. Left out: nothing has been written there yet. */
  readonly taken?: boolean;
}

/** What is kept: the inputs, and what the server confirmed for each repository. */
export interface State extends Inputs {
  readonly grants: readonly GrantSet[];
  readonly appliedBy?: User;
  /** For each of `grants`. Not shown by engines. */
  readonly __kept: readonly Kept[];
  readonly __written?: { readonly server: string; readonly mark: string };
}
