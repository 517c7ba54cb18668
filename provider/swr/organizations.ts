import type { JSONSchemaType } from "ajv";
import { validatorOf } from "../ownSchemas";
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

export interface OrganizationApi {
  create(name: string): Promise<void>;
  read(name: string): Promise<Organization>;
  delete(name: string): Promise<void>;
}

/** The operations on organizations: createNamespace, showNamespace, deleteNamespaces. */
export function organizations(service: Service): OrganizationApi {
  const at = (name: string): string => path`/v2/manage/namespaces/${name}`;
  return {
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
