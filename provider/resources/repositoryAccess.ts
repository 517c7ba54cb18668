import type { Grant, RepositoryRef } from "../swr/access";
import { checkNames } from "../swr/names";
import {
  accessListOf,
  type Inputs as ListInputs,
  OF_REPOSITORIES,
  type State as ListState,
} from "./accessList";

export type { UserGrant } from "./accessList";

export interface Inputs extends ListInputs, RepositoryRef {
  readonly repository: string;
}
export interface State extends ListState, RepositoryRef {
  readonly repository: string;
  readonly inheritedUsers: readonly Grant[];
}

/** Who may use one repository. By default the list is the whole list: whoever is not on it loses access. */
export const repositoryAccess = accessListOf({
  token: "swr:index:RepositoryAccess",
  owner: "repository",
  number: "repositoryId",
  rules: checkNames,
  ...OF_REPOSITORIES,
});
