import { ADOPT, type Description, regionOf, REPOSITORY_NAMES } from "../description";
import { NotFoundError } from "../errors";
import type { Call, ResourceOf } from "../resource";
import type { RepositoryRef } from "../swr/access";
import { checkNames } from "../swr/names";
import { repositories } from "../swr/repositories";
import { deleteEmpty } from "./notEmpty";

const CATEGORIES = {
  name: "RepositoryCategory",
  description: "What the images of a repository are for. The clouds only show it.",
  values: {
    app_server: "An application server.",
    linux: "A Linux system.",
    framework_app: "A framework or an application.",
    database: "A database.",
    lang: "A programming language.",
    other: "Anything else.",
    windows: "A Windows system.",
    arm: "For ARM processors.",
  },
} as const;

const DESCRIPTION = {
  description:
    "An image repository in an organization. Deleting it is refused while images are inside, unless `forceDestroy` is set. RepositoryAccess declares who may use it. A repository that is replaced, even under the same name, loses its grants. A RepositoryAccess that takes its names from the repository, or depends on it (`dependsOn`), grants them again in the same `up`, any other RepositoryAccess in the next `up` at the latest.",
  place: ["organization", "repository"],
  api: ["createRepo", "showRepository", "updateRepo", "deleteRepo"],
  examples: [
    {
      title: "A public repository",
      program: {
        web: [
          "Repository",
          {
            organization: "team-a",
            repository: "web/site",
            isPublic: true,
            category: "app_server",
            description: "The site.",
          },
        ],
      },
      outputs: { address: "$web.path" },
    },
  ],
  inputs: {
    ...REPOSITORY_NAMES,
    isPublic: {
      type: "boolean",
      description: "Whether everybody may pull its images, without any permission. Default: false.",
      asOutput: "Whether everybody may pull its images.",
      default: false,
    },
    category: {
      choice: CATEGORIES,
      description: "What its images are for. Default: the value at the server stays.",
      asOutput: "What its images are for.",
      optional: true,
    },
    description: {
      type: "string",
      description: "Text about the repository. Default: the value at the server stays.",
      asOutput: "Text about the repository.",
      optional: true,
    },
    forceDestroy: {
      type: "boolean",
      description:
        "Whether a destroy deletes the images that are still inside. Default: false, the destroy is refused, and the error lists their tags.",
      asOutput: "Whether a destroy deletes the images that are still inside.",
      default: false,
      local: true,
    },
    adopt: ADOPT,
    region: regionOf("repository"),
  },
  outputs: {
    repositoryId: { type: "integer", description: "The number that SWR gives the repository." },
    path: { type: "string", description: "Address for docker push and docker pull." },
    internalPath: {
      type: "string",
      description: "Address for docker push and docker pull within the cloud's own network.",
    },
    imageCount: { type: "integer", description: "How many images are inside." },
    size: { type: "integer", description: "Size of all images in bytes." },
  },
} as const satisfies Description;

type Category = keyof typeof CATEGORIES.values;
/** Whether a category that the server shows can be declared. */
export const isCategory = (text: string): text is Category => Object.hasOwn(CATEGORIES.values, text);

/** Deletes a repository with all its images. A repository that does not exist any more counts as deleted. */
export async function deleteImages({ client, log }: Call, at: RepositoryRef): Promise<void> {
  try {
    for (const tag of await client.of(repositories).tags(at))
      await client.of(repositories).deleteTag(at, tag);
    await client.of(repositories).delete(at);
    log(`${at.organization}/${at.repository}: deleted with its images, as forceDestroy says`);
  } catch (thrown) {
    if (!(thrown instanceof NotFoundError)) throw thrown;
  }
}

export const repository: ResourceOf<typeof DESCRIPTION> = {
  token: "swr:index:Repository",
  description: DESCRIPTION,
  rules: checkNames,

  read: async ({ client }, at) => {
    const { id, isPublic, category, description, path, internalPath, imageCount, size } = await client
      .of(repositories)
      .read(at);
    const known = isCategory(category) ? { category } : {};
    return { repositoryId: id, isPublic, ...known, description, path, internalPath, imageCount, size };
  },

  create: ({ client }, inputs) => client.of(repositories).create(inputs, inputs),

  update: ({ client }, inputs) => client.of(repositories).update(inputs, inputs),

  delete: async (call, state) => {
    if (state.forceDestroy) return deleteImages(call, state);
    await deleteEmpty(() => call.client.of(repositories).delete(state), {
      words: "Their tags are",
      list: () => call.client.of(repositories).tags(state),
    });
  },
};
