import { validatorOf } from "../ownSchemas";
import { type RepositoryRef, subjectOf } from "./access";
import { readAnswer, readService, type Service } from "./call";
import { OF_REPOSITORY } from "./codes";
import { allOf, type Page, totalIn } from "./pages";
import { path, repositoryInPath } from "./path";

interface SharedItem {
  name: string;
  namespace: string;
}
const isShared = validatorOf<SharedItem[]>({
  type: "array",
  items: {
    type: "object",
    required: ["name", "namespace"],
    properties: { name: { type: "string" }, namespace: { type: "string" } },
  },
});

interface ShareAnswer {
  access_domain: string;
  status?: boolean | null;
}
const isShares = validatorOf<ShareAnswer[]>({
  type: "array",
  items: {
    type: "object",
    required: ["access_domain"],
    properties: {
      access_domain: { type: "string", minLength: 1 },
      status: { type: "boolean", nullable: true },
    },
  },
});

/** How many shares of one repository the API lists. It documents no pages for them. */
export const MOST_SHARES_LISTED = 100;

/** The accounts that may pull from a repository. */
export interface Shares {
  /** Names of the accounts whose share has not ended, sorted. */
  readonly accounts: readonly string[];
  /** Whether there may be more shares than the API lists. */
  readonly isCut: boolean;
}

export interface SharingApi {
  /** The caller's repositories that are shared with other accounts. */
  sharedByMe(): Promise<readonly RepositoryRef[]>;
  accountsOf(repository: RepositoryRef): Promise<Shares>;
}

/** Repositories that are shared with other accounts: listSharedReposDetails, listRepoDomains. */
export function sharing(service: Service): SharingApi {
  return {
    sharedByMe: async () => {
      const read = async (page: string): Promise<Page<SharedItem>> => {
        const call = {
          method: "GET",
          path: `/v2/manage/shared-repositories?center=self&${page}`,
          action: "list the shared repositories",
          subject: "repositories",
        } as const;
        const { json, response } = await readAnswer(service, call, isShared);
        return { items: json, ...totalIn(response.headers) };
      };
      const all = await allOf(read, ({ namespace, name }) => `${namespace}/${name}`);
      return all.map(({ namespace, name }) => ({ organization: namespace, repository: name }));
    },
    accountsOf: async (at) => {
      const call = {
        method: "GET",
        // This family of operations is the only one under `repositories` instead of `repos`.
        path: path`/v2/manage/namespaces/${at.organization}/repositories/${repositoryInPath(at.repository)}/access-domains`,
        action: "read with which accounts it is shared",
        subject: subjectOf(at),
        refusals: OF_REPOSITORY,
      } as const;
      const shares = await readService(service, call, isShares);
      const valid = shares.filter(({ status }) => status !== false);
      return {
        accounts: [...new Set(valid.map((share) => share.access_domain))].sort(),
        isCut: shares.length >= MOST_SHARES_LISTED,
      };
    },
  };
}
