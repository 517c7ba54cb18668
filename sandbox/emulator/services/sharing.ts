import { type Cloud, repositoryOf, type UserCall } from "../api/call";
import { answerPage, parseFilter, parsePage, sortBy } from "../api/listing";
import { type Answer, swrError } from "../api/refusals";
import { base, namespace, operation } from "../api/route";
import {
  type Backdoor,
  ControlError,
  organizationNamed,
  type RepositoryTarget,
  repositoryNamed,
} from "../api/backdoor";
import { listOf, object, text } from "../schema";
import { PerOwner } from "../store/perOwner";
import type { Repository, RepositoryPlace, Store } from "../store/store";
import { READ, rightOn } from "./access/rights";
import type { Family } from "./family";
import { listed } from "./repositories";
import { images } from "./tags";

/** A repository's share with another account. */
export interface Share {
  /** Name of the other account. */
  account: string;
  /** When the share ends: a UTC time, or `forever`. */
  deadline: string;
}

/** A share in a seed. It never ends where no deadline is given. */
export interface SeedShare {
  account: string;
  deadline?: string;
}

/** How many shares of a repository the API lists. No paging is documented. */
const MAX_LISTED = 100;

const shares = new PerOwner<Repository, Map<string, Share>>(() => new Map());

/** Repositories that are shared with other accounts. The API is only read; the seed and a control make shares. */
export const sharing = {
  routes: [
    operation(
      "listRepoDomains",
      "GET",
      `${namespace}/repositories/:repository/access-domains`,
      listRepoDomains,
    ),
    operation("listSharedReposDetails", "GET", `${base}/shared-repositories`, listSharedReposDetails),
  ],
  backdoor,
  repository: {
    seed: {
      properties: { sharedWith: listOf(object({ account: text }, { deadline: text })) },
      plant(
        _store: Store,
        { repository }: RepositoryPlace,
        { sharedWith = [] }: { sharedWith?: SeedShare[] },
      ) {
        for (const share of sharedWith) add(repository, share);
      },
    },
    show: ({ repository }: RepositoryPlace): { sharedWith?: Share[] } => {
      const all = [...shares.of(repository).values()];
      return all.length === 0 ? {} : { sharedWith: all };
    },
  },
} satisfies Family;

export interface SharingMethods {
  /** Shares a repository with another account. A share with the same account is replaced. */
  shareRepository(share: RepositoryTarget & SeedShare): void;
}

function backdoor(cloud: Cloud): Backdoor<SharingMethods> {
  const methods: SharingMethods = {
    shareRepository({ organization, repository: name, ...share }) {
      const repository = repositoryNamed(organizationNamed(cloud.store, organization), name);
      if (repository.isPublic) throw new ControlError(`"${name}" is public: only private ones are shared.`);
      add(repository, share);
    },
  };
  const control = {
    method: "POST" as const,
    path: "/shares",
    body: object({ organization: text, repository: text, account: text }, { deadline: text }),
    run: ({ body }: { body: unknown }) => {
      methods.shareRepository(body as Parameters<SharingMethods["shareRepository"]>[0]);
    },
  };
  return { methods, controls: [control] };
}

const add = (repository: Repository, { account, deadline = "forever" }: SeedShare): void => {
  shares.of(repository).set(account, { account, deadline });
};

const isValid = ({ deadline }: Share, now: number): boolean =>
  deadline === "forever" || Date.parse(deadline) > now;

function listRepoDomains(call: UserCall): Answer {
  const found = repositoryOf(call);
  if (rightOn(call, found) < READ) throw swrError.mayNotUse();
  const { organization, repository } = found;
  const all = [...shares.of(repository).values()].slice(0, MAX_LISTED);
  const created = new Date(repository.created).toISOString();
  return {
    status: 200,
    body: all.map((share) => ({
      namespace: organization.name,
      repository: repository.name,
      access_domain: share.account,
      permit: "read",
      deadline: share.deadline,
      description: "",
      creator_id: repository.creator.id,
      creator_name: repository.creator.name,
      created,
      updated: created,
      status: isValid(share, call.cloud.now()),
    })),
  };
}

/** Lists repositories that the caller's account shares (`center=self`). No other account shares any with it. */
function listSharedReposDetails(call: UserCall): Answer {
  const filter = parseFilter(call.query, [
    "center",
    "namespace",
    "name",
    "domain_name",
    "status",
    "limit",
    "offset",
  ]);
  const center = filter.get("center");
  if (center !== "self" && center !== "thirdparty") throw swrError.badQuery("center");
  const fits = (place: RepositoryPlace): boolean => {
    const all = [...shares.of(place.repository).values()];
    const { organization, repository } = place;
    const [domain, status] = [filter.get("domain_name"), filter.get("status")];
    return (
      rightOn(call, place) >= READ &&
      organization.name.includes(filter.get("namespace") ?? "") &&
      repository.name.includes(filter.get("name") ?? "") &&
      all.some(
        (share) =>
          (domain === undefined || share.account.includes(domain)) &&
          (status === undefined || String(isValid(share, call.cloud.now())) === status),
      )
    );
  };
  const organizations = center === "self" ? [...call.cloud.store.organizations.values()] : [];
  const found = organizations
    .flatMap((organization) =>
      [...organization.repositories.values()].map((repository) => ({ organization, repository })),
    )
    .filter(fits);
  const sorted = sortBy(found, call.query, {
    updated_at: ({ repository }) => repository.updated,
    name: ({ repository }) => repository.name,
    tag_count: ({ repository }) => images.of(repository).size,
    namespace: ({ organization }) => organization.name,
    domain_name: () => call.cloud.store.account.name,
  });
  return answerPage(sorted, parsePage(filter), (item, total) => listed(call, item, total));
}
