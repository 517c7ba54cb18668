import type { Core } from "../core";
import { isOrganizationName, isRepositoryName, isTag } from "../api/names";
import { entryOf, type ListPlace, type Organization, type Repository, type User } from "../store/store";
import type { Emulator, SeedUser, Target } from "../types";

/** A request to the control API, or a call of the emulator's methods, that makes no sense. */
export class ControlError extends Error {}

type Backdoor = Pick<
  Emulator,
  | "access"
  | "grant"
  | "revoke"
  | "createOrganization"
  | "deleteOrganization"
  | "createRepository"
  | "deleteRepository"
  | "pushImage"
  | "addUser"
  | "updateUser"
  | "deleteUser"
  | "issueToken"
  | "expireToken"
  | "expireCredentials"
  | "addAgency"
  | "setMetadataAgency"
>;

/** Changes behind everybody's back: nobody is asked for rights, nothing is logged, reads show them at once. */
export function openBackdoor(core: Core): Backdoor {
  return {
    access: (target) => listOf(core, target).all(),
    grant({ user: idOrName, auth, userName, ...target }) {
      if (!Number.isInteger(auth)) throw new ControlError(`auth is a whole number, not ${String(auth)}.`);
      const user = userOf(core, idOrName);
      core.store.setEntry(placeOf(core, target), user.id, entryOf(user, auth, userName), null);
    },
    revoke({ user: idOrName, ...target }) {
      const place = placeOf(core, target);
      const listed = listOf(core, target).all();
      // A name in the list need not be its user's: whom IAM knows by it comes first.
      const known = core.store.findUser(idOrName)?.id;
      const named = listed.find(({ userId, userName }) => userId === idOrName || userName === idOrName);
      const userId = known ?? named?.userId ?? userOf(core, idOrName).id;
      core.store.setEntry(place, userId, undefined, null);
    },
    createOrganization({ name, creator }) {
      if (!isOrganizationName(name)) throw new ControlError(`"${name}" is not a name for an organization.`);
      if (core.store.organizations.has(name)) throw new ControlError(`There is an organization "${name}".`);
      core.store.addOrganization(name, creator === undefined ? anyAdmin(core) : userOf(core, creator));
    },
    deleteOrganization: (name) => {
      core.store.organizations.delete(organizationOf(core, name).name);
    },
    createRepository({ organization: owner, repository: name, isPublic = false, images }) {
      const organization = organizationOf(core, owner);
      if (!isRepositoryName(name)) throw new ControlError(`"${name}" is not a name for a repository.`);
      if (organization.repositories.has(name)) {
        throw new ControlError(`There is a repository "${name}" in "${owner}".`);
      }
      const remembered =
        core.dialect["deleted-repository"] === "remembered" ? organization.remembered.get(name) : undefined;
      const added = core.store.addRepository(organization, name, organization.creator, remembered);
      added.isPublic = isPublic;
      core.store.pushAll(added, images);
    },
    deleteRepository({ organization: owner, repository: name }) {
      const organization = organizationOf(core, owner);
      core.store.deleteRepository(organization, repositoryOf(organization, name));
    },
    pushImage({ organization, repository, tag }) {
      if (!isTag(tag)) throw new ControlError(`"${tag}" is not a tag.`);
      core.store.push(repositoryOf(organizationOf(core, organization), repository), tag);
    },
    addUser(user) {
      if (core.store.users.has(user.id)) throw new ControlError(`There is a user with the id ${user.id}.`);
      refuseTaken(core, user);
      core.store.addUser(user);
    },
    updateUser(idOrName, change) {
      const user = userOf(core, idOrName);
      refuseTaken(core, { ...change, id: user.id });
      Object.assign(user, change);
      if (change.password !== undefined || change.secretKey !== undefined) revokeCredentials(core, user);
    },
    deleteUser: (idOrName) => {
      deleteUser(core, userOf(core, idOrName));
    },
    issueToken({ user, token, expiresInMs }) {
      const options = {
        ...(token === undefined ? {} : { id: token }),
        ...(expiresInMs === undefined ? {} : { lifetimeMs: expiresInMs }),
      };
      return core.tokens.issue(userOf(core, user).id, options).id;
    },
    expireToken(token) {
      if (!core.tokens.expire(token)) throw new ControlError("There is no such token.");
    },
    expireCredentials() {
      core.tokens.expireAll();
      core.keys.expireAll();
    },
    addAgency({ name, user }) {
      if (core.store.hasAgency(name)) throw new ControlError(`There is an agency "${name}".`);
      core.store.addAgency(name, userOf(core, user));
    },
    setMetadataAgency(name) {
      if (name !== undefined && !core.store.hasAgency(name)) {
        throw new ControlError(`There is no agency "${name}".`);
      }
      core.store.metadataAgency = name;
    },
  };
}

function revokeCredentials({ tokens, keys }: Core, { id }: User): void {
  tokens.revokeAll(id);
  keys.revokeAll(id);
}

function deleteUser(core: Core, user: User): void {
  const { store, dialect } = core;
  store.users.delete(user.id);
  revokeCredentials(core, user);
  if (dialect["deleted-users"] === "kept") return;
  for (const organization of store.organizations.values()) {
    store.setEntry({ organization }, user.id, undefined, null);
    for (const repository of organization.repositories.values()) {
      store.setEntry({ organization, repository }, user.id, undefined, null);
    }
  }
}

function refuseTaken({ store }: Core, { id, name, accessKey }: Partial<SeedUser>): void {
  for (const user of store.users.values()) {
    if (user.id === id) continue;
    if (name !== undefined && user.name === name) throw new ControlError(`There is a user named "${name}".`);
    if (accessKey !== undefined && user.accessKey === accessKey) {
      throw new ControlError(`The access key is "${user.name}"'s already.`);
    }
  }
}

function placeOf(core: Core, { organization: owner, repository: name }: Target): ListPlace {
  const organization = organizationOf(core, owner);
  return name === undefined
    ? { organization }
    : { organization, repository: repositoryOf(organization, name) };
}

function listOf(core: Core, target: Target): Organization["access"] {
  const { organization, repository } = placeOf(core, target);
  return (repository ?? organization).access;
}

function organizationOf({ store }: Core, name: string): Organization {
  const organization = store.organizations.get(name);
  if (organization === undefined) throw new ControlError(`There is no organization "${name}".`);
  return organization;
}

function repositoryOf(organization: Organization, name: string): Repository {
  const repository = organization.repositories.get(name);
  if (repository === undefined)
    throw new ControlError(`There is no repository "${name}" in "${organization.name}".`);
  return repository;
}

function userOf({ store }: Core, idOrName: string): User {
  const user = store.findUser(idOrName);
  if (user === undefined) throw new ControlError(`There is no user "${idOrName}".`);
  return user;
}

function anyAdmin({ store }: Core): User {
  const admin = [...store.users.values()].find((user) => user.admin);
  if (admin === undefined) throw new ControlError("There is no administrator: name a creator.");
  return admin;
}
