/** Turns the access that a scan found into a program that declares it. Pure. */
import { isCategory } from "../../provider/resources/repository";
import { checkNames } from "../../provider/swr/names";
import type { Live, LiveOrganization, LiveRepository, Unread } from "../live/types";
import { resourceNameOf, UniqueNames } from "./names";
import { type ListedUsers, People } from "./people";
import type { Declared, Grant, Input, Program, Reference, Rule } from "./program";
import { patternsOf } from "./rules";

/** `access`: a resource for each list. `policy`: one for all repositories of an organization. */
export type Form = "access" | "policy";

export interface Wishes {
  readonly form: Form;
  /** Whether the organizations and repositories themselves are declared, too. */
  readonly all: boolean;
  /** Which repositories to declare. Left out: all repositories, and the organizations' own lists. */
  readonly isChosen?: ((repository: string) => boolean) | undefined;
  /** Ids and names in `swr:ignoreUsers` of this run. */
  readonly ignoreUsers: readonly string[];
}

/** A repository whose list was read, with its users. */
interface Listed extends ListedUsers {
  readonly repository: LiveRepository;
}

/** The organization for which resources are being made. */
interface Owner {
  readonly name: string;
  /** How the inputs of other resources name the organization: by its name, or as an output of the resource that declares it. */
  readonly input: string | Reference;
}

/** A resource without the parts that follow from its type. */
type Bare = Pick<Declared, "type" | "id" | "inputs"> & Partial<Declared>;

/** The inputs and comments of a list that follow from its users. */
function usersIn({ grants, undeclarable }: ListedUsers) {
  const also = undeclarable.map(({ user }) => user);
  const comments = undeclarable.map(
    ({ user, permission }) =>
      `${user.userName} has "${permission}", which cannot be declared. ignoreUsers leaves it as it is.`,
  );
  return { inputs: { users: grants, ignoreUsers: { also } }, comments };
}

/** The rules that declare exactly these lists. `names`: all repositories of the organization. */
function rulesOf(names: readonly string[], lists: readonly Listed[]): readonly Rule[] {
  const groups = new Map<string, { repositories: string[]; set: readonly Grant[] }>();
  for (const { repository, grants } of lists) {
    const key = JSON.stringify(grants.map(({ user, permission }) => [user.key, permission]));
    const group = groups.get(key) ?? { repositories: [], set: grants };
    group.repositories.push(repository.name);
    groups.set(key, group);
  }
  const found = patternsOf(names, [...groups.values()]);
  return found.map(({ patterns, set }) => ({ repositories: patterns, users: set }));
}

/** Makes the resources of one organization after the other. Their names are unique in the program. */
class Adoption {
  readonly resources: Declared[] = [];
  readonly leftOut: string[] = [];
  readonly #names = new UniqueNames("-");

  constructor(
    private readonly wishes: Wishes,
    private readonly people: People,
  ) {}

  add(organization: LiveOrganization): void {
    const chosen = organization.repositories.filter(({ name }) => this.#isAdopted(organization.name, name));
    const owner = this.#owner(organization);
    const objects = new Map(
      this.wishes.all ? chosen.map((it) => [it.name, this.#repository(owner, it)]) : [],
    );
    const lists = chosen.flatMap((it) => this.#listed(owner, it));
    // A policy has one `ignoreUsers` for all its repositories, so a list with ignored users of its own needs a RepositoryAccess.
    const isAlone = ({ undeclarable }: Listed): boolean =>
      this.wishes.form === "access" || undeclarable.length > 0;
    for (const list of lists.filter(isAlone)) this.#access(owner, list, objects.get(list.repository.name));
    const together = lists.filter((list) => !isAlone(list));
    if (together.length > 0) this.#policy(owner, organization, together, [...objects.values()]);
  }

  /** Whether a repository is wanted, and has a name that a program may give. */
  #isAdopted(organization: string, repository: string): boolean {
    if (this.wishes.isChosen?.(repository) === false) return false;
    const [wrong] = checkNames({ organization, repository });
    if (wrong !== undefined) this.leftOut.push(`${organization}/${repository}: ${wrong.reason}.`);
    return wrong === undefined;
  }

  #put({ type, id, inputs, dependsOn = [], comments = [] }: Bare, ...name: readonly string[]): Declared {
    const isObject = type === "Organization" || type === "Repository";
    const unique = this.#names.take(resourceNameOf(...name));
    const declared = { type, name: unique, id, inputs, isObject, dependsOn, comments };
    this.resources.push(declared);
    return declared;
  }

  #owner({ name, users }: LiveOrganization): Owner {
    if (this.wishes.isChosen !== undefined) return { name, input: name };
    const object = this.wishes.all
      ? this.#put({ type: "Organization", id: name, inputs: { name } }, name)
      : undefined;
    const input = object === undefined ? name : { resource: object.name, output: "name" };
    if (users !== undefined) {
      const list = this.people.listed(users);
      this.#note(name, list);
      const { inputs, comments } = usersIn(list);
      const all = { organization: input, ...inputs };
      this.#put({ type: "OrganizationAccess", id: name, inputs: all, comments }, name, "access");
    }
    return { name, input };
  }

  #repository({ name: organization, input }: Owner, it: LiveRepository): Declared {
    const { name: repository, isPublic, category, description } = it;
    const inputs: Record<string, Input> = {
      organization: input,
      repository,
      ...(isPublic ? { isPublic } : {}),
      ...(isCategory(category) ? { category } : {}),
      ...(description === "" ? {} : { description }),
    };
    const id = `${organization}/${repository}`;
    return this.#put({ type: "Repository", id, inputs }, organization, repository);
  }

  #listed({ name }: Owner, repository: LiveRepository): Listed[] {
    if (repository.users === undefined) return [];
    const list = this.people.listed(repository.users);
    this.#note(`${name}/${repository.name}`, list);
    return [{ repository, ...list }];
  }

  #note(subject: string, { undeclarable }: ListedUsers): void {
    for (const { user, permission } of undeclarable)
      this.leftOut.push(`${subject}: ${user.userName} has "${permission}", which cannot be declared.`);
  }

  #access({ name: organization, input }: Owner, list: Listed, object: Declared | undefined): void {
    const repository = list.repository.name;
    const at =
      object === undefined
        ? { organization: input, repository }
        : {
            organization: { resource: object.name, output: "organization" },
            repository: { resource: object.name, output: "repository" },
          };
    const { inputs, comments } = usersIn(list);
    const bare = { id: `${organization}/${repository}`, inputs: { ...at, ...inputs }, comments };
    this.#put({ type: "RepositoryAccess", ...bare }, organization, repository, "access");
  }

  #policy(
    { name, input }: Owner,
    { repositories }: LiveOrganization,
    lists: readonly Listed[],
    objects: readonly Declared[],
  ): void {
    const names = repositories.map((repository) => repository.name);
    const rules = rulesOf(names, lists);
    const inputs = { organization: input, rules, ignoreUsers: { also: [] } };
    // A pattern does not tell an engine what has to be there before.
    const dependsOn = objects.map((object) => object.name);
    this.#put({ type: "RepositoryAccessPolicy", id: name, inputs, dependsOn }, name, "policy");
  }
}

/** The keys of the users whom these resources name. */
function keysIn(resources: readonly Declared[]): ReadonlySet<string> {
  const found = resources.flatMap(({ inputs }) => {
    const rules = (inputs["rules"] ?? []) as readonly Rule[];
    const lists = [inputs["users"] as readonly Grant[] | undefined, ...rules.map(({ users }) => users)];
    const { also = [] } = (inputs["ignoreUsers"] ?? {}) as { also?: Program["users"] };
    return [...lists.flatMap((list = []) => list.map(({ user }) => user.key)), ...also.map(({ key }) => key)];
  });
  return new Set(found);
}

/** What could not be read of all that is wanted. */
function unreadIn({ organizations, unread }: Live, { isChosen }: Wishes): readonly Unread[] {
  const done = organizations.flatMap(({ name: organization, repositories }) =>
    repositories.flatMap(({ name, users }) =>
      users !== undefined || isChosen?.(name) === false ? [`${organization}/${name}`] : [],
    ),
  );
  // Where repositories are chosen, an organization is read for its repositories only, and these were found.
  const owners = organizations.filter(
    ({ repositories }) => isChosen !== undefined && repositories.length > 0,
  );
  const isDone = new Set([...done, ...owners.map(({ name }) => name)]);
  return unread.filter(({ subject }) => !isDone.has(subject));
}

/** The program that declares what is there. */
export function adopt(live: Live, wishes: Wishes): Program {
  const people = new People(live, wishes.ignoreUsers);
  const adoption = new Adoption(wishes, people);
  for (const organization of live.organizations) adoption.add(organization);
  const { resources, leftOut } = adoption;
  const used = keysIn(resources);
  return {
    ...(live.caller === undefined ? {} : { caller: live.caller.userName }),
    ...(live.region === undefined ? {} : { region: live.region }),
    mayShowAbove: live.organizations.some(({ repositories }) =>
      repositories.some(({ users = [] }) => users.some((user) => user.throughOrganization)),
    ),
    users: people.users.filter(({ key }) => used.has(key)),
    ignored: people.ignored,
    resources,
    leftOut,
    unread: unreadIn(live, wishes),
  };
}
