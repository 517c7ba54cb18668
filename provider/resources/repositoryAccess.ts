import { APPLIED_GRANT } from "../appliedGrant";
import { type Description, regionOf, REPOSITORY_NAMES } from "../description";
import type { Grant, RepositoryRef } from "../swr/access";
import { checkNames } from "../swr/names";
import {
  accessListOf,
  type Inputs as ListInputs,
  type ListKind,
  OF_REPOSITORIES,
  type State as ListState,
} from "./accessList";
import { LIST_OUTPUTS, listInputsOf } from "./accessList/description";

export type { UserGrant } from "./accessList";

const DESCRIPTION = {
  description:
    "Who may use one image repository. Authoritative by default: whoever is not on the list is drift and loses access with the next `up`.",
  remarks:
    "Every preview shows such drift. With `exclusive: false` only listed users are managed. Users declared before and after an `up` keep their access at every instant. Deleting the resource revokes the users it declared, and nobody else.",
  place: ["organization", "repository"],
  api: [
    "createUserRepositoryAuth",
    "showUserRepositoryAuth",
    "updateUserRepositoryAuth",
    "deleteUserRepositoryAuth",
  ],
  examples: [
    {
      title: "The whole list",
      program: {
        web: [
          "RepositoryAccess",
          {
            organization: "team-a",
            repository: "web/app",
            users: [
              { userName: "alice", permission: "Manage" },
              { userName: "bob", permission: "Read", expiresAt: "2099-12-31T18:00:00Z" },
            ],
          },
        ],
      },
      outputs: { granted: "$web.users" },
    },
    {
      title: "Only some users, beside others who are left alone",
      program: {
        "web-ci": [
          "RepositoryAccess",
          {
            organization: "team-a",
            repository: "web/app",
            exclusive: false,
            users: [{ userName: "deployer", permission: "Write" }],
          },
        ],
      },
    },
  ],
  inputs: {
    ...REPOSITORY_NAMES,
    ...listInputsOf("repository"),
    region: regionOf("repository"),
  },
  outputs: {
    repositoryId: {
      type: "integer",
      description: "The number SWR answers with the list of grants.",
      optional: true,
    },
    inheritedUsers: {
      listOf: APPLIED_GRANT,
      description:
        "Users whose access comes through the organization and cannot be taken away here, as long as the organization's list explains it.",
    },
    ...LIST_OUTPUTS,
  },
} as const satisfies Description;

export interface Inputs extends ListInputs, RepositoryRef {
  readonly repository: string;
}
export interface State extends ListState, RepositoryRef {
  readonly repository: string;
  readonly inheritedUsers: readonly Grant[];
}

/** The access lists of repositories. */
export const LISTS_OF_REPOSITORIES: ListKind = {
  token: "swr:index:RepositoryAccess",
  description: DESCRIPTION,
  owner: "repository",
  number: "repositoryId",
  rules: checkNames,
  ...OF_REPOSITORIES,
};

/** Who may use one repository. By default the list is the whole list: whoever is not on it loses access. */
export const repositoryAccess = accessListOf(LISTS_OF_REPOSITORIES);
