import { AccessList } from "../services/access/list";
import type {
  AccessChange,
  AccessEntry,
  RepositoryState,
  Seed,
  SeedGrant,
  SeedImages,
  SeedUser,
  State,
} from "../types";

export interface Organization {
  id: number;
  name: string;
  creator: User;
  access: AccessList;
  repositories: Map<string, Repository>;
  /** Access lists of deleted repositories, by name. */
  remembered: Map<string, AccessList>;
}

export interface Repository {
  id: number;
  name: string;
  isPublic: boolean;
  category: string;
  description: string;
  /** By tag, in the order in which they were pushed. */
  images: Map<string, Image>;
  creator: User;
  created: number;
  updated: number;
  access: AccessList;
}

/** An image, under one tag. */
export interface Image {
  id: number;
  tag: string;
  /** Milliseconds since 1970. */
  created: number;
  updated: number;
}

export interface User extends SeedUser {
  admin: boolean;
}

/** Where an access list belongs, for the record of changes. */
export interface ListPlace {
  organization: Organization;
  repository?: Repository;
}

/** Everything SWR and IAM remember, without rules about who may do what. */
export class Store {
  readonly account: Seed["account"];
  readonly projects: Seed["projects"];
  readonly users = new Map<string, User>();
  readonly organizations = new Map<string, Organization>();
  /** Access writes that had no effect, so that their repetition has: list id and user id. */
  readonly dropped = new Set<string>();
  /** Ids of the users whom agencies act as, by the agencies' names. */
  private readonly agencies = new Map<string, string>();
  /** The agency of the machine whose metadata is served. */
  metadataAgency: string | undefined;
  private lastId = 0;

  constructor(
    seed: Seed,
    private readonly now: () => number,
    private readonly onChange: (change: AccessChange) => void,
  ) {
    this.account = { ...seed.account };
    this.projects = seed.projects.map((project) => ({ ...project }));
    for (const user of seed.users) this.addUser(user);
    for (const { name, user } of seed.agencies ?? []) this.addAgency(name, this.userNamed(user));
    for (const { name, creator, access = [], repositories = [] } of seed.organizations) {
      const organization = this.addOrganization(name, this.userNamed(creator));
      for (const grant of access) this.seedGrant(organization.access, grant);
      for (const repository of repositories) {
        const added = this.addRepository(organization, repository.name, organization.creator);
        added.isPublic = repository.isPublic ?? false;
        this.pushAll(added, repository.images);
        for (const grant of repository.access ?? []) this.seedGrant(added.access, grant);
      }
    }
  }

  addUser(user: SeedUser): User {
    const added = { ...user, admin: user.admin ?? false };
    this.users.set(user.id, added);
    return added;
  }

  /** By id, else by name. */
  findUser(idOrName: string): User | undefined {
    return this.users.get(idOrName) ?? [...this.users.values()].find(({ name }) => name === idOrName);
  }

  findKey(accessKey: string): User | undefined {
    return [...this.users.values()].find((user) => user.accessKey === accessKey);
  }

  addAgency(name: string, { id }: User): void {
    this.agencies.set(name, id);
  }

  hasAgency(name: string): boolean {
    return this.agencies.has(name);
  }

  /** Whom the agency acts as; nobody if there is no such agency, or the user is gone. */
  agencyUser(name: string): User | undefined {
    return this.users.get(this.agencies.get(name) ?? "");
  }

  addOrganization(name: string, creator: User): Organization {
    const id = this.nextId();
    const organization: Organization = {
      id,
      name,
      creator,
      access: new AccessList(id),
      repositories: new Map(),
      remembered: new Map(),
    };
    this.organizations.set(name, organization);
    return organization;
  }

  /** `access`: the list of a deleted repository of this name, to go on with. */
  addRepository(organization: Organization, name: string, creator: User, access?: AccessList): Repository {
    const id = this.nextId();
    const repository: Repository = {
      id,
      name,
      isPublic: false,
      category: "",
      description: "",
      images: new Map(),
      creator,
      created: this.now(),
      updated: this.now(),
      access: access ?? new AccessList(id),
    };
    organization.repositories.set(name, repository);
    return repository;
  }

  /** The images of a repository that begins with some. */
  pushAll(repository: Repository, images: SeedImages = 0): void {
    const tags =
      typeof images === "number" ? Array.from({ length: images }, (_, at) => `v${String(at + 1)}`) : images;
    for (const tag of tags) this.push(repository, tag);
  }

  push(repository: Repository, tag: string): void {
    const old = repository.images.get(tag);
    const [created, updated] = [old?.created ?? this.now(), this.now()];
    repository.images.set(tag, { id: old?.id ?? this.nextId(), tag, created, updated });
  }

  deleteRepository(organization: Organization, repository: Repository): void {
    organization.remembered.set(repository.name, repository.access);
    organization.repositories.delete(repository.name);
  }

  /** Sets (or with `undefined` removes) an entry and records the change, if it is one. */
  setEntry(place: ListPlace, userId: string, entry: AccessEntry | undefined, request: number | null): void {
    const list = (place.repository ?? place.organization).access;
    const before = list.get(userId);
    if (request === null) list.setInThePast(userId, entry);
    else list.set(userId, entry);
    if (before?.auth === entry?.auth) return;
    this.onChange({
      time: new Date(this.now()).toISOString(),
      request,
      organization: place.organization.name,
      repository: place.repository?.name ?? null,
      userId,
      userName: entry?.userName ?? before?.userName ?? "",
      before: before?.auth ?? null,
      after: entry?.auth ?? null,
    });
  }

  state(): State {
    return {
      account: { ...this.account },
      projects: this.projects.map((project) => ({ ...project })),
      users: [...this.users.values()].map(({ id, name, admin }) => ({ id, name, admin })),
      organizations: [...this.organizations.values()].map((organization) => ({
        id: organization.id,
        name: organization.name,
        creator: organization.creator.name,
        access: organization.access.all(),
        repositories: [...organization.repositories.values()].map(stateOfRepository),
      })),
    };
  }

  private nextId(): number {
    return (this.lastId += 1);
  }

  private userNamed(name: string): User {
    const user = this.findUser(name);
    if (user === undefined) throw new Error(`The seed names the user "${name}", who is not among its users.`);
    return user;
  }

  private seedGrant(list: AccessList, { user: name, auth, userName }: SeedGrant): void {
    const user = this.userNamed(name);
    list.set(user.id, entryOf(user, auth, userName));
  }
}

const stateOfRepository = ({ images, access, ...repository }: Repository): RepositoryState => ({
  id: repository.id,
  name: repository.name,
  isPublic: repository.isPublic,
  category: repository.category,
  description: repository.description,
  tags: [...images.keys()],
  access: access.all(),
});

/** `userName`: what the entry shows for the user's name. */
export const entryOf = ({ id, name }: User, auth: number, userName: string | null = name): AccessEntry => ({
  userId: id,
  userName,
  auth,
});
