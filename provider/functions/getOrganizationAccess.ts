import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import type { FunctionDefinition } from "../resource";
import { mustExist } from "../swr/missing";
import { checkOrganizationName } from "../swr/names";
import { accessOutputs, shownAccess } from "./shownAccess";

const DESCRIPTION = {
  description:
    "Who may use one organization, without managing it, and what the caller may do there. Each call reads from SWR, also in a preview.",
  api: ["showNamespaceAuth"],
  examples: [
    {
      title: "Who may use an organization",
      program: { access: ["getOrganizationAccess", { organization: "team-a" }] },
      outputs: { users: "$access.users", myRight: "$access.caller.permission" },
    },
  ],
  inputs: {
    organization: { type: "string", description: "Name of the organization (API: namespace)." },
    region: {
      type: "string",
      description: "Region of the organization. Default: swr:region.",
      optional: true,
    },
  },
  outputs: {
    organization: { type: "string", description: "Name of the organization." },
    region: {
      type: "string",
      description: "Region of the organization, where one is set.",
      optional: true,
    },
    organizationId: { type: "integer", description: "The number that SWR answers with the list of grants." },
    ...accessOutputs(
      "Administrators, and the user who created the organization, may use it without being listed.",
    ),
  },
} as const satisfies FunctionDescription;

export interface Args extends InputsOf<typeof DESCRIPTION> {}
export interface Result extends OutputsOf<typeof DESCRIPTION> {}

/** Who may use one organization, and what the caller may do there. Each call reads from SWR. */
export const getOrganizationAccess: FunctionDefinition<Args, Result> = {
  token: "swr:index:getOrganizationAccess",
  description: DESCRIPTION,
  rules: ({ organization }) => checkOrganizationName("organization", organization),

  invoke: async (context, args) => {
    const { organization, region = context.settings.region } = args;
    const reading = context.swr(region).organizationAccess.read(args);
    const access = await mustExist(organization, reading);
    return {
      organization,
      ...(region === undefined ? {} : { region }),
      organizationId: access.id,
      ...shownAccess(access),
    };
  },
};
