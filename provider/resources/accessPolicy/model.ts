import type { Grant } from "../../swr/access";
import type { User } from "../../swr/iam";
import type { TimedGrant, UserGrant } from "../accessList/model";

/** A rule: some repositories of the organization, and who may use them. */
export interface Rule {
  readonly repositories: readonly string[];
  readonly users: readonly UserGrant[];
}

/** What a program declares, with the defaults that `check` fills in. */
export interface Inputs {
  readonly organization: string;
  readonly region?: string;
  readonly rules: readonly Rule[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers?: readonly string[];
  /** The owners of the names that the program gives without an id, as IAM answered `check`. */
  readonly __names?: readonly User[];
}

/** Repositories with the same access list. */
export interface GrantSet {
  readonly repositories: readonly string[];
  readonly users: readonly TimedGrant[];
  readonly otherUsers?: readonly Grant[];
  readonly inheritedUsers?: readonly Grant[];
  readonly missingUsers?: readonly Grant[];
}

/** What the state keeps about a set of repositories and does not show. */
export interface HiddenFacts {
  /** The number of each repository at its last write or import, in base 36 and in the order of the set. `-`: not known. */
  readonly numbers: string;
  /** Ids declared at the last write. Left out where they are those of the set's users. */
  readonly managed?: readonly string[];
  readonly temporaryUsers?: readonly TimedGrant[];
  /** Whether the whole list has once been made as declared. Left out where nothing has been written yet. */
  readonly taken?: boolean;
}

/** The state: the inputs, and the access of each repository as the server confirmed it. */
export interface State extends Inputs {
  readonly grants: readonly GrantSet[];
  readonly appliedBy?: User;
  /** One entry for each of `grants`. Engines do not show it. */
  readonly __kept: readonly HiddenFacts[];
  readonly __written?: { readonly server: string; readonly mark: string };
}
