import {
  type Call,
  type Cloud,
  done,
  objectBody,
  organizationOf,
  repositoryOf,
  type UserCall,
} from "../api/call";
import { answerPage, parseFilter, parsePage, sortBy } from "../api/listing";
import { addressOf, isRepositoryName, repositoryFromPath } from "../api/names";
import { type Answer, swr, swrError } from "../api/refusals";
import { base, namespace, operation, repository as repositoryPath } from "../api/route";
import {
  type Backdoor,
  type Control,
  ControlError,
  mandatory,
  organizationNamed,
  repositoryNamed,
  type RepositoryTarget,
} from "../api/backdoor";
import { object, text } from "../schema";
import type { Organization, Repository, RepositoryPlace } from "../store/store";
import type { User } from "../store/user";
import { EDIT, MANAGE, organizationRight, READ, repositoryFor, rightOn } from "./access/rights";
import type { Family } from "./family";
import { images, imagesSchema, pushAll, type SeedImages } from "./tags";

const categories = [
  "",
  "app_server",
  "linux",
  "framework_app",
  "database",
  "lang",
  "other",
  "windows",
  "arm",
];

const refusals = {
  badIsPublic: swr(4001009, "is_public must be set to true or false."),
  repositoryNotEmpty: swr(4060012, "Failed to delete the image repository because there are images in it."),
  repositoryExists: swr(4090006, "The image already exists."),
};

/** Image repositories. */
export const repositories = {
  routes: [
    operation("createRepo", "POST", `${namespace}/repos`, createRepo),
    operation("listReposDetails", "GET", `${base}/repos`, listReposDetails),
    operation("showRepository", "GET", repositoryPath, showRepository),
    operation("updateRepo", "PATCH", repositoryPath, updateRepo),
    operation("deleteRepo", "DELETE", repositoryPath, deleteRepo),
  ],
  backdoor,
} satisfies Family;

export interface RepositoryMethods {
  /** Creates a repository. The API refuses to delete one that has images. */
  createRepository(repository: RepositoryTarget & { isPublic?: boolean; images?: SeedImages }): void;
  deleteRepository(repository: RepositoryTarget): void;
}

function backdoor(cloud: Cloud): Backdoor<RepositoryMethods> {
  const methods: RepositoryMethods = {
    createRepository({ organization: owner, repository: name, isPublic = false, images: wanted }) {
      const organization = organizationNamed(cloud.store, owner);
      if (!isRepositoryName(name)) throw new ControlError(`"${name}" is not a name for a repository.`);
      if (organization.repositories.has(name)) {
        throw new ControlError(`There is a repository "${name}" in "${owner}".`);
      }
      const added = add(cloud, organization, name, organization.creator);
      added.isPublic = isPublic;
      pushAll(cloud.store, added, wanted);
    },
    deleteRepository({ organization: owner, repository: name }) {
      const organization = organizationNamed(cloud.store, owner);
      organization.repositories.delete(repositoryNamed(organization, name).name);
    },
  };
  return { methods, controls: controlsOf(methods) };
}

const controlsOf = (methods: RepositoryMethods): Control[] => [
  {
    method: "POST",
    path: "/repositories",
    body: object(
      { organization: text, repository: text },
      { isPublic: { type: "boolean" }, images: imagesSchema },
    ),
    run: ({ body }) => {
      methods.createRepository(body as RepositoryTarget);
    },
  },
  {
    method: "DELETE",
    path: "/repositories",
    run: (request) => {
      const organization = mandatory(request, "organization");
      methods.deleteRepository({ organization, repository: mandatory(request, "repository") });
    },
  },
];

function add(cloud: Cloud, organization: Organization, name: string, creator: User): Repository {
  const repository = cloud.store.addRepository(organization, name, creator);
  cloud.tell("repositoryAdded", { organization, repository });
  return repository;
}

function createRepo(call: UserCall): Answer {
  const organization = organizationOf(call);
  if (organizationRight(organization, call.caller) < EDIT) throw swrError.mayNotManageOrganization();
  const body = objectBody(call);
  const name = nameInBody(call, body["repository"]);
  const attributes = parseAttributes(body);
  if (organization.repositories.has(name)) throw refusals.repositoryExists(name);
  Object.assign(add(call.cloud, organization, name, call.caller), attributes);
  return done(call, 200, { old: 201 });
}

function nameInBody({ cloud: { dialect } }: Call, sent: unknown): string {
  if (sent === undefined) throw swrError.mandatoryMissing();
  if (typeof sent !== "string") throw swrError.badRepositoryName();
  const form = dialect["repository-name-in-body"];
  if (form === "dollar" && sent.includes("/")) throw swrError.badRepositoryName(sent);
  const name = form === "slash" ? sent : repositoryFromPath(sent);
  if (!isRepositoryName(name)) throw swrError.badRepositoryName(sent);
  return name;
}

function parseAttributes(body: Record<string, unknown>): Partial<Repository> {
  const { is_public: isPublic, category, description } = body;
  if (isPublic === undefined) throw swrError.mandatoryMissing();
  if (typeof isPublic !== "boolean") throw refusals.badIsPublic();
  if (category !== undefined && !categories.some((known) => known === category)) {
    throw swrError.badRequest("category");
  }
  return {
    isPublic,
    ...(typeof category === "string" ? { category } : {}),
    ...(typeof description === "string" ? { description } : {}),
  };
}

function showRepository(call: UserCall): Answer {
  const found = repositoryOf(call);
  if (!found.repository.isPublic && rightOn(call, found) < READ) throw swrError.mayNotUse();
  const { organization, repository } = found;
  const { store } = call.cloud;
  return {
    status: 200,
    body: {
      id: repository.id,
      ns_id: organization.id,
      ...common(call, found),
      creator_id: repository.creator.id,
      creator_name: repository.creator.name,
      created: new Date(repository.created).toISOString(),
      updated: new Date(repository.updated).toISOString(),
      domain_id: store.account.id,
      priority: 0,
    },
  };
}

function updateRepo(call: UserCall): Answer {
  const found = repositoryFor(call, EDIT);
  Object.assign(found.repository, parseAttributes(objectBody(call)), { updated: call.cloud.now() });
  return done(call, 201);
}

function deleteRepo(call: UserCall): Answer {
  const found = repositoryFor(call, MANAGE);
  if (images.of(found.repository).size > 0) throw refusals.repositoryNotEmpty();
  found.organization.repositories.delete(found.repository.name);
  return done(call, 204);
}

function listReposDetails(call: UserCall): Answer {
  const filter = parseFilter(call.query, ["namespace", "name", "category", "is_public", "limit", "offset"]);
  const page = parsePage(filter);
  const found = [...call.cloud.store.organizations.values()]
    .flatMap((organization) =>
      [...organization.repositories.values()].map((repository) => ({ organization, repository })),
    )
    .filter((item) => rightOn(call, item) >= READ && matches(item, filter));
  const sorted = sortBy(found, call.query, {
    updated_time: ({ repository }) => repository.updated,
    name: ({ repository }) => repository.name,
    tag_count: ({ repository }) => images.of(repository).size,
    namespace: ({ organization }) => organization.name,
    is_public: ({ repository }) => repository.isPublic,
  });
  return answerPage(sorted, page, (item, total) => listed(call, item, total));
}

/** A repository as lists of repositories show it. */
export const listed = (call: Call, item: RepositoryPlace, total: number): Record<string, unknown> => ({
  ...common(call, item),
  created_at: new Date(item.repository.created).toISOString(),
  updated_at: new Date(item.repository.updated).toISOString(),
  logo: "",
  domain_name: call.cloud.store.account.name,
  namespace: item.organization.name,
  tags: [...images.of(item.repository).keys()],
  status: false,
  total_range: total,
});

/** Whether a repository fits a filter. Names fit if they contain the filter's text. */
function matches({ organization, repository }: RepositoryPlace, filter: Map<string, string>): boolean {
  return (
    organization.name.includes(filter.get("namespace") ?? "") &&
    repository.name.includes(repositoryFromPath(filter.get("name") ?? "")) &&
    (filter.get("category") ?? repository.category) === repository.category &&
    (filter.get("is_public") ?? String(repository.isPublic)) === String(repository.isPublic)
  );
}

/** What a repository shows both in the list and by itself. */
function common({ cloud }: Call, { organization, repository }: RepositoryPlace): Record<string, unknown> {
  const path = addressOf(cloud.url, { organization, repository });
  return {
    name: repository.name,
    category: repository.category,
    description: repository.description,
    size: 0,
    is_public: repository.isPublic,
    num_images: images.of(repository).size,
    num_download: 0,
    url: "",
    path,
    internal_path: path,
  };
}
