import { type Description, regionOf } from "../description";
import { checkOrganizationName } from "../swr/names";
import { accessListOf, OF_ORGANIZATIONS } from "./accessList";
import { LIST_OUTPUTS, listInputsOf } from "./accessList/description";

const DESCRIPTION = {
  description:
    "Who may use one organization, and with it every repository inside. Authoritative by default: whoever is not on the list is drift and loses access with the next `up`. Administrators, and the user who created the organization, may manage it without being on any list.",
  remarks:
    "Every preview shows such drift. With `exclusive: false` only listed users are managed. Users declared before and after an `up` keep their access at every instant. Deleting the resource revokes the users it declared, and nobody else. RepositoryAccess declares access to a single repository.",
  place: ["organization"],
  api: ["createNamespaceAuth", "showNamespaceAuth", "updateNamespaceAuth", "deleteNamespaceAuth"],
  examples: [
    {
      title: "The whole list",
      program: {
        team: [
          "OrganizationAccess",
          {
            organization: "team-a",
            users: [
              { userName: "alice", permission: "Manage" },
              { userName: "bob", permission: "Read" },
            ],
          },
        ],
      },
      outputs: { granted: "$team.users" },
    },
  ],
  inputs: {
    organization: {
      type: "string",
      description: "Name of the organization (API: namespace).",
      asOutput: "Name of the organization.",
      replaceOnChanges: true,
    },
    ...listInputsOf("organization"),
    region: regionOf("organization"),
  },
  outputs: {
    organizationId: {
      type: "integer",
      description: "The number that SWR answers with the list of grants.",
      optional: true,
    },
    ...LIST_OUTPUTS,
  },
} as const satisfies Description;

export type { Inputs, State } from "./accessList";

/** Who may use one organization. By default the list is complete: a user who is not on it loses access. */
export const organizationAccess = accessListOf({
  token: "swr:index:OrganizationAccess",
  description: DESCRIPTION,
  owner: "organization",
  number: "organizationId",
  rules: ({ organization }) => checkOrganizationName("organization", organization),
  ...OF_ORGANIZATIONS,
});
