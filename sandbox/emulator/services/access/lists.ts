import { PerOwner } from "../../store/perOwner";
import type { Organization, Place, RepositoryPlace, Store } from "../../store/store";
import { type AccessEntry, AccessList } from "./list";

/** One change of an entry's auth in an access list. A write that changed nothing leaves none. */
export interface AccessChange {
  time: string;
  /** `seq` of the request that made it; null for the control API. */
  request: number | null;
  organization: string;
  /** null: the organization's own list. */
  repository: string | null;
  userId: string;
  /** The name in the entry; empty if it has none. */
  userName: string;
  /** auth before; null: no entry. */
  before: number | null;
  /** auth after; null: no entry any more. */
  after: number | null;
}

export const MAX_CHANGES = 100_000;

/** The changes of all access lists of an account, oldest first. */
export const changes = new PerOwner<Store, AccessChange[]>(() => []);

const ofOrganizations = new PerOwner<Organization, AccessList>(() => new AccessList());

/** Lists by the name of their repository. A list outlives its repository: a new one of that name may get it back. */
const ofRepositories = new PerOwner<Organization, Map<string, AccessList>>(() => new Map());

/** The list of an organization, or of one repository in it. */
export function listOf({ organization, repository }: Place): AccessList {
  if (repository === undefined) return ofOrganizations.of(organization);
  const lists = ofRepositories.of(organization);
  const list = lists.get(repository.name) ?? new AccessList();
  lists.set(repository.name, list);
  return list;
}

/** Forgets the list under a repository's name, so that a new repository begins with an empty one. */
export function forgetList({ organization, repository }: RepositoryPlace): void {
  ofRepositories.of(organization).delete(repository.name);
}

/** Sets an entry, or removes it (`undefined`), and records the change. `request` is null for the control API. */
export function setEntry(
  store: Store,
  place: Place,
  userId: string,
  entry: AccessEntry | undefined,
  request: number | null,
): void {
  const list = listOf(place);
  const before = list.get(userId);
  if (request === null) list.setInThePast(userId, entry);
  else list.set(userId, entry);
  if (before?.auth === entry?.auth) return;
  record(store, {
    time: new Date(store.now()).toISOString(),
    request,
    organization: place.organization.name,
    repository: place.repository?.name ?? null,
    userId,
    userName: entry?.userName ?? before?.userName ?? "",
    before: before?.auth ?? null,
    after: entry?.auth ?? null,
  });
}

function record(store: Store, change: AccessChange): void {
  const all = changes.of(store);
  all.push(change);
  if (all.length > MAX_CHANGES * 1.1) all.splice(0, all.length - MAX_CHANGES);
}

/** Removes a user from every list there is. */
export function removeEverywhere(store: Store, userId: string): void {
  for (const organization of store.organizations.values()) {
    setEntry(store, { organization }, userId, undefined, null);
    for (const repository of organization.repositories.values()) {
      setEntry(store, { organization, repository }, userId, undefined, null);
    }
  }
}
