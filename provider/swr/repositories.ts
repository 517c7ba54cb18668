import type { JSONSchemaType } from "ajv";
import { NotFoundError } from "../errors";
import { validatorOf } from "../ownSchemas";
import { type RepositoryRef, subjectOf } from "./access";
import { readAnswer, readService, type Service, writeService } from "./call";
import { type KnownRefusal, NO_ORGANIZATION, NO_TAG, OF_REPOSITORY } from "./codes";
import { allOf, type Page, totalIn } from "./pages";
import { path, repositoryPath } from "./path";

/** The attributes of a repository that a program declares. */
export interface RepositoryAttributes {
  readonly isPublic: boolean;
  readonly category?: string;
  readonly description?: string;
}

/** A repository as SWR shows it. */
export interface Repository extends Required<RepositoryAttributes> {
  readonly id: number;
  readonly path: string;
  readonly internalPath: string;
  readonly imageCount: number;
  /** Size of all images in bytes. */
  readonly size: number;
}

interface Answer {
  id: number;
  is_public: boolean;
  category?: string | null;
  description?: string | null;
  path?: string | null;
  internal_path?: string | null;
  num_images?: number | null;
  size?: number | null;
}
const TEXT = { type: "string", nullable: true } as const;
const NUMBER = { type: "number", nullable: true } as const;
const ANSWER: JSONSchemaType<Answer> = {
  type: "object",
  required: ["id", "is_public"],
  properties: {
    id: { type: "integer" },
    is_public: { type: "boolean" },
    category: TEXT,
    description: TEXT,
    path: TEXT,
    internal_path: TEXT,
    num_images: NUMBER,
    size: NUMBER,
  },
};
const isAnswer = validatorOf<Answer>(ANSWER);

interface ListItem extends Omit<Answer, "id" | "is_public"> {
  name: string;
  namespace: string;
  is_public?: boolean | null;
  created_at?: string | null;
  updated_at?: string | null;
}
const ITEM: JSONSchemaType<ListItem> = {
  type: "object",
  required: ["name", "namespace"],
  properties: {
    name: { type: "string" },
    namespace: { type: "string" },
    is_public: { type: "boolean", nullable: true },
    category: TEXT,
    description: TEXT,
    path: TEXT,
    internal_path: TEXT,
    num_images: NUMBER,
    size: NUMBER,
    created_at: TEXT,
    updated_at: TEXT,
  },
};
const isList = validatorOf<ListItem[]>({ type: "array", items: ITEM });
const isTags = validatorOf<{ Tag: string }[]>({
  type: "array",
  items: { type: "object", required: ["Tag"], properties: { Tag: { type: "string", minLength: 1 } } },
});

const EXISTS: KnownRefusal = {
  answers: ["409 SVCSTG.SWR.4090006"],
  means: "exists",
  remedy: "The organization has a repository of this name already.",
};
const NOT_EMPTY: KnownRefusal = {
  answers: ["406 SVCSTG.SWR.4060012"],
  means: "notEmpty",
  remedy: "Images are still inside.",
};

const toWire = ({ isPublic, category, description }: RepositoryAttributes): object => ({
  is_public: isPublic,
  ...(category === undefined ? {} : { category }),
  ...(description === undefined ? {} : { description }),
});

/** A repository as the list of repositories shows it. */
export interface ListedRepository extends Omit<Repository, "id">, RepositoryRef {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Which repositories to list. Left out: those of all organizations that the caller may see. */
export interface RepositoryFilter {
  /** Exact name of the organization. */
  readonly organization?: string;
  /** Text that the name contains. */
  readonly name?: string;
  readonly category?: string;
  readonly isPublic?: boolean;
}

const toListed = (item: ListItem): ListedRepository => ({
  organization: item.namespace,
  repository: item.name,
  isPublic: item.is_public ?? false,
  ...shared(item),
  createdAt: item.created_at ?? "",
  updatedAt: item.updated_at ?? "",
});

/** What a repository shows both in the list and by itself. */
const shared = (found: Omit<Answer, "id" | "is_public">) => ({
  category: found.category ?? "",
  description: found.description ?? "",
  path: found.path ?? "",
  internalPath: found.internal_path ?? "",
  imageCount: found.num_images ?? 0,
  size: found.size ?? 0,
});

/** A filter as the API's query. A slash in a name is written `$`, as in paths. */
function queryOf({ organization, name, category, isPublic }: RepositoryFilter): string {
  const all = [
    ["namespace", organization],
    ["name", name?.replaceAll("/", "$")],
    ["category", category],
    ["is_public", isPublic?.toString()],
  ] as const;
  return all
    .map(([key, value]) => (value === undefined ? "" : `${key}=${encodeURIComponent(value)}&`))
    .join("");
}

export interface RepositoryApi {
  create(repository: RepositoryRef, attributes: RepositoryAttributes): Promise<void>;
  read(repository: RepositoryRef): Promise<Repository>;
  update(repository: RepositoryRef, attributes: RepositoryAttributes): Promise<void>;
  delete(repository: RepositoryRef): Promise<void>;
  /** Repositories that the caller may see, of all pages, sorted by organization and name. */
  list(filter?: RepositoryFilter): Promise<readonly ListedRepository[]>;
  /** Names of an organization's repositories, sorted. */
  namesIn(organization: string): Promise<readonly string[]>;
  /** Tags of a repository, sorted. */
  tags(repository: RepositoryRef): Promise<readonly string[]>;
  /** Deletes a tag. A tag that does not exist counts as deleted, but a repository that does not exist is an error. */
  deleteTag(repository: RepositoryRef, tag: string): Promise<void>;
}

/** The operations on repositories: createRepo, showRepository, updateRepo, deleteRepo, and the lists behind them. */
export function repositories(service: Service): RepositoryApi {
  const under = (organization: string): string => path`/v2/manage/namespaces/${organization}/repos`;
  const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
  const list = async (filter: RepositoryFilter = {}): Promise<readonly ListedRepository[]> => {
    const { organization, name } = filter;
    const query = queryOf(filter);
    const read = async (page: string): Promise<Page<ListItem>> => {
      const call = {
        method: "GET",
        path: `/v2/manage/repos?${query}${page}`,
        action: "list the repositories",
        subject: organization ?? "repositories",
      } as const;
      const { json, response } = await readAnswer(service, call, isList);
      return { items: json, ...totalIn(response.headers) };
    };
    const all = await allOf(read, ({ namespace, name: own }) => `${namespace}/${own}`);
    // The API's filters also match names that only contain the text, and clouds may take a slash otherwise.
    const fits = (it: ListItem): boolean =>
      (organization === undefined || it.namespace === organization) &&
      (name === undefined || it.name.includes(name));
    const byPlace = new Map(all.filter(fits).map((it) => [`${it.namespace} ${it.name}`, toListed(it)]));
    return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
  };
  return {
    create: async (repository, attributes) => {
      const body = { repository: repository.repository, ...toWire(attributes) };
      const refusals = [NO_ORGANIZATION, EXISTS];
      const call = {
        method: "POST",
        path: under(repository.organization),
        action: "create the repository",
      } as const;
      await writeService(service, { ...call, body, subject: subjectOf(repository), refusals });
    },
    read: async (repository) => {
      const call = {
        method: "GET",
        path: repositoryPath(repository),
        action: "read the repository",
      } as const;
      const asked = { ...call, subject: subjectOf(repository), refusals: OF_REPOSITORY };
      const found = await readService(service, asked, isAnswer);
      return {
        id: found.id,
        isPublic: found.is_public,
        ...shared(found),
      };
    },
    update: async (repository, attributes) => {
      const call = {
        method: "PATCH",
        path: repositoryPath(repository),
        action: "change the repository",
      } as const;
      const subject = subjectOf(repository);
      await writeService(service, { ...call, body: toWire(attributes), subject, refusals: OF_REPOSITORY });
    },
    delete: async (repository) => {
      const call = {
        method: "DELETE",
        path: repositoryPath(repository),
        action: "delete the repository",
      } as const;
      const refusals = [...OF_REPOSITORY, NOT_EMPTY];
      await writeService(service, { ...call, subject: subjectOf(repository), refusals });
    },
    list,
    namesIn: async (organization) => (await list({ organization })).map(({ repository }) => repository),
    tags: async (repository) => {
      const read = async (page: string): Promise<Page<{ Tag: string }>> => {
        const call = {
          method: "GET",
          path: `${repositoryPath(repository)}/tags?${page}`,
          action: "list the tags",
        } as const;
        const asked = { ...call, subject: subjectOf(repository), refusals: OF_REPOSITORY };
        const { json, response } = await readAnswer(service, asked, isTags);
        return { items: json, ...totalIn(response.headers) };
      };
      const list = await allOf(read, ({ Tag }) => Tag);
      return sorted(list.map(({ Tag }) => Tag));
    },
    deleteTag: async (repository, tag) => {
      const call = {
        method: "DELETE",
        path: `${repositoryPath(repository)}${path`/tags/${tag}`}`,
        action: `delete tag ${tag}`,
      } as const;
      const refusals = [...OF_REPOSITORY, NO_TAG];
      await writeService(service, { ...call, subject: subjectOf(repository), refusals }).catch(
        (thrown: unknown) => {
          if (!(thrown instanceof NotFoundError && thrown.missing === NO_TAG.what)) throw thrown;
        },
      );
    },
  };
}
