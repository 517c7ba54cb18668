import { APPLIED_GRANT } from "../appliedGrant";
import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import { onEach } from "../onEach";
import { checkPatterns, matcherOf } from "../patterns";
import type { FunctionDefinition } from "../resource";
import { unlessMissing } from "../swr/missing";
import { checkOrganizationName } from "../swr/names";
import { organizations } from "../swr/organizations";
import { repositories as repositoriesOf } from "../swr/repositories";
import { shownAccess } from "./shownAccess";

const LISTED = {
  name: "ListedRepositoryAccess",
  description: "Who may use one repository of an organization.",
  properties: {
    repository: { type: "string", description: "Repository name, with raw `/`." },
    users: { listOf: APPLIED_GRANT, description: "Everybody the list shows but the caller, by name." },
  },
} as const;

const DESCRIPTION = {
  description:
    "Who may use the repositories of an organization, all of them or those that patterns match, without managing them. It asks SWR each time, also in a preview.",
  api: ["listReposDetails", "showUserRepositoryAuth"],
  examples: [
    {
      title: "Who may use the repositories of an organization",
      program: {
        accesses: ["getRepositoryAccesses", { organization: "team-a", repositories: ["web/**"] }],
      },
      outputs: { repositories: "$accesses.repositories" },
    },
  ],
  inputs: {
    organization: { type: "string", description: "Organization (API: namespace) the repositories are in." },
    repositories: {
      listOf: "string",
      description:
        "Names and patterns of repositories, as RepositoryAccessPolicy takes them. Default: all repositories.",
      optional: true,
    },
    region: {
      type: "string",
      description: "Region of the organization. Default: swr:region.",
      optional: true,
    },
  },
  outputs: {
    organization: { type: "string", description: "Organization the repositories are in." },
    region: {
      type: "string",
      description: "Region of the organization, where one is set.",
      optional: true,
    },
    repositories: { listOf: LISTED, description: "Each repository with its users, by name." },
  },
} as const satisfies FunctionDescription;

export interface Args extends InputsOf<typeof DESCRIPTION> {}
export interface Result extends OutputsOf<typeof DESCRIPTION> {}

/** Who may use the repositories of an organization. Reads afresh each time. */
export const getRepositoryAccesses: FunctionDefinition<Args, Result> = {
  token: "swr:index:getRepositoryAccesses",
  description: DESCRIPTION,
  rules: ({ organization, repositories }) => [
    ...checkOrganizationName("organization", organization),
    ...(repositories === undefined ? [] : checkPatterns("repositories", repositories)),
  ],

  invoke: async (context, { organization, repositories = ["**"], region = context.settings.region }) => {
    const client = context.swr(region);
    const names = await client.of(repositoriesOf).namesIn(organization);
    // A list of an organization that is not there is empty, too: this read says so.
    if (names.length === 0) await client.of(organizations).read(organization);
    const wanted = names.filter(matcherOf(repositories));
    const found = await onEach(context, organization, "reading who has access", wanted, (repository) =>
      unlessMissing(client.access.read({ organization, repository })),
    );
    const rows = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      organization,
      ...(region === undefined ? {} : { region }),
      repositories: rows.flatMap(([repository, access]) => {
        if (access instanceof Error) throw access;
        // A repository that vanished meanwhile has no users any more.
        return access === undefined ? [] : [{ repository, users: shownAccess(access).users }];
      }),
    };
  },
};
