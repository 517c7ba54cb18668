/** What a program of the model may declare: which users, of which resources, where. */
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import type { Permission } from "../../provider/swr/access";
import { ID, type Listed } from "../support/stack";

/** The user the judged stack runs as, and the second writer, whose program is not exclusive. */
export const CALLER = "ci";
export const OTHER = "admin";

/** The users whom the model declares, grants and revokes. Carol and Dave may also have access to an organization. */
export const NAMES = ["alice", "bob", "carol", "dave", "mallory"] as const;
export type Name = (typeof NAMES)[number];

/** The names of a program's resources: access lists of repositories, of organizations, and policies for all repositories of an organization. */
const ON_REPOSITORIES = ["web", "site", "shop"] as const;
const ON_ORGANIZATIONS = ["team", "crew"] as const;
export const POLICIES = ["all", "every"] as const;
/** The resources of sequences without a policy. */
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

/** The places of the resources: two organizations, and repositories in both. `store` is not in the seed, so it exists only once a step creates it. */
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

/** One rule of a policy. */
export interface Ruling {
  readonly patterns: readonly string[];
  readonly users: readonly UserGrant[];
}

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
  /** Whether the resource shares its repository with a policy. Then neither is exclusive, and no user is declared by both. */
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
