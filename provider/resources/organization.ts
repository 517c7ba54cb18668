import { ADOPT, type Description, regionOf } from "../description";
import type { Call, ResourceOf } from "../resource";
import { checkOrganizationName } from "../swr/names";
import { organizations } from "../swr/organizations";
import { repositories } from "../swr/repositories";
import { deleteEmpty } from "./notEmpty";
import { deleteImages } from "./repository";

const DESCRIPTION = {
  description:
    "An organization (API: namespace): what repositories are in. Its name is unique in its region, over all accounts. Deleting it is refused while repositories are inside, unless `forceDestroy` is set.",
  place: ["name"],
  api: ["createNamespace", "showNamespace", "deleteNamespaces"],
  examples: [
    {
      title: "An organization",
      program: { team: ["Organization", { name: "team-c" }] },
      outputs: { creator: "$team.creatorName" },
    },
  ],
  inputs: {
    name: {
      type: "string",
      description:
        "Name of the organization: a lowercase letter first, then lowercase letters, digits, `.`, `_`, `-`, a letter or digit last; 64 characters at most.",
      asOutput: "Name of the organization.",
      replaceOnChanges: true,
    },
    forceDestroy: {
      type: "boolean",
      description:
        "Whether a destroy deletes the repositories that are still inside, with all their images. Default: false, it is refused and lists them.",
      asOutput: "Whether a destroy deletes the repositories that are still inside.",
      default: false,
      local: true,
    },
    adopt: ADOPT,
    region: regionOf("organization"),
  },
  outputs: {
    organizationId: { type: "integer", description: "The number SWR gives the organization." },
    creatorName: { type: "string", description: "Name of the IAM user who created it." },
  },
} as const satisfies Description;

/** Deletes an organization's repositories, with their images. */
async function empty(call: Call, organization: string): Promise<void> {
  for (const repository of await call.client.of(repositories).namesIn(organization))
    await deleteImages(call, { organization, repository });
}

export const organization: ResourceOf<typeof DESCRIPTION> = {
  token: "swr:index:Organization",
  description: DESCRIPTION,
  rules: ({ name }) => checkOrganizationName("name", name),

  read: async ({ client }, { name }) => {
    const { id, creatorName } = await client.of(organizations).read(name);
    return { organizationId: id, creatorName };
  },

  create: ({ client }, { name }) => client.of(organizations).create(name),

  delete: async (call, { name, forceDestroy }) => {
    if (forceDestroy) await empty(call, name);
    await deleteEmpty(() => call.client.of(organizations).delete(name), {
      words: "They are",
      list: () => call.client.of(repositories).namesIn(name),
    });
  },
};
