import type { ResourceValidationPolicy } from "@pulumi/policy";
import { idKey } from "../../provider/swr/access";
import type { User } from "../declared";
import { isKnown } from "../names";
import { type CommonSettings, policyOf, type Rule } from "../rule";

export interface CountSettings {
  /** The largest number of users that one resource declares. Default: 50. */
  readonly maxUsers: number;
}

/**
 * How many users there are at the least. A user whom two rules name counts once. Before `check` has looked users up, some have
 * only an id and some only a name, and one of each may be the same user.
 */
function leastNumber(users: readonly User[]): number {
  const ids = new Set(users.flatMap(({ userId }) => (isKnown(userId) ? [idKey(userId)] : [])));
  const unresolved = users.filter(({ userId }) => !isKnown(userId));
  const names = new Set(unresolved.flatMap(({ userName }) => (isKnown(userName) ? [userName] : [])));
  return Math.max(ids.size, names.size);
}

const RULE: Rule<CountSettings> = {
  name: "swr-limited-number-of-users",
  displayName: "SWR: limited number of users",
  description: "No resource gives access to more users than somebody can oversee.",
  severity: "low",
  remediation: "Declare fewer users, or raise the setting maxUsers of this policy.",
  kinds: ["RepositoryAccess", "OrganizationAccess", "RepositoryAccessPolicy"],
  schema: {
    maxUsers: {
      type: "integer",
      minimum: 0,
      description: "The largest number of users that one resource declares, all its rules together.",
    },
  },
  defaults: { maxUsers: 50 },
  check: ({ lists, kind }, { maxUsers }) => {
    const count = leastNumber(lists.flatMap(({ users }) => users));
    const property = kind === "RepositoryAccessPolicy" ? "rules" : "users";
    return count > maxUsers
      ? [
          `${property}: the number of users is ${String(count)}, and this policy allows ${String(maxUsers)} in one resource. Declare fewer users, or raise the policy's setting maxUsers`,
        ]
      : [];
  },
};

/** A policy: no resource declares more than a number of users. */
export const limitedNumberOfUsers = (
  settings: Partial<CountSettings & CommonSettings> = {},
): ResourceValidationPolicy => policyOf(RULE, settings);
