import type { JSONSchemaType } from "ajv";
import { validatorOf } from "../ownSchemas";
import { wordOf } from "./access";
import { readService, type Service, writeService } from "./call";
import { type KnownRefusal, NO_ORGANIZATION } from "./codes";
import { path } from "./path";

/** An organization as SWR shows it. */
export interface Organization {
  readonly id: number;
  readonly name: string;
  readonly creatorName: string;
}

interface Answer {
  id: number;
  name: string;
  creator_name?: string | null;
}
const ANSWER: JSONSchemaType<Answer> = {
  type: "object",
  required: ["id", "name"],
  properties: {
    id: { type: "integer" },
    name: { type: "string", minLength: 1 },
    creator_name: { type: "string", nullable: true },
  },
};
const isAnswer = validatorOf<Answer>(ANSWER);

interface ListAnswer {
  namespaces: (Answer & {
    auth?: number | null;
    access_user_count?: number | null;
    repo_count?: number | null;
  })[];
}
const COUNT = { type: "integer", nullable: true } as const;
const isListAnswer = validatorOf<ListAnswer>({
  type: "object",
  required: ["namespaces"],
  properties: {
    namespaces: {
      type: "array",
      items: {
        ...ANSWER,
        properties: { ...ANSWER.properties, auth: COUNT, access_user_count: COUNT, repo_count: COUNT },
      },
    },
  },
});

const TAKEN: KnownRefusal = {
  answers: ["409 SVCSTG.SWR.4090060"],
  means: "exists",
  remedy:
    "The name is taken, in this account or in another one: an organization's name is unique in its region.",
};
const QUOTA: KnownRefusal = {
  answers: ["400 SVCSTG.SWR.4000097"],
  means: "refused",
  remedy: "The quota of organizations is used up: delete one, or have the quota raised.",
};
const NOT_EMPTY: KnownRefusal = {
  answers: ["406 SVCSTG.SWR.4060074"],
  means: "notEmpty",
  remedy: "Repositories are still inside.",
};
const RIGHT =
  "The caller lacks the right: it needs SWR FullAccess, or Tenant Administrator, to create and delete organizations.";

/** An organization as the list of organizations shows it. */
export interface ListedOrganization extends Organization {
  /** The caller's own right: `Read`, `Write`, `Manage`, or `auth N`; undefined where the caller has none on the organization. */
  readonly permission?: string;
  /** How many users and repositories it has. Only Huawei Cloud tells. */
  readonly userCount?: number;
  readonly repositoryCount?: number;
}

/** Which organizations to list. */
export interface OrganizationFilter {
  /** Exact name. */
  readonly name?: string;
  /** Also those that the caller sees only through a permission on one of their repositories. */
  readonly includeVisible?: boolean;
}

export interface OrganizationApi {
  /** The caller's organizations, sorted by name. The API has no pages for them. */
  list(filter?: OrganizationFilter): Promise<readonly ListedOrganization[]>;
  create(name: string): Promise<void>;
  read(name: string): Promise<Organization>;
  delete(name: string): Promise<void>;
}

const optional = <K extends string, T>(key: K, value: T | null | undefined): { [k in K]?: T } =>
  (value === null || value === undefined ? {} : { [key]: value }) as { [k in K]?: T };

const toListed = ({ id, name, creator_name, auth, ...counts }: ListAnswer["namespaces"][number]) => ({
  id,
  name,
  creatorName: creator_name ?? "",
  ...optional("permission", auth ? wordOf(auth) : undefined),
  ...optional("userCount", counts.access_user_count),
  ...optional("repositoryCount", counts.repo_count),
});

/** The operations on organizations: createNamespace, listNamespaces, showNamespace, deleteNamespaces. */
export function organizations(service: Service): OrganizationApi {
  const at = (name: string): string => path`/v2/manage/namespaces/${name}`;
  return {
    list: async ({ name, includeVisible = false } = {}) => {
      // The API ignores single parameters beside a filter, so everything is in the filter.
      const filter = [
        ...(name === undefined ? [] : [`namespace::${name}`]),
        ...(includeVisible ? ["mode::visible"] : []),
      ].join("|");
      const query = filter === "" ? "" : `?filter=${encodeURIComponent(filter)}`;
      const call = {
        method: "GET",
        path: `/v2/manage/namespaces${query}`,
        action: "list the organizations",
        subject: name ?? "organizations",
      } as const;
      const { namespaces } = await readService(service, call, isListAnswer);
      const wanted = namespaces.filter((it) => name === undefined || it.name === name);
      return wanted.map(toListed).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    create: async (name) => {
      const call = {
        method: "POST",
        path: "/v2/manage/namespaces",
        action: "create the organization",
      } as const;
      const refusals = [TAKEN, QUOTA];
      await writeService(service, {
        ...call,
        body: { namespace: name },
        subject: name,
        refusals,
        right: RIGHT,
      });
    },
    read: async (name) => {
      const call = { method: "GET", path: at(name), action: "read the organization" } as const;
      const found = await readService(
        service,
        { ...call, subject: name, refusals: [NO_ORGANIZATION] },
        isAnswer,
      );
      return { id: found.id, name: found.name, creatorName: found.creator_name ?? "" };
    },
    delete: async (name) => {
      const call = { method: "DELETE", path: at(name), action: "delete the organization" } as const;
      const refusals = [NO_ORGANIZATION, NOT_EMPTY];
      await writeService(service, { ...call, subject: name, refusals, right: RIGHT });
    },
  };
}
