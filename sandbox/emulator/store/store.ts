import type { SeedUser, User } from "./user";

interface Named {
  id: string;
  name: string;
}

export interface Organization {
  id: number;
  name: string;
  creator: User;
  repositories: Map<string, Repository>;
}

export interface Repository {
  id: number;
  name: string;
  isPublic: boolean;
  category: string;
  description: string;
  creator: User;
  created: number;
  updated: number;
}

/** An organization, or one repository in it. */
export interface Place {
  organization: Organization;
  repository?: Repository;
}

/** A repository, and the organization it is in. */
export interface RepositoryPlace extends Place {
  repository: Repository;
}

/**
 * The account, its users, organizations and repositories. The store knows no rule about who may do what. Whatever only one
 * family of operations needs, the family keeps itself (`PerOwner`).
 */
export class Store {
  readonly users = new Map<string, User>();
  readonly organizations = new Map<string, Organization>();
  private lastId = 0;

  constructor(
    readonly account: Named,
    readonly projects: readonly Named[],
    readonly now: () => number,
  ) {}

  /** The next number for anything that SWR numbers. No number comes twice. */
  nextId(): number {
    return (this.lastId += 1);
  }

  addUser(user: SeedUser): User {
    const added = { ...user, admin: user.admin ?? false };
    this.users.set(user.id, added);
    return added;
  }

  /** Finds a user by id, else by name. */
  findUser(idOrName: string): User | undefined {
    return this.users.get(idOrName) ?? [...this.users.values()].find(({ name }) => name === idOrName);
  }

  /** A user whom a seed names; that there is such a user was checked with the seed. */
  seededUser(name: string): User {
    const user = this.findUser(name);
    if (user === undefined) throw new Error(`The seed names the user "${name}", who is not among its users.`);
    return user;
  }

  findKey(accessKey: string): User | undefined {
    return [...this.users.values()].find((user) => user.accessKey === accessKey);
  }

  addOrganization(name: string, creator: User): Organization {
    const organization: Organization = { id: this.nextId(), name, creator, repositories: new Map() };
    this.organizations.set(name, organization);
    return organization;
  }

  addRepository(organization: Organization, name: string, creator: User): Repository {
    const repository: Repository = {
      id: this.nextId(),
      name,
      isPublic: false,
      category: "",
      description: "",
      creator,
      created: this.now(),
      updated: this.now(),
    };
    organization.repositories.set(name, repository);
    return repository;
  }
}
