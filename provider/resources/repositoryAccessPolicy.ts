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
        "Names and patterns of repositories: `*` and `?` within one part of a name, `**` across parts, `{a,b}`; a pattern with `!` before it leaves out what it matches. `web/**` is all that is under `web/`.",
    },
    users: {
      listOf: USER_GRANT,
      description:
        "Who may do what there. A user named by several rules has the greatest permission of them.",
    },
  },
} as const;

const APPLIED_RULE = {
  name: "AppliedRule",
  description: "A rule with both halves of every user.",
  properties: {
    repositories: { listOf: "string", description: "Names and patterns of repositories." },
    users: { listOf: APPLIED_GRANT, description: "Who may do what there." },
  },
} as const;

const GRANT_SET = {
  name: "RepositoryGrants",
  description: "Repositories whose access is alike.",
  properties: {
    repositories: { listOf: "string", description: "Their names, sorted." },
    users: {
      listOf: APPLIED_GRANT,
      description:
        "Who has access, as the server confirmed it; after a refresh of an exclusive policy also whoever else has.",
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
        "Users whose access comes through the organization and cannot be taken away here. Left out where there are none.",
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
    "Who may use the repositories of an organization, by rules over their names: one resource for thousands of repositories, and for those that are still to come. Authoritative by default: whoever is not declared for a repository that a rule matches is drift and loses access with the next `up`. Repositories that no rule matches are left alone.",
  remarks:
    "A repository that was not managed before is a take-over of its own: where others have access, it is listed and left alone, and the run fails for it, unless `takeOver` is set. One policy for an organization.",
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
      description: "Who may use which repositories. Their order does not matter.",
      asOutput: "The rules, with both halves of every user.",
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
        "Whether users may be revoked whom the stack has not granted, in repositories where a first write of this resource has not completed yet. Default: false.",
      asOutput: "Whether taking repositories over is allowed.",
    },
    region: regionOf("organization"),
  },
  outputs: {
    grants: {
      listOf: GRANT_SET,
      description:
        "Who has access where, as the server confirmed it: each set of users once, with its repositories.",
    },
    appliedBy: { object: USER, description: "Who ran the last write.", optional: true },
  },
} as const satisfies Description;

/** Who may use the repositories of an organization, by rules over their names. */
export const repositoryAccessPolicy = accessPolicyOf("swr:index:RepositoryAccessPolicy", DESCRIPTION);
