import { APPLIED_GRANT } from "../appliedGrant";
import { type Description, regionOf } from "../description";
import { listInputsOf, USER, USER_GRANT } from "./accessList/description";
import { accessPolicyOf } from "./accessPolicy";

const RULE = {
  name: "RepositoryAccessRule",
  description: "Some repositories of the organization, and who may use them.",
  properties: {
    repositories: {
      listOf: "string",
      description:
        "Names and patterns of repositories: `*` and `?` within one part of a name, `**` across parts, `{a,b}`; a pattern with `!` before it leaves out what it matches. `web/**` matches everything under `web/`.",
    },
    users: {
      listOf: USER_GRANT,
      description:
        "Users of these repositories, with their permissions. A user named by several rules gets the greatest of their permissions.",
    },
  },
} as const;

const APPLIED_RULE = {
  name: "AppliedRule",
  description: "A rule, with the id and the name of every user.",
  properties: {
    repositories: { listOf: "string", description: "Names and patterns of repositories." },
    users: { listOf: APPLIED_GRANT, description: "Users of these repositories, with their permissions." },
  },
} as const;

const GRANT_SET = {
  name: "RepositoryGrants",
  description: "Repositories with the same access list.",
  properties: {
    repositories: { listOf: "string", description: "Their names, sorted." },
    users: {
      listOf: APPLIED_GRANT,
      description:
        "Who has access, as the server confirmed it. After a refresh of an exclusive policy, undeclared users with access are listed, too.",
    },
    otherUsers: {
      listOf: APPLIED_GRANT,
      description:
        "Users who have access and are not managed, when not exclusive. Left out where there are none.",
      optional: true,
    },
    inheritedUsers: {
      listOf: APPLIED_GRANT,
      description:
        "Users whose access comes through the organization and cannot be revoked here. Left out where there are none.",
      optional: true,
    },
    missingUsers: {
      listOf: APPLIED_GRANT,
      description:
        "Users declared at the last write who had no access at the last refresh. Left out where there are none.",
      optional: true,
    },
  },
} as const;

const { exclusive, ignoreUsers, takeOver } = listInputsOf("repository");

const DESCRIPTION = {
  description:
    "Who may use the repositories of an organization, by rules over their names: one resource for thousands of repositories, and for future ones. Authoritative by default: whoever is not declared for a repository that a rule matches is drift and loses access with the next `up`. Repositories that no rule matches are left alone.",
  remarks:
    "Each repository that was not managed before is a take-over of its own. Where undeclared users have access to such a repository, it is left as it is, and the run fails and names it, unless `takeOver` is set. An organization has at most one policy.",
  place: ["organization"],
  api: [
    "listReposDetails",
    "createUserRepositoryAuth",
    "showUserRepositoryAuth",
    "updateUserRepositoryAuth",
    "deleteUserRepositoryAuth",
  ],
  examples: [
    {
      title: "All repositories, and more on some",
      program: {
        "team-a": [
          "RepositoryAccessPolicy",
          {
            organization: "team-a",
            rules: [
              { repositories: ["**"], users: [{ userName: "ci", permission: "Read" }] },
              {
                repositories: ["web/**", "!web/legacy"],
                users: [
                  { userName: "alice", permission: "Manage" },
                  { userName: "bob", permission: "Write" },
                ],
              },
            ],
          },
        ],
      },
      outputs: { granted: "$team-a.grants" },
    },
  ],
  inputs: {
    organization: {
      type: "string",
      description: "Organization (API: namespace) whose repositories the rules are about.",
      asOutput: "Organization the rules are about.",
      replaceOnChanges: true,
    },
    rules: {
      listOf: RULE,
      shownAs: APPLIED_RULE,
      description: "Who may use which repositories. The order of the rules does not matter.",
      asOutput: "The rules, with the id and the name of every user.",
    },
    exclusive: {
      ...exclusive,
      description:
        "True: in every repository that a rule matches, whoever is not declared is revoked. False: only declared users are managed. Default: true.",
      asOutput: "Whether undeclared users are revoked.",
    },
    ignoreUsers,
    takeOver: {
      ...takeOver,
      description:
        "Whether users whom the stack has not granted may be revoked in repositories where no write of this resource has completed yet. Default: false.",
      asOutput: "Whether taking repositories over is allowed.",
    },
    region: regionOf("organization"),
  },
  outputs: {
    grants: {
      listOf: GRANT_SET,
      description:
        "Who has access where, as the server confirmed it. Repositories with the same users share an entry.",
    },
    appliedBy: { object: USER, description: "Who ran the last write.", optional: true },
  },
} as const satisfies Description;

/** Who may use the repositories of an organization, by rules over their names. */
export const repositoryAccessPolicy = accessPolicyOf("swr:index:RepositoryAccessPolicy", DESCRIPTION);
