import type { Cloud } from "../../api/call";
import { type Backdoor, type Control, ControlError, userNamed } from "../../api/backdoor";
import { id, object, text } from "../../schema";
import { type SeedUser, type User, userExtras } from "../../store/user";
import { agencies, agencySchema, type SeedAgency } from "./agencies";

export interface UserMethods {
  addUser(user: SeedUser): void;
  /** Renames a user, changes keys, password or rights. `user`: id or name. */
  updateUser(user: string, change: Partial<Omit<SeedUser, "id">>): void;
  deleteUser(user: string): void;
}

export interface CredentialMethods {
  /** A token for `X-Auth-Token`. Default: random, valid for 24 hours or the life that was set. */
  issueToken(token: { user: string; token?: string; expiresInMs?: number }): string;
  /** From now on the token is refused as expired. */
  expireToken(token: string): void;
  /** From now on all tokens and temporary keys issued so far are refused as expired, whatever life they were told. */
  expireCredentials(): void;
  /** Tokens and temporary keys issued from now on live so long, whatever was asked for. `undefined`: as usual again. */
  setCredentialLife(seconds: number | undefined): void;
  /** `user`: id or name. */
  addAgency(agency: SeedAgency): void;
  /** The agency of the machine whose metadata is served, whose keys `securitykey` then hands out; `undefined`: none. */
  setMetadataAgency(name: string | undefined): void;
}

export function backdoor(cloud: Cloud): Backdoor<UserMethods & CredentialMethods> {
  const users = userMethods(cloud);
  const credentials = credentialMethods(cloud);
  return {
    methods: { ...users, ...credentials },
    controls: [...userControls(users), ...credentialControls(credentials)],
  };
}

const userMethods = (cloud: Cloud): UserMethods => ({
  addUser(user) {
    if (cloud.store.users.has(user.id)) throw new ControlError(`There is a user with the id ${user.id}.`);
    refuseTaken(cloud, user);
    cloud.store.addUser(user);
  },
  updateUser(idOrName, change) {
    const user = userNamed(cloud.store, idOrName);
    refuseTaken(cloud, { ...change, id: user.id });
    Object.assign(user, change);
    if (change.password !== undefined || change.secretKey !== undefined) revokeCredentials(cloud, user);
  },
  deleteUser(idOrName) {
    const user = userNamed(cloud.store, idOrName);
    cloud.store.users.delete(user.id);
    revokeCredentials(cloud, user);
    cloud.tell("userDeleted", user);
  },
});

function revokeCredentials({ tokens, keys }: Cloud, { id: userId }: User): void {
  tokens.revokeAll(userId);
  keys.revokeAll(userId);
}

function refuseTaken({ store }: Cloud, { id: userId, name, accessKey }: Partial<SeedUser>): void {
  for (const user of store.users.values()) {
    if (user.id === userId) continue;
    if (name !== undefined && user.name === name) throw new ControlError(`There is a user named "${name}".`);
    if (accessKey !== undefined && user.accessKey === accessKey) {
      throw new ControlError(`The access key is "${user.name}"'s already.`);
    }
  }
}

const credentialMethods = (cloud: Cloud): CredentialMethods => ({
  issueToken({ user, token, expiresInMs }) {
    const options = {
      ...(token === undefined ? {} : { id: token }),
      ...(expiresInMs === undefined ? {} : { lifetimeMs: expiresInMs }),
    };
    return cloud.tokens.issue(userNamed(cloud.store, user).id, options).id;
  },
  expireToken(token) {
    if (!cloud.tokens.expire(token)) throw new ControlError("There is no such token.");
  },
  expireCredentials() {
    cloud.tokens.expireAll();
    cloud.keys.expireAll();
  },
  setCredentialLife(seconds) {
    cloud.credentialLifeMs = seconds === undefined ? undefined : seconds * 1000;
  },
  addAgency({ name, user }) {
    const { users } = agencies.of(cloud.store);
    if (users.has(name)) throw new ControlError(`There is an agency "${name}".`);
    users.set(name, userNamed(cloud.store, user).id);
  },
  setMetadataAgency(name) {
    const known = agencies.of(cloud.store);
    if (name !== undefined && !known.users.has(name)) throw new ControlError(`There is no agency "${name}".`);
    known.ofMachine = name;
  },
});

const userProperties = { name: text, ...userExtras };

const userControls = (methods: UserMethods): Control[] => [
  {
    method: "POST",
    path: "/users",
    body: object({ id, name: text }, userProperties),
    run: ({ body }) => {
      methods.addUser(body as SeedUser);
    },
  },
  {
    method: "PATCH",
    path: "/users/:user",
    body: object({}, userProperties),
    run: ({ params, body }) => {
      methods.updateUser(params["user"] ?? "", body as Partial<SeedUser>);
    },
  },
  {
    method: "DELETE",
    path: "/users/:user",
    run: ({ params }) => {
      methods.deleteUser(params["user"] ?? "");
    },
  },
];

const credentialControls = (methods: CredentialMethods): Control[] => [
  {
    method: "POST",
    path: "/tokens",
    body: object({ user: text }, { token: text, expiresInMs: { type: "integer" } }),
    run: ({ body }) => ({
      token: methods.issueToken(body as Parameters<CredentialMethods["issueToken"]>[0]),
    }),
  },
  {
    method: "DELETE",
    path: "/tokens/:token",
    run: ({ params }) => {
      methods.expireToken(params["token"] ?? "");
    },
  },
  {
    method: "DELETE",
    path: "/credentials",
    run: () => {
      methods.expireCredentials();
    },
  },
  {
    method: "PATCH",
    path: "/credentials",
    body: object({ lifeSeconds: { type: ["number", "null"], minimum: 0 } }),
    run: ({ body }) => {
      methods.setCredentialLife((body as { lifeSeconds: number | null }).lifeSeconds ?? undefined);
    },
  },
  {
    method: "POST",
    path: "/agencies",
    body: agencySchema,
    run: ({ body }) => {
      methods.addAgency(body as SeedAgency);
    },
  },
  {
    method: "PATCH",
    path: "/metadata",
    body: object({ agency: { type: ["string", "null"] } }),
    run: ({ body }) => {
      methods.setMetadataAgency((body as { agency: string | null }).agency ?? undefined);
    },
  },
];
