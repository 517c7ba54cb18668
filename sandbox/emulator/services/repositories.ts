import {
  type Call,
  type Cloud,
  done,
  objectBody,
  organizationOf,
  repositoryOf,
  type UserCall,
} from "../api/call";
import { type Answer, swrError } from "../api/refusals";
import { answerPage, parseFilter, parsePage, sortBy } from "../api/listing";
import { isRepositoryName, repositoryFromPath } from "../api/names";
import { EDIT, MANAGE, organizationRight, READ, repositoryRight } from "./access/rights";
import type { Organization, Repository } from "../store/store";

export interface Found {
  organization: Organization;
  repository: Repository;
}

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

export function createRepo(call: UserCall): Answer {
  const { store, dialect } = call.cloud;
  const organization = organizationOf(call);
  if (organizationRight(organization, call.caller) < EDIT) throw swrError.mayNotManageOrganization();
  const body = objectBody(call);
  const name = nameInBody(call, body["repository"]);
  const attributes = parseAttributes(body);
  if (organization.repositories.has(name)) throw swrError.repositoryExists(name);
  const kept = dialect["deleted-repository"] === "remembered" ? organization.remembered.get(name) : undefined;
  Object.assign(store.addRepository(organization, name, call.caller, kept), attributes);
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
  if (typeof isPublic !== "boolean") throw swrError.badIsPublic();
  if (category !== undefined && !categories.some((known) => known === category)) {
    throw swrError.badRequest("category");
  }
  return {
    isPublic,
    ...(typeof category === "string" ? { category } : {}),
    ...(typeof description === "string" ? { description } : {}),
  };
}

export function showRepository(call: UserCall): Answer {
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

export function updateRepo(call: UserCall): Answer {
  const found = repositoryOf(call);
  if (rightOn(call, found) < EDIT) throw swrError.mayNotManageRepository();
  Object.assign(found.repository, parseAttributes(objectBody(call)), { updated: call.cloud.now() });
  return done(call, 201);
}

export function deleteRepo(call: UserCall): Answer {
  const found = repositoryOf(call);
  if (rightOn(call, found) < MANAGE) throw swrError.mayNotManageRepository();
  if (found.repository.images.size > 0) throw swrError.repositoryNotEmpty();
  call.cloud.store.deleteRepository(found.organization, found.repository);
  return done(call, 204);
}

export function listReposDetails(call: UserCall): Answer {
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
    tag_count: ({ repository }) => repository.images.size,
    namespace: ({ organization }) => organization.name,
    is_public: ({ repository }) => repository.isPublic,
  });
  return answerPage(sorted, page, (item, total) => ({
    ...common(call, item),
    created_at: new Date(item.repository.created).toISOString(),
    updated_at: new Date(item.repository.updated).toISOString(),
    logo: "",
    domain_name: call.cloud.store.account.name,
    namespace: item.organization.name,
    tags: [...item.repository.images.keys()],
    status: false,
    total_range: total,
  }));
}

/** Names of repositories and organizations match fuzzily. */
function matches({ organization, repository }: Found, filter: Map<string, string>): boolean {
  return (
    organization.name.includes(filter.get("namespace") ?? "") &&
    repository.name.includes(repositoryFromPath(filter.get("name") ?? "")) &&
    (filter.get("category") ?? repository.category) === repository.category &&
    (filter.get("is_public") ?? String(repository.isPublic)) === String(repository.isPublic)
  );
}

/** What the caller may do with a repository. */
export const rightOn = ({ caller }: UserCall, { organization, repository }: Found): number =>
  repositoryRight(organization, repository, caller);

/** What docker pulls from, without a tag. */
export const addressOf = ({ url }: Cloud, { organization, repository }: Found): string =>
  `${new URL(url).host}/${organization.name}/${repository.name}`;

/** What the list and the single answer have in common. */
function common({ cloud }: Call, { organization, repository }: Found): Record<string, unknown> {
  const path = addressOf(cloud, { organization, repository });
  return {
    name: repository.name,
    category: repository.category,
    description: repository.description,
    size: 0,
    is_public: repository.isPublic,
    num_images: repository.images.size,
    num_download: 0,
    url: "",
    path,
    internal_path: path,
  };
}
