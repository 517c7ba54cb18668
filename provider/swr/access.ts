import type { JSONSchemaType } from "ajv";
import { validatorOf } from "../ownSchemas";
import { type Call, readService, type Service, writeService } from "./call";
import {
  type KnownRefusal,
  NO_ORGANIZATION,
  NO_ORGANIZATION_PERMISSION,
  NO_PERMISSION,
  OF_REPOSITORY,
  ORGANIZATION_PERMISSION_EXISTS,
  PERMISSION_EXISTS,
} from "./codes";
import { path, repositoryPath } from "./path";

/** The permissions a grant can have, as users write them, with SWR's numbers. The one table of both. */
export const PERMISSIONS = { Read: 1, Write: 3, Manage: 7 } as const;
export type Permission = keyof typeof PERMISSIONS;

const WORDS = new Map<number, string>(Object.entries(PERMISSIONS).map(([word, auth]) => [auth, word]));
/** A number that nobody documented is shown as it is and blocks nothing. */
export const wordOf = (auth: number): string => WORDS.get(auth) ?? `auth ${String(auth)}`;

/** How much a permission word allows; the unknown ones by their number. */
export const rankOf = (word: string): number =>
  word in PERMISSIONS ? PERMISSIONS[word as Permission] : Number(word.replace(/^auth /, ""));

export interface OrganizationRef {
  readonly organization: string;
}

export interface RepositoryRef extends OrganizationRef {
  /** With raw `/`. */
  readonly repository: string;
}

/** First word of every line about a repository. */
export const subjectOf = ({ organization, repository }: RepositoryRef): string =>
  `${organization}/${repository}`;

/**
 * What a user id is compared by. Ids are 32 hexadecimal digits, which a server may take in capitals, too, and answer in its
 * own spelling. Anything else is compared as it is.
 */
export const idKey = (userId: string): string =>
  /^[0-9a-f]{32}$/i.test(userId) ? userId.toLowerCase() : userId;

/** Whether two rows are of one user: the id decides, never the name. */
export const isSameUser = (a: { readonly userId: string }, b: { readonly userId: string }): boolean =>
  idKey(a.userId) === idKey(b.userId);

/** One user's entry; a word of the table, or `auth N`. */
export interface Grant {
  readonly userId: string;
  readonly userName: string;
  readonly permission: string;
}

/** The order of a list that has no other. */
export const byName = (a: Grant, b: Grant): number =>
  a.userName.localeCompare(b.userName) || (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0);

/** Who may use a repository or an organization, as one caller sees it. */
export interface Access {
  /** The number SWR answers with the list. */
  readonly id: number;
  /** The caller and its right; whether that is an entry of the list or comes from elsewhere is not documented. */
  readonly caller: Grant;
  /** Every listed user once, in the server's order; the caller may be among them. */
  readonly entries: readonly Grant[];
}

interface UserAuth {
  user_id: string;
  user_name: string;
  auth: number;
}
/** An entry as it is answered. The name is only a label: an entry without one is an entry all the same. */
interface ShownAuth extends Omit<UserAuth, "user_name"> {
  user_name?: string | null;
}
interface AccessAnswer {
  id: number;
  name: string;
  self_auth: ShownAuth;
  others_auths?: ShownAuth[] | null;
}

const SHOWN_AUTH: JSONSchemaType<ShownAuth> = {
  type: "object",
  required: ["user_id", "auth"],
  properties: {
    user_id: { type: "string", minLength: 1 },
    user_name: { type: "string", nullable: true },
    auth: { type: "integer" },
  },
};
const isAccessAnswer = validatorOf<AccessAnswer>({
  type: "object",
  required: ["id", "name", "self_auth"],
  properties: {
    id: { type: "integer" },
    name: { type: "string" },
    self_auth: SHOWN_AUTH,
    others_auths: { type: "array", nullable: true, items: SHOWN_AUTH },
  },
});

/** An entry without a name is shown by its id. */
const toGrant = ({ user_id, user_name, auth }: ShownAuth): Grant => ({
  userId: user_id,
  userName: user_name ? user_name : user_id,
  permission: wordOf(auth),
});
const toWire = ({ userId, userName, permission }: Grant): UserAuth => ({
  user_id: userId,
  user_name: userName,
  auth: rankOf(permission),
});

function toAccess({ id, self_auth, others_auths }: AccessAnswer): Access {
  const byId = new Map((others_auths ?? []).map((entry) => [idKey(entry.user_id), toGrant(entry)]));
  return { id, caller: toGrant(self_auth), entries: [...byId.values()] };
}

/** What differs between the lists of repositories and those of organizations. */
interface Level<Ref> {
  readonly pathOf: (at: Ref) => string;
  readonly subjectOf: (at: Ref) => string;
  readonly refusals: readonly KnownRefusal[];
  /** What a caller may lack; default: what SWR's operations need in general. */
  readonly right?: string;
}

/** showUserRepositoryAuth, createUserRepositoryAuth, updateUserRepositoryAuth, deleteUserRepositoryAuth. */
const REPOSITORIES: Level<RepositoryRef> = {
  pathOf: (at) => `${repositoryPath(at)}/access`,
  subjectOf,
  refusals: [
    ...OF_REPOSITORY,
    NO_PERMISSION,
    NO_ORGANIZATION_PERMISSION,
    PERMISSION_EXISTS,
    ORGANIZATION_PERMISSION_EXISTS,
  ],
};

/** showNamespaceAuth, createNamespaceAuth, updateNamespaceAuth, deleteNamespaceAuth. */
const ORGANIZATIONS: Level<OrganizationRef> = {
  pathOf: ({ organization }) => path`/v2/manage/namespaces/${organization}/access`,
  subjectOf: ({ organization }) => organization,
  refusals: [NO_ORGANIZATION, NO_ORGANIZATION_PERMISSION, ORGANIZATION_PERMISSION_EXISTS],
  right: "The caller lacks the right: it needs manage on the organization, or SWR FullAccess.",
};

/** The operations on access lists of one level. */
export interface AccessApi<Ref> {
  /** Who may use it. */
  read(at: Ref): Promise<Access>;
  /** Adds entries. Each write answers with its request id. */
  grant(at: Ref, grants: readonly Grant[]): Promise<string>;
  /** Changes the permission of existing entries. */
  change(at: Ref, grants: readonly Grant[]): Promise<string>;
  /** Removes the entries of these users. */
  revoke(at: Ref, userIds: readonly string[]): Promise<string>;
}

function createApi<Ref>(service: Service, level: Level<Ref>): AccessApi<Ref> {
  const callOf = (at: Ref, method: Call["method"], action: string): Call => ({
    method,
    path: level.pathOf(at),
    action,
    subject: level.subjectOf(at),
    refusals: level.refusals,
    ...(level.right === undefined ? {} : { right: level.right }),
  });
  const write = async (at: Ref, method: Call["method"], action: string, body: readonly unknown[]) =>
    writeService(service, { ...callOf(at, method, action), body });
  return {
    read: async (at) =>
      toAccess(await readService(service, callOf(at, "GET", "read who has access"), isAccessAnswer)),
    grant: (at, grants) => write(at, "POST", "grant access", grants.map(toWire)),
    change: (at, grants) => write(at, "PATCH", "change permissions", grants.map(toWire)),
    revoke: (at, userIds) => write(at, "DELETE", "revoke access", userIds),
  };
}

export const createRepositoryAccessApi = (service: Service): AccessApi<RepositoryRef> =>
  createApi(service, REPOSITORIES);
export const createOrganizationAccessApi = (service: Service): AccessApi<OrganizationRef> =>
  createApi(service, ORGANIZATIONS);
