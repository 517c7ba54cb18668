import type { CheckFailure } from "../resource";
import { UNKNOWN } from "../unknown";
import type { RepositoryRef } from "./access";

interface NameRule {
  readonly what: string;
  readonly pattern: RegExp;
  readonly max: number;
  readonly rule: string;
}
const ORGANIZATION: NameRule = {
  what: "an organization",
  pattern: /^[a-z](?:[a-z0-9._-]*[a-z0-9])?$/,
  max: 64,
  rule: "a lowercase letter first, then lowercase letters, digits, '.', '_', '-', a letter or digit last; 64 characters at most",
};
const REPOSITORY: NameRule = {
  what: "a repository",
  pattern: /^[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?$/,
  max: 128,
  rule: "lowercase letters, digits, '.', '_', '-', '/', a letter or digit first and last; 128 characters at most",
};

/**
 * Checks a name. Only its characters and its length are checked, since the clouds' documentation contradicts itself on the
 * rest.
 */
function checkName(property: string, name: unknown, { what, pattern, max, rule }: NameRule): CheckFailure[] {
  if (typeof name !== "string" || name === UNKNOWN) return [];
  if (pattern.test(name) && name.length <= max && !name.includes("//")) return [];
  return [{ property, reason: `"${name}" is not a name of ${what}: ${rule}` }];
}

export const checkOrganizationName = (property: string, name: unknown): CheckFailure[] =>
  checkName(property, name, ORGANIZATION);

export const checkNames = ({ organization, repository }: Partial<RepositoryRef>): CheckFailure[] => [
  ...checkOrganizationName("organization", organization),
  ...checkName("repository", repository, REPOSITORY),
];

/** The two properties that name a user. One of them is enough in a program. */
export const HALVES = ["userId", "userName"] as const;

/** Refuses a user's id or name that is given but empty. `prefix` is the path of the user: `users[0].`. */
export const checkHalves = (
  user: { readonly [half in (typeof HALVES)[number]]?: unknown },
  prefix: string,
): CheckFailure[] =>
  HALVES.filter((half) => {
    const text = user[half];
    return typeof text === "string" && text.trim() === "";
  }).map((half) => ({
    property: `${prefix}${half}`,
    reason: "is empty: leave it out, or give the user's own",
  }));
