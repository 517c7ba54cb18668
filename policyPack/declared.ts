/** What a resource declares, as the rules look at it. Both hosts' resources look the same here. */
import type { ResourceValidationArgs } from "@pulumi/policy";
import { plain } from "../provider/http/plain";
import { UNKNOWN } from "../provider/unknown";
import { known } from "./known";

/** The resources that have something to do with access. */
export type Kind = "RepositoryAccess" | "OrganizationAccess" | "RepositoryAccessPolicy" | "Repository";

/** A declared user. A property that the program leaves out is undefined, and one that is not known yet is `UNKNOWN`. */
export interface User {
  readonly userId: string | undefined;
  readonly userName: string | undefined;
  readonly permission: string | undefined;
  readonly expiresAt: string | undefined;
}

export interface UserList {
  /** The property that has the list: `users`, or `rules[0].users`. */
  readonly property: string;
  readonly users: readonly User[];
}

export interface Declared {
  readonly kind: Kind;
  /** The resource's name in the program. */
  readonly name: string;
  /** `organization/repository` or `organization`; undefined while it is not known. */
  readonly place: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The lists of users that are known. */
  readonly lists: readonly UserList[];
  /** Whether the program declares some of the inputs as secret, as far as Pulumi tells a policy. */
  readonly isSecret: boolean;
}

const isKind = (name: string | undefined): name is Kind =>
  name === "RepositoryAccess" ||
  name === "OrganizationAccess" ||
  name === "RepositoryAccessPolicy" ||
  name === "Repository";

/** The kind of a resource, from its type on the plugin or on the dynamic host; undefined for all other resources. */
function kindOf(type: string): Kind | undefined {
  const [, name] = /^(?:swr:index:|pulumi-nodejs:dynamic\/swr:)(\w+)$/.exec(type) ?? [];
  return isKind(name) ? name : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const usersIn = (value: unknown): User[] =>
  objectsIn(value).map(({ userId, userName, permission, expiresAt }) => ({
    userId: textOf(userId),
    userName: textOf(userName),
    permission: textOf(permission),
    expiresAt: textOf(expiresAt),
  }));

function listsIn({ users, rules }: Record<string, unknown>): UserList[] {
  const ofRules = (Array.isArray(rules) ? rules : []).map((rule: unknown, at) => ({
    property: `rules[${String(at)}].users`,
    users: isObject(rule) ? usersIn(rule["users"]) : [],
  }));
  return [{ property: "users", users: usersIn(users) }, ...ofRules].filter(
    ({ users: all }) => all.length > 0,
  );
}

function placeOf(kind: Kind, { organization, repository }: Record<string, unknown>): string | undefined {
  const isOfOrganization = kind === "OrganizationAccess" || kind === "RepositoryAccessPolicy";
  const parts = [organization, ...(isOfOrganization ? [] : [repository])];
  const isPart = (part: unknown): part is string => typeof part === "string" && part !== UNKNOWN;
  return parts.every(isPart) ? parts.join("/") : undefined;
}

/** What a resource declares; undefined if it is none of ours. */
export function declaredBy({ type, name, props, opts }: ResourceValidationArgs): Declared | undefined {
  const kind = kindOf(type);
  const inputs = known(props);
  if (kind === undefined || !isObject(inputs)) return undefined;
  // The classes of the npm package list their outputs here as soon as one input is secret.
  const isSecret = opts.additionalSecretOutputs.length > 0;
  return { kind, name, place: placeOf(kind, inputs), inputs, lists: listsIn(inputs), isSecret };
}

/** How many texts a message lists. */
const LISTED = 10;

/** Texts as a list in a sentence, safe for a terminal. */
export function listed(texts: readonly string[]): string {
  const safe = texts.map(plain);
  if (safe.length > LISTED)
    return `${safe.slice(0, LISTED).join(", ")} and ${String(safe.length - LISTED)} more`;
  return safe.length < 2 ? safe.join("") : `${safe.slice(0, -1).join(", ")} and ${safe.at(-1) ?? ""}`;
}
