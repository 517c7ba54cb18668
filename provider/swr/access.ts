import type { JSONSchemaType } from "ajv";
import { validatorOf } from "../ownSchemas";
import { readService, type Service, writeService } from "./call";
import { MISSING_FOR_ORGANIZATION, MISSING_FOR_REPOSITORY, type Missing } from "./codes";
import { path, repositoryInPath } from "./path";

/** The permissions a grant can have, as users write them, with SWR's numbers. The one table of both. */
export const PERMISSIONS = { Read: 1, Write: 3, Manage: 7 } as const;
export type Permission = keyof typeof PERMISSIONS;

const WORDS = new Map<number, string>(Object.entries(PERMISSIONS).map(([word, auth]) => [auth, word]));
/** A number that nobody documented is shown as it is and blocks nothing. */
export const wordOf = (auth: number): string => WORDS.get(auth) ?? `auth ${String(auth)}`;

/** How much a permission word allows; the unknown ones by their number. */
export const rankOf = (word: string): number =>
  word in PERMISSIONS ? PERMISSIONS[word as Permission] : Number(word.replace(/^auth /, ""));

export interface RepositoryRef {
  readonly organization: string;
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

/** Who may use a repository, as one caller sees it. */
export interface Access {
  readonly repositoryId: number;
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
  return { repositoryId: id, caller: toGrant(self_auth), entries: [...byId.values()] };
}

const pathOf = ({ organization, repository }: RepositoryRef): string =>
  path`/v2/manage/namespaces/${organization}/repos/${repositoryInPath(repository)}/access`;

/** The access operations of SWR (showUserRepositoryAuth and its siblings, showNamespaceAuth). */
export interface AccessApi {
  /** Who may use the repository. */
  read(repository: RepositoryRef): Promise<Access>;
  /** Adds entries. Each write answers with its request id. */
  grant(repository: RepositoryRef, grants: readonly Grant[]): Promise<string>;
  /** Changes the permission of existing entries. */
  change(repository: RepositoryRef, grants: readonly Grant[]): Promise<string>;
  /** Removes the entries of these users. */
  revoke(repository: RepositoryRef, userIds: readonly string[]): Promise<string>;
  /** Who may use the whole organization. */
  readOrganization(organization: string): Promise<Access>;
}

export function createAccessApi(service: Service): AccessApi {
  const write = async (
    method: "POST" | "PATCH" | "DELETE",
    action: string,
    repository: RepositoryRef,
    body: readonly unknown[],
  ): Promise<string> => {
    const call = { method, path: pathOf(repository), body, action, subject: subjectOf(repository) };
    return writeService(service, { ...call, missing: MISSING_FOR_REPOSITORY });
  };
  const read = async (at: string, subject: string, missing: Missing): Promise<Access> =>
    toAccess(
      await readService(
        service,
        { method: "GET", path: at, action: "read who has access", subject, missing },
        isAccessAnswer,
      ),
    );
  return {
    read: async (repository) => read(pathOf(repository), subjectOf(repository), MISSING_FOR_REPOSITORY),
    grant: (repository, grants) => write("POST", "grant access", repository, grants.map(toWire)),
    change: (repository, grants) => write("PATCH", "change permissions", repository, grants.map(toWire)),
    revoke: (repository, userIds) => write("DELETE", "revoke access", repository, userIds),
    readOrganization: async (organization) =>
      read(path`/v2/manage/namespaces/${organization}/access`, organization, MISSING_FOR_ORGANIZATION),
  };
}
