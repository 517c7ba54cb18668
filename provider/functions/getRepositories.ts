import type { FunctionDescription, InputsOf, OutputsOf } from "../description";
import { checkPatterns, matcherOf } from "../patterns";
import type { FunctionDefinition } from "../resource";
import { checkOrganizationName } from "../swr/names";
import { organizations } from "../swr/organizations";
import { repositories } from "../swr/repositories";

const LISTED = {
  name: "ListedRepository",
  description: "One image repository that the caller may see.",
  properties: {
    organization: { type: "string", description: "Organization the repository is in." },
    repository: { type: "string", description: "Repository name, with raw `/`." },
    isPublic: { type: "boolean", description: "Whether everybody may pull from it." },
    category: { type: "string", description: "Category; empty where it has none." },
    description: { type: "string", description: "Description; empty where it has none." },
    path: { type: "string", description: "Address for docker, from anywhere." },
    internalPath: { type: "string", description: "Address for docker, from within the cloud." },
    imageCount: { type: "integer", description: "How many images are in it." },
    size: { type: "number", description: "Size of all images in bytes." },
    createdAt: { type: "string", description: "When it was created, as SWR writes it." },
    updatedAt: { type: "string", description: "When it was last changed, as SWR writes it." },
  },
} as const;

const DESCRIPTION = {
  description:
    "The image repositories that the caller may see, of one organization or of all, without managing them: all pages, and only those that fit every filter. Each call reads from SWR, also in a preview.",
  api: ["listReposDetails"],
  examples: [
    {
      title: "The public repositories of an organization",
      program: { open: ["getRepositories", { organization: "team-a", isPublic: true }] },
      outputs: { repositories: "$open.repositories" },
    },
    {
      title: "Repositories by their names",
      program: {
        web: ["getRepositories", { organization: "team-a", repositories: ["web/**", "!web/old/**"] }],
      },
      outputs: { repositories: "$web.repositories" },
    },
  ],
  inputs: {
    organization: {
      type: "string",
      description: "Only repositories of this organization (API: namespace). Default: of all organizations.",
      optional: true,
    },
    repositories: {
      listOf: "string",
      description:
        "Only these names and patterns of repositories, as RepositoryAccessPolicy takes them. Default: all.",
      optional: true,
    },
    name: { type: "string", description: "Only repositories whose name contains this text.", optional: true },
    category: {
      type: "string",
      description:
        "Only repositories of this category: app_server, linux, framework_app, database, lang, other, windows or arm.",
      optional: true,
    },
    isPublic: { type: "boolean", description: "Only public, or only private repositories.", optional: true },
    region: { type: "string", description: "Region to read. Default: swr:region.", optional: true },
  },
  outputs: {
    region: { type: "string", description: "Region that was read, where one is set.", optional: true },
    repositories: { listOf: LISTED, description: "The repositories, sorted by organization and name." },
  },
} as const satisfies FunctionDescription;

export interface Args extends InputsOf<typeof DESCRIPTION> {}
export interface Result extends OutputsOf<typeof DESCRIPTION> {}

/** The image repositories that the caller may see. Each call reads from SWR. */
export const getRepositories: FunctionDefinition<Args, Result> = {
  token: "swr:index:getRepositories",
  description: DESCRIPTION,
  rules: ({ organization, repositories: patterns }) => [
    ...checkOrganizationName("organization", organization),
    ...(patterns === undefined ? [] : checkPatterns("repositories", patterns)),
  ],

  invoke: async (
    context,
    { region = context.settings.region, repositories: patterns = ["**"], ...filter },
  ) => {
    const client = context.swr(region);
    const { organization } = filter;
    const found = await client.of(repositories).list(filter);
    // The list of a missing organization is empty, too. This read throws where the organization does not exist.
    if (found.length === 0 && organization !== undefined) await client.of(organizations).read(organization);
    const matches = matcherOf(patterns);
    return {
      ...(region === undefined ? {} : { region }),
      repositories: found.filter(({ repository }) => matches(repository)),
    };
  },
};
