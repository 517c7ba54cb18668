import type { ResourceValidationPolicy } from "@pulumi/policy";
import { listed } from "../declared";
import { checkNames, isAmong, NAME_PATTERN, whoIs } from "../names";
import { type CommonSettings, mayName, policyOf, type Rule } from "../rule";

export interface ManageSettings {
  /** Ids, names and patterns of the users who may have `Manage`. Default: nobody. */
  readonly users: readonly string[];
}

const NAME = "swr-manage-only-for-listed-users";

const RULE: Rule<ManageSettings> = {
  name: NAME,
  displayName: "SWR: Manage only for listed users",
  description:
    "Only the users of a list may have the permission Manage, which lets them give access to others.",
  severity: "high",
  remediation:
    "Give the user Read or Write, or add the user's id, name or a pattern of names to the setting users of this policy.",
  kinds: ["RepositoryAccess", "OrganizationAccess", "RepositoryAccessPolicy"],
  schema: {
    users: {
      type: "array",
      items: { type: "string", pattern: NAME_PATTERN },
      description: "Ids, names and patterns (* ? {a,b} !) of the users who may have Manage.",
    },
  },
  defaults: { users: [] },
  checkSettings: ({ users }) => {
    checkNames(NAME, "users", users);
  },
  check: (declared, settings) => {
    const isAllowed = isAmong(settings.users);
    const allowed = settings.users.length === 0 ? "nobody" : `only ${listed(settings.users)}`;
    return declared.lists.flatMap(({ property, users }) => {
      const found = users.filter((user) => user.permission === "Manage" && isAllowed(user) === false);
      if (found.length === 0) return [];
      const who = mayName(declared, settings)
        ? listed(found.map(whoIs))
        : `users who may not have it (${String(found.length)})`;
      return `${property}: Manage is given to ${who}, and this policy allows it to ${allowed}. Give Read or Write instead, or add to the policy's setting users whoever needs Manage`;
    });
  },
};

/** A policy: only the users of a list may have `Manage`, on a repository or an organization. */
export const manageOnlyForListedUsers = (
  settings: Partial<ManageSettings & CommonSettings> = {},
): ResourceValidationPolicy => policyOf(RULE, settings);
