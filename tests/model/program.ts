import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { Permission } from "../../provider/swr/access";
import { ID, type Listed } from "../support/stack";
import type { Goal, Program } from "./engine";
import { changedPolicy, newPolicy, patternsOf, type Ruling } from "./policies";

/** The users whom the model declares, grants and revokes. Carol and Dave may also have access to an organization. */
export const NAMES = ["alice", "bob", "carol", "dave", "mallory"] as const;
export type Name = (typeof NAMES)[number];

/** What a program calls its resources: access of repositories, of organizations, and policies over all repositories of one. */
const ON_REPOSITORIES = ["web", "site", "shop"] as const;
const ON_ORGANIZATIONS = ["team", "crew"] as const;
export const POLICIES = ["all", "every"] as const;
/** Those that the sequences without a policy work with. */
export const LISTS = [...ON_REPOSITORIES, ...ON_ORGANIZATIONS] as const;
export const RESOURCES = [...LISTS, ...POLICIES] as const;
export type ResourceName = (typeof RESOURCES)[number];

const isOnOrganization = (name: string): boolean => (ON_ORGANIZATIONS as readonly string[]).includes(name);
export const isPolicy = (name: string): boolean => (POLICIES as readonly string[]).includes(name);

/** The type of a resource. */
export function typeOf(name: string): Listed["resource"] {
  if (isPolicy(name)) return "RepositoryAccessPolicy";
  return isOnOrganization(name) ? "OrganizationAccess" : "RepositoryAccess";
}

/** Where they are: two organizations, and repositories in both. The store is in no seed: it appears, or it does not. */
export const PLACE_NAMES = ["app", "api", "store", "tools", "teamA", "teamB"] as const;
export type PlaceName = (typeof PLACE_NAMES)[number];
export const PLACES: Readonly<Record<PlaceName, Listed["place"]>> = {
  app: { organization: "team-a", repository: "web/app" },
  api: { organization: "team-a", repository: "api" },
  store: { organization: "team-a", repository: "web/store" },
  tools: { organization: "team-b", repository: "tools" },
  teamA: { organization: "team-a" },
  teamB: { organization: "team-b" },
};

/** Whether a resource's type is that of a place. */
export const fits = (name: ResourceName, at: PlaceName): boolean =>
  (isOnOrganization(name) || isPolicy(name)) === (PLACES[at].repository === undefined);

/** The id of a resource on a place. */
export const idOf = (at: PlaceName): string => Object.values(PLACES[at]).join("/");

/** The place that a resource's inputs name. */
export const placeOf = (inputs: Readonly<Record<string, unknown>>): PlaceName | undefined =>
  PLACE_NAMES.find(
    (at) =>
      PLACES[at].organization === inputs["organization"] && PLACES[at].repository === inputs["repository"],
  );

/** How a program names a user: by name and id, or by name only. */
export type Naming = "both" | "name";

/** An edit of the program. One that does not apply, such as to a resource that is not there, changes nothing. */
export type Programming =
  | {
      readonly do: "declare";
      readonly of: ResourceName;
      readonly user: Name;
      readonly permission: Permission;
      readonly naming: Naming;
      /** Of a policy: in which of its rules. */
      readonly rule?: 0 | 1;
    }
  | { readonly do: "drop"; readonly of: ResourceName; readonly user: Name; readonly rule?: 0 | 1 }
  /** Of a policy: what a rule matches. A second rule begins with it. */
  | {
      readonly do: "patterns";
      readonly of: ResourceName;
      readonly rule: 0 | 1;
      readonly patterns: readonly string[];
    }
  /** Of a policy: its last rule goes, where it has two. */
  | { readonly do: "unrule"; readonly of: ResourceName }
  | { readonly do: "exclusive"; readonly of: ResourceName; readonly on: boolean }
  | { readonly do: "takeOver"; readonly of: ResourceName; readonly on: boolean }
  | { readonly do: "ignore"; readonly of: ResourceName; readonly user: Name; readonly on: boolean }
  | { readonly do: "reorder"; readonly of: ResourceName }
  /** A new region. Endpoint and repository stay, so the resource is replaced in its place. */
  | { readonly do: "region"; readonly of: ResourceName; readonly region: string }
  | { readonly do: "replaceOnChanges"; readonly of: ResourceName; readonly on: boolean }
  /** Sets the option `import`, until a run has succeeded with it. */
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
      /** A repository's list that is not exclusive, beside a policy that is not either. */
      readonly beside?: boolean;
    }
  | { readonly do: "remove"; readonly of: ResourceName }
  | { readonly do: "clear" };

/** What a program declares of one resource. */
export interface Declared {
  readonly at: PlaceName;
  readonly region?: string;
  readonly users: readonly UserGrant[];
  readonly exclusive: boolean;
  readonly takeOver: boolean;
  readonly ignoreUsers: readonly Name[];
  readonly replaceOnChanges?: boolean;
  readonly importing?: boolean;
  /** What a policy says instead of `users`. */
  readonly rules?: readonly Ruling[];
  /** It shares its repository with a policy: neither is exclusive, and nobody is declared by both. */
  readonly beside?: boolean;
}
export type Declarations = ReadonlyMap<ResourceName, Declared>;

export const grantOf = (user: Name, permission: Permission, naming: Naming = "both"): UserGrant => ({
  ...(naming === "both" ? { userId: ID[user] } : {}),
  userName: user,
  permission,
});

/** The first user of a new resource manages it, the others read. */
export const usersOf = (names: readonly Name[]): UserGrant[] =>
  names.map((name, at) => grantOf(name, at === 0 ? "Manage" : "Read"));

const newAt = (at: PlaceName, names: readonly Name[], takeOver: boolean): Declared => ({
  at,
  users: usersOf(names),
  exclusive: true,
  takeOver,
  ignoreUsers: [],
});

export const FIRST: Declarations = new Map([["web", newAt("app", ["alice", "bob"], true)]]);

/** Which resource of the same kind a program has in a place. */
const holderOf = (program: Declarations, like: ResourceName, at: PlaceName): ResourceName | undefined =>
  [...program].find(([name, it]) => it.at === at && isPolicy(name) === isPolicy(like))?.[0];

function added(program: Declarations, { of, at, users, takeOver, beside = false }: Adding): Declarations {
  if (holderOf(program, of, at) !== undefined || !fits(of, at)) return program;
  const { isShared, theirs } = sharing(program, of, at);
  const own = users.filter((name) => !theirs.includes(name));
  if (isPolicy(of)) return new Map([...program, [of, newPolicy(at, own, takeOver, !isShared)]]);
  const isBeside = beside && isShared;
  const declared = newAt(at, isBeside ? own : users, takeOver);
  return new Map([...program, [of, isBeside ? { ...declared, exclusive: false, beside } : declared]]);
}
type Adding = Extract<Programming, { do: "add" }>;

/**
 * Whether a resource shares a place, or could: a policy with the lists that say so, a repository's list with a policy that is not
 * exclusive. And whom the other side declares, or ignores.
 */
function sharing(program: Declarations, of: ResourceName, at: PlaceName) {
  const { organization } = PLACES[at];
  const isThere = (it: Declared): boolean => PLACES[it.at].organization === organization;
  const others = [...program].filter(([name, it]) => {
    if (name === of || isPolicy(name) === isPolicy(of) || !isThere(it)) return false;
    return isPolicy(of) ? it.beside === true : isPolicy(name) && !it.exclusive;
  });
  const namesOf = ({ users, rules = [], ignoreUsers }: Declared): string[] => [
    ...[...users, ...rules.flatMap((rule) => rule.users)].map(({ userName = "" }) => userName),
    ...ignoreUsers,
  ];
  return { isShared: others.length > 0, theirs: others.flatMap(([, it]) => namesOf(it)) };
}

/** Whether an edit would have two resources that share a repository undo each other. */
function isDivisive(
  program: Declarations,
  declared: Declared,
  edit: Exclude<Programming, { do: "clear" }>,
): boolean {
  const { isShared, theirs } = sharing(program, edit.of, declared.at);
  const shares = declared.beside === true || (isPolicy(edit.of) && isShared);
  if (!shares) return false;
  if ("user" in edit) return theirs.includes(edit.user);
  return ["exclusive", "move", "swap"].includes(edit.do);
}

/** The program after an edit. It never has two resources in one place: both hosts refuse that. */
export function edited(program: Declarations, edit: Programming): Declarations {
  if (edit.do === "clear") return new Map();
  const declared = program.get(edit.of);
  if (declared === undefined) return edit.do === "add" ? added(program, edit) : program;
  if (isDivisive(program, declared, edit)) return program;
  const without = [...program].filter(([name]) => name !== edit.of);
  switch (edit.do) {
    case "add":
      return program;
    case "remove":
      return new Map(without);
    case "rename":
      return program.has(edit.to) || typeOf(edit.to) !== typeOf(edit.of)
        ? program
        : new Map([...without, [edit.to, declared]]);
    case "move":
      if (isPolicy(edit.of) && sharing(program, edit.of, edit.to).isShared) return program;
      return holderOf(program, edit.of, edit.to) === undefined && fits(edit.of, edit.to)
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
    case "patterns":
    case "unrule":
      return new Map(program).set(edit.of, {
        ...declared,
        ...(isPolicy(edit.of) ? changedPolicy(declared, edit) : changed(declared, edit)),
      });
  }
}

function swapped(program: Declarations, one: ResourceName, two: ResourceName): Declarations {
  const [a, b] = [program.get(one), program.get(two)];
  if (a === undefined || b === undefined || !fits(one, b.at) || isPolicy(one) !== isPolicy(two))
    return program;
  if (b.beside === true || (isPolicy(one) && sharing(program, two, b.at).isShared)) return program;
  return new Map(program).set(one, { ...a, at: b.at }).set(two, { ...b, at: a.at });
}

export type Change = Exclude<Programming, { do: "add" | "remove" | "rename" | "move" | "swap" | "clear" }>;

/** What an edit does to what all resources have. */
export function changed({ users, ignoreUsers }: Declared, edit: Change): Partial<Declared> {
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
    // A user may not be declared and ignored at once, so each of the two ends the other.
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
    case "patterns":
    case "unrule":
      return {};
  }
}

/**
 * The program in the form that the engine takes. A policy comes after the lists of its repositories, as with `dependsOn`: the policy
 * revokes what it gives up to such a list when it is written, and only users of lists that were checked before are known to stay.
 */
export function asProgram(program: Declarations): Program {
  const inTurn = [...program].sort(([a], [b]) => Number(isPolicy(a)) - Number(isPolicy(b)));
  return new Map(inTurn.map(([name, declared]) => [name, goalOf(program, declared)]));
}

function goalOf(
  program: Declarations,
  { at, importing, replaceOnChanges = false, beside: _beside, users, rules, ...rest }: Declared,
): Goal {
  const what =
    rules === undefined
      ? { users }
      : {
          rules: rules.map((rule) => ({ repositories: patternsOf(program, at, rule), users: rule.users })),
        };
  const inputs = JSON.parse(JSON.stringify({ ...PLACES[at], ...rest, ...what })) as Goal["inputs"];
  const importId = importing === true ? { importId: idOf(at) } : {};
  return { inputs, replaceOnChanges, ...importId };
}
