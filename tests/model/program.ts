import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { Permission } from "../../provider/swr/access";
import { ID, type Listed } from "../support/stack";
import type { Goal, Program } from "./engine";

/** Who is declared, granted and revoked in the model. Carol and Dave may hold an organization, too. */
export const NAMES = ["alice", "bob", "carol", "dave", "mallory"] as const;
export type Name = (typeof NAMES)[number];

/** What a program calls its resources: access of repositories, and of organizations. */
const ON_REPOSITORIES = ["web", "site", "shop"] as const;
const ON_ORGANIZATIONS = ["team", "crew"] as const;
export const RESOURCES = [...ON_REPOSITORIES, ...ON_ORGANIZATIONS] as const;
export type ResourceName = (typeof RESOURCES)[number];

const isOnOrganization = (name: string): boolean => (ON_ORGANIZATIONS as readonly string[]).includes(name);

/** The type of a resource. */
export const typeOf = (name: string): Listed["resource"] =>
  isOnOrganization(name) ? "OrganizationAccess" : "RepositoryAccess";

/** Where they are: two organizations, and repositories in both. */
export const PLACE_NAMES = ["app", "api", "tools", "teamA", "teamB"] as const;
export type PlaceName = (typeof PLACE_NAMES)[number];
export const PLACES: Readonly<Record<PlaceName, Listed["place"]>> = {
  app: { organization: "team-a", repository: "web/app" },
  api: { organization: "team-a", repository: "api" },
  tools: { organization: "team-b", repository: "tools" },
  teamA: { organization: "team-a" },
  teamB: { organization: "team-b" },
};

/** Whether a resource's type is that of a place. */
export const fits = (name: ResourceName, at: PlaceName): boolean =>
  isOnOrganization(name) === (PLACES[at].repository === undefined);

/** A place as an id names it. */
export const idOf = (at: PlaceName): string => Object.values(PLACES[at]).join("/");

/** Which place a resource's inputs name. */
export const placeOf = (inputs: Readonly<Record<string, unknown>>): PlaceName | undefined =>
  PLACE_NAMES.find(
    (at) =>
      PLACES[at].organization === inputs["organization"] && PLACES[at].repository === inputs["repository"],
  );

/** How a program names a user. */
export type Naming = "both" | "name";

/** What changes the program. What does not apply to it, such as a resource it does not have, changes nothing. */
export type Programming =
  | {
      readonly do: "declare";
      readonly of: ResourceName;
      readonly user: Name;
      readonly permission: Permission;
      readonly naming: Naming;
    }
  | { readonly do: "drop"; readonly of: ResourceName; readonly user: Name }
  | { readonly do: "exclusive"; readonly of: ResourceName; readonly on: boolean }
  | { readonly do: "takeOver"; readonly of: ResourceName; readonly on: boolean }
  | { readonly do: "ignore"; readonly of: ResourceName; readonly user: Name; readonly on: boolean }
  | { readonly do: "reorder"; readonly of: ResourceName }
  /** With endpoint and repository the same, the engine is told to replace it in its place. */
  | { readonly do: "region"; readonly of: ResourceName; readonly region: string }
  | { readonly do: "replaceOnChanges"; readonly of: ResourceName; readonly on: boolean }
  /** The option `import`, until the next run that did what it should. */
  | { readonly do: "importing"; readonly of: ResourceName }
  | { readonly do: "rename"; readonly of: ResourceName; readonly to: ResourceName }
  | { readonly do: "move"; readonly of: ResourceName; readonly to: PlaceName }
  | { readonly do: "swap"; readonly of: ResourceName; readonly with: ResourceName }
  | {
      readonly do: "add";
      readonly of: ResourceName;
      readonly at: PlaceName;
      readonly takeOver: boolean;
      readonly users: readonly Name[];
    }
  | { readonly do: "remove"; readonly of: ResourceName }
  | { readonly do: "clear" };

/** What a program says of one resource. */
export interface Declared {
  readonly at: PlaceName;
  readonly region?: string;
  readonly users: readonly UserGrant[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers: readonly Name[];
  readonly replaceOnChanges?: boolean;
  readonly importing?: boolean;
}
export type Declarations = ReadonlyMap<ResourceName, Declared>;

export const grantOf = (user: Name, permission: Permission, naming: Naming = "both"): UserGrant => ({
  ...(naming === "both" ? { userId: ID[user] } : {}),
  userName: user,
  permission,
});

/** The first user of a new resource manages it, the others read. */
const usersOf = (names: readonly Name[]): UserGrant[] =>
  names.map((name, at) => grantOf(name, at === 0 ? "Manage" : "Read"));

const newAt = (at: PlaceName, names: readonly Name[], takeOver: boolean): Declared => ({
  at,
  users: usersOf(names),
  exclusive: true,
  takeOver,
  ignoreUsers: [],
});

export const FIRST: Declarations = new Map([["web", newAt("app", ["alice", "bob"], true)]]);

/** The program after an edit. It never has two resources in one place: both hosts refuse that. */
export function edited(program: Declarations, edit: Programming): Declarations {
  if (edit.do === "clear") return new Map();
  const holderOf = (at: PlaceName): ResourceName | undefined =>
    [...program].find(([, it]) => it.at === at)?.[0];
  const declared = program.get(edit.of);
  if (declared === undefined) {
    if (edit.do !== "add" || holderOf(edit.at) !== undefined || !fits(edit.of, edit.at)) return program;
    return new Map([...program, [edit.of, newAt(edit.at, edit.users, edit.takeOver)]]);
  }
  const without = [...program].filter(([name]) => name !== edit.of);
  switch (edit.do) {
    case "add":
      return program;
    case "remove":
      return new Map(without);
    case "rename":
      return program.has(edit.to) || !fits(edit.to, declared.at)
        ? program
        : new Map([...without, [edit.to, declared]]);
    case "move":
      return holderOf(edit.to) === undefined && fits(edit.of, edit.to)
        ? new Map(program).set(edit.of, { ...declared, at: edit.to })
        : program;
    case "swap":
      return swapped(program, edit.of, edit.with);
    case "declare":
    case "drop":
    case "ignore":
    case "exclusive":
    case "takeOver":
    case "reorder":
    case "region":
    case "replaceOnChanges":
    case "importing":
      return new Map(program).set(edit.of, { ...declared, ...changed(declared, edit) });
  }
}

function swapped(program: Declarations, one: ResourceName, two: ResourceName): Declarations {
  const [a, b] = [program.get(one), program.get(two)];
  if (a === undefined || b === undefined || !fits(one, b.at)) return program;
  return new Map(program).set(one, { ...a, at: b.at }).set(two, { ...b, at: a.at });
}

type Change = Exclude<Programming, { do: "add" | "remove" | "rename" | "move" | "swap" | "clear" }>;

function changed({ users, ignoreUsers }: Declared, edit: Change): Partial<Declared> {
  const others = "user" in edit ? users.filter(({ userName }) => userName !== edit.user) : users;
  const rest = "user" in edit ? ignoreUsers.filter((name) => name !== edit.user) : ignoreUsers;
  switch (edit.do) {
    case "declare":
      return {
        users: [...others, grantOf(edit.user, edit.permission, edit.naming)],
        ignoreUsers: rest,
      };
    case "drop":
      return { users: others };
    // Declared and left alone at once is refused: the one ends the other.
    case "ignore":
      return edit.on ? { users: others, ignoreUsers: [...rest, edit.user] } : { ignoreUsers: rest };
    case "exclusive":
      return { exclusive: edit.on };
    case "takeOver":
      return { takeOver: edit.on };
    case "reorder":
      return { users: [...users].reverse() };
    case "region":
      return { region: edit.region };
    case "replaceOnChanges":
      return { replaceOnChanges: edit.on };
    case "importing":
      return { importing: true };
  }
}

/** As the engine gets it. */
export const asProgram = (program: Declarations): Program =>
  new Map([...program].map(([name, declared]) => [name, goalOf(declared)]));

function goalOf({ at, importing, replaceOnChanges = false, ...said }: Declared): Goal {
  const inputs = JSON.parse(JSON.stringify({ ...PLACES[at], ...said })) as Goal["inputs"];
  const importId = importing === true ? { importId: idOf(at) } : {};
  return { inputs, replaceOnChanges, ...importId };
}
