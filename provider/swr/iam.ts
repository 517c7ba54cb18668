import type { ValidateFunction } from "ajv";
import { PermissionDeniedError, SettingsError, SwrError } from "../errors";
import type { Place } from "../http/pipeline";
import { validatorOf } from "../ownSchemas";
import { readService, type Service } from "./call";
import { path } from "./path";

/** An IAM user, by id and name. */
export interface User {
  readonly userId: string;
  readonly userName: string;
}

/** The error where IAM knows no such user. */
export const unknownUser = (half: keyof User, value: string): string =>
  `no user of this account has the ${half === "userId" ? "id" : "name"} "${value}": correct it, or create the user first`;

interface Named {
  id: string;
  name: string;
}
const NAMED = {
  type: "object",
  required: ["id", "name"],
  properties: { id: { type: "string", minLength: 1 }, name: { type: "string", minLength: 1 } },
} as const;
const listOf = (key: string): object => ({
  type: "object",
  required: [key],
  properties: { [key]: { type: "array", items: NAMED } },
});
const isUser = validatorOf<{ user: Named }>({
  type: "object",
  required: ["user"],
  properties: { user: NAMED },
});
const isUsers = validatorOf<{ users: Named[] }>(listOf("users"));
const isProjects = validatorOf<{ projects: Named[] }>(listOf("projects"));
const isDomains = validatorOf<{ domains: Named[] }>(listOf("domains"));

/** The look-ups in IAM that SWR's calls need. Each answer is kept as long as the process lives. */
export interface Iam {
  /** Looks up a user; null: there is no such user. Throws PermissionDeniedError where the caller may not look up others. */
  userById(userId: string): Promise<User | null>;
  userByName(userName: string): Promise<User | null>;
  /** All users of the account. Throws PermissionDeniedError where the caller may not look up others. */
  users(): Promise<readonly User[]>;
  /** The id of the project with this name. */
  projectId(name: string): Promise<string>;
}

/**
 * Keeps each answer, so that nothing is asked twice. A failure is forgotten, so that it can be asked again, except a denied
 * permission.
 */
export function remember<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const answer = known.get(key) ?? ask(key);
    known.set(key, answer);
    answer.catch((thrown: unknown) => {
      if (!(thrown instanceof PermissionDeniedError)) known.delete(key);
    });
    return answer;
  };
}

const toUser = ({ id, name }: Named): User => ({ userId: id, userName: name });

/** Codes of IAM: `IAM.0004`, or the plain number that Keystone answers. */
const IAM_CODE = /^(?:IAM\.\d+|\d{3,4})$/;

/** Whether IAM itself says that a user does not exist. A 404 of a gateway or proxy has no code of IAM's. */
const isUnknownUser = (thrown: unknown): boolean =>
  thrown instanceof SwrError && thrown.answer?.status === 404 && IAM_CODE.test(thrown.answer.code ?? "");

const RIGHT =
  "The caller lacks the right in IAM: grant it to read users and projects, or give ids and names (swr:projectId, swr:domainId, a user's userId and userName).";

/** The look-ups of one IAM. `domain`: the caller's account, as far as the settings name it. */
export function createIam(from: Omit<Service, "right">, domain: Place | undefined): Iam {
  const service: Service = { ...from, right: RIGHT };
  const read = <T>(to: Service, at: string, action: string, isValid: () => ValidateFunction<T>): Promise<T> =>
    readService(to, { method: "GET", path: at, action, subject: "IAM" }, isValid);
  const domainId = remember(async () => {
    if (domain?.id !== undefined) return domain.id;
    const { domains } = await read(service, "/v3/auth/domains", "find the account", isDomains);
    if (domains[0] === undefined)
      throw new SettingsError("IAM names no account: set swr:domainId or SWR_DOMAIN_ID.");
    return domains[0].id;
  });
  /**
   * The service for look-ups of users. Users belong to an account, so a signed request names it, and a login is made for it.
   * A given token belongs to its account already.
   */
  const inDomain = async (): Promise<Service> => {
    const isScoped = service.method === "token" || (service.method === "password" && domain !== undefined);
    if (isScoped) return service;
    return { ...service, scope: { iam: service.scope.iam, domain: { id: await domainId("own") } } };
  };
  return {
    userById: remember(async (userId) => {
      try {
        return toUser(
          (
            await read(
              await inDomain(),
              path`/v3.0/OS-USER/users/${userId}`,
              `look up user ${userId}`,
              isUser,
            )
          ).user,
        );
      } catch (thrown) {
        if (isUnknownUser(thrown)) return null;
        throw thrown;
      }
    }),
    userByName: remember(async (userName) => {
      const query = new URLSearchParams({ name: userName, domain_id: await domainId("own") });
      const { users } = await read(
        await inDomain(),
        `/v3/users?${query.toString()}`,
        `look up user "${userName}"`,
        isUsers,
      );
      const found = users.find(({ name }) => name === userName);
      return found === undefined ? null : toUser(found);
    }),
    users: async () => {
      const query = new URLSearchParams({ domain_id: await domainId("own") });
      const at = `/v3/users?${query.toString()}`;
      return (await read(await inDomain(), at, "list the users", isUsers)).users.map(toUser);
    },
    projectId: remember(async (name) => {
      const query = new URLSearchParams({ name });
      const { projects } = await read(
        service,
        `/v3/projects?${query.toString()}`,
        `look up project "${name}"`,
        isProjects,
      );
      const found = projects.find((project) => project.name === name);
      if (found !== undefined) return found.id;
      throw new SettingsError(
        `IAM knows no project "${name}": set swr:projectId (SWR_PROJECT_ID) or swr:projectName (SWR_PROJECT_NAME).`,
      );
    }),
  };
}
