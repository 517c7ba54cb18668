import type { Organization, Place, Repository, Store } from "../store/store";
import type { User } from "../store/user";

/** A request to the control API, or a call of the emulator's methods, that makes no sense. */
export class ControlError extends Error {}

/** What is done to a running emulator past its APIs: nobody is asked for rights, nothing is logged, reads show it at once. */
export interface Backdoor<Methods extends object = object> {
  /** As methods of the emulator. */
  methods: Methods;
  /** The same over HTTP. */
  controls: readonly Control[];
}

/** A control of a running emulator, at its path under `/_emulator`. */
export interface Control {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  /** JSON Schema of the body. */
  body?: object;
  run: (request: ControlRequest) => unknown;
}

interface ControlRequest {
  body: unknown;
  params: Record<string, string>;
  query: Record<string, string>;
}

/** A value that the query of a control must have. */
export function mandatory({ query }: ControlRequest, name: string): string {
  const value = query[name];
  if (value === undefined || value === "") throw new ControlError(`The query must name ${name}.`);
  return value;
}

/** An organization, or one repository in it. */
export interface Target {
  organization: string;
  /** With raw slashes. Left out: the organization's own list. */
  repository?: string;
}

/** One repository. */
export type RepositoryTarget = Required<Target>;

export function placeNamed(store: Store, { organization: owner, repository: name }: Target): Place {
  const organization = organizationNamed(store, owner);
  return name === undefined
    ? { organization }
    : { organization, repository: repositoryNamed(organization, name) };
}

export function organizationNamed(store: Store, name: string): Organization {
  const organization = store.organizations.get(name);
  if (organization === undefined) throw new ControlError(`There is no organization "${name}".`);
  return organization;
}

export function repositoryNamed(organization: Organization, name: string): Repository {
  const repository = organization.repositories.get(name);
  if (repository === undefined)
    throw new ControlError(`There is no repository "${name}" in "${organization.name}".`);
  return repository;
}

export function userNamed(store: Store, idOrName: string): User {
  const user = store.findUser(idOrName);
  if (user === undefined) throw new ControlError(`There is no user "${idOrName}".`);
  return user;
}
