import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import type { FunctionDefinition } from "../resource";
import { checkOrganizationName } from "../swr/names";
import { organizations } from "../swr/organizations";

const LISTED = {
  name: "ListedOrganization",
  description: "One organization that the caller may see.",
  properties: {
    name: { type: "string", description: "Name of the organization." },
    organizationId: { type: "integer", description: "Number of the organization at SWR." },
    creatorName: { type: "string", description: "Name of the user who created it." },
    permission: {
      type: "string",
      description:
        "The caller's own right on the organization: Read, Write or Manage. Left out where the caller has none.",
      optional: true,
    },
    userCount: {
      type: "integer",
      description: "How many users have access. Only with includeVisible, and only Huawei Cloud tells.",
      optional: true,
    },
    repositoryCount: {
      type: "integer",
      description: "How many repositories it has. Only with includeVisible, and only Huawei Cloud tells.",
      optional: true,
    },
  },
} as const;

const DESCRIPTION = {
  description:
    "The organizations that the caller may see, without managing them. Each call reads from SWR, also in a preview.",
  api: ["listNamespaces"],
  examples: [
    {
      title: "All organizations",
      program: { all: ["getOrganizations", { includeVisible: true }] },
      outputs: { organizations: "$all.organizations" },
    },
  ],
  inputs: {
    name: { type: "string", description: "Only the organization of this name.", optional: true },
    includeVisible: {
      type: "boolean",
      description:
        "Also organizations in which the caller only has a permission on a repository. Default: false, only those on which the caller has a permission.",
      optional: true,
    },
    region: { type: "string", description: "Region to read. Default: swr:region.", optional: true },
  },
  outputs: {
    region: { type: "string", description: "Region that was read, where one is set.", optional: true },
    organizations: { listOf: LISTED, description: "The organizations, sorted by name." },
  },
} as const satisfies FunctionDescription;

export interface Args extends InputsOf<typeof DESCRIPTION> {}
export interface Result extends OutputsOf<typeof DESCRIPTION> {}

/** The organizations that the caller may see. Each call reads from SWR. */
export const getOrganizations: FunctionDefinition<Args, Result> = {
  token: "swr:index:getOrganizations",
  description: DESCRIPTION,
  rules: ({ name }) => checkOrganizationName("name", name),

  invoke: async (context, { region = context.settings.region, ...filter }) => {
    const found = await context.swr(region).of(organizations).list(filter);
    return {
      ...(region === undefined ? {} : { region }),
      organizations: found.map(({ id, ...organization }) => ({ ...organization, organizationId: id })),
    };
  },
};
