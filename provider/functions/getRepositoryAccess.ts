import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import type { FunctionDefinition } from "../resource";
import { subjectOf } from "../swr/access";
import { mustExist } from "../swr/missing";
import { checkNames } from "../swr/names";
import { accessOutputs, shownAccess } from "./shownAccess";

const DESCRIPTION = {
  description:
    "Who may use one image repository, without managing it, and what the caller may do there. Each call reads from SWR, also in a preview.",
  api: ["showUserRepositoryAuth"],
  examples: [
    {
      title: "Who may use a repository",
      program: { access: ["getRepositoryAccess", { organization: "team-a", repository: "web/app" }] },
      outputs: { users: "$access.users", myRight: "$access.caller.permission" },
    },
  ],
  inputs: {
    organization: { type: "string", description: "Organization (API: namespace) the repository is in." },
    repository: { type: "string", description: "Repository name as users write it, with raw `/`." },
    region: {
      type: "string",
      description: "Region of the repository. Default: swr:region.",
      optional: true,
    },
  },
  outputs: {
    organization: { type: "string", description: "Organization the repository is in." },
    repository: { type: "string", description: "Repository name, with raw `/`." },
    region: {
      type: "string",
      description: "Region of the repository, where one is set.",
      optional: true,
    },
    repositoryId: { type: "integer", description: "The number that SWR answers with the list of grants." },
    ...accessOutputs("Whether the list includes users of the whole organization depends on the cloud."),
  },
} as const satisfies FunctionDescription;

export interface Args extends InputsOf<typeof DESCRIPTION> {}
export interface Result extends OutputsOf<typeof DESCRIPTION> {}

/** Who may use one repository, and what the caller may do there. Each call reads from SWR. */
export const getRepositoryAccess: FunctionDefinition<Args, Result> = {
  token: "swr:index:getRepositoryAccess",
  description: DESCRIPTION,
  rules: checkNames,

  invoke: async (context, args) => {
    const { organization, repository, region = context.settings.region } = args;
    const reading = context.swr(region).access.read(args);
    const access = await mustExist(subjectOf(args), reading);
    return {
      organization,
      repository,
      ...(region === undefined ? {} : { region }),
      repositoryId: access.id,
      ...shownAccess(access),
    };
  },
};
