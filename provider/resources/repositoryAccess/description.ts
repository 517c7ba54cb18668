import { type Description, regionOf } from "../../description";

/** What may be granted. */
export const PERMISSION = {
  name: "Permission",
  description: "What a user may do with a repository.",
  remarks: "API: `auth` 1, 3, 7.",
  values: {
    Read: "Pull images.",
    Write: "Pull and push images, edit the repository.",
    Manage: "All of it, and delete images, grant permissions, share.",
  },
} as const;

/** A grant as a program declares it. */
export const USER_GRANT = {
  name: "UserGrant",
  description: "One IAM user and what it may do. At least one of userId and userName is given.",
  remarks: "The other one is looked up.",
  properties: {
    userId: {
      type: "string",
      description:
        "IAM user id, 32 hexadecimal digits. Default: looked up by userName. It decides where a name is stale.",
      optional: true,
    },
    userName: {
      type: "string",
      description: "IAM user name. Default: looked up by userId.",
      optional: true,
    },
    permission: {
      choice: PERMISSION,
      description: "Read, Write or Manage.",
      remarks: "Anything else is refused at preview.",
    },
    expiresAt: {
      type: "string",
      description:
        "Date and time with a zone, 2026-12-31T18:00:00Z. From then on the user counts as undeclared: drift, revoked by the next `up`. A date that is past when it is written is refused. Default: no end.",
      remarks: "What is wrong with it is said at preview.",
      optional: true,
    },
  },
} as const;

/** A grant as the server answers it. */
export const APPLIED_GRANT = {
  name: "AppliedGrant",
  description: "One IAM user and what it may do, as the server says.",
  properties: {
    userId: { type: "string", description: "IAM user id." },
    userName: { type: "string", description: "IAM user name." },
    permission: {
      type: "string",
      description: "Read, Write, Manage, or `auth N` for a number that is not documented.",
    },
    expiresAt: {
      type: "string",
      description: "Until when, where it is declared with an end.",
      optional: true,
    },
  },
} as const;

/** Who somebody is. */
export const USER = {
  name: "User",
  description: "One IAM user.",
  properties: {
    userId: { type: "string", description: "IAM user id." },
    userName: { type: "string", description: "IAM user name." },
  },
} as const;

export const DESCRIPTION = {
  description:
    "Who may use one image repository. Authoritative by default: whoever is not on the list is drift and loses access with the next `up`.",
  remarks:
    "Every preview shows such drift. With `exclusive: false` only listed users are managed. Users declared before and after an `up` keep their access at every instant. Deleting the resource revokes the users it declared, and nobody else.",
  place: ["organization", "repository"],
  api: [
    "createUserRepositoryAuth",
    "showUserRepositoryAuth",
    "updateUserRepositoryAuth",
    "deleteUserRepositoryAuth",
  ],
  examples: [
    {
      title: "The whole list",
      program: {
        web: [
          "RepositoryAccess",
          {
            organization: "team-a",
            repository: "web/app",
            users: [
              { userName: "alice", permission: "Manage" },
              { userName: "bob", permission: "Read", expiresAt: "2099-12-31T18:00:00Z" },
            ],
          },
        ],
      },
      outputs: { granted: "$web.users" },
    },
    {
      title: "Only some users, beside others who are left alone",
      program: {
        "web-ci": [
          "RepositoryAccess",
          {
            organization: "team-a",
            repository: "web/app",
            exclusive: false,
            users: [{ userName: "deployer", permission: "Write" }],
          },
        ],
      },
    },
  ],
  inputs: {
    organization: {
      type: "string",
      description: "Organization (API: namespace) the repository is in.",
      asOutput: "Organization the repository is in.",
      replaceOnChanges: true,
    },
    repository: {
      type: "string",
      description: "Repository name as users write it, with raw `/`.",
      remarks: "For example `web/app`.",
      asOutput: "Repository name, with raw `/`.",
      replaceOnChanges: true,
    },
    users: {
      listOf: USER_GRANT,
      description: "Who may do what. A set: order does not matter, a user is listed once.",
      shownAs: APPLIED_GRANT,
      asOutput:
        "The declared users as the server confirmed them, with id and name; after a refresh of an exclusive list also whoever else has access.",
    },
    exclusive: {
      type: "boolean",
      description:
        "True: the list is the whole list, anyone else is revoked. False: only listed users are managed. Default: true.",
      remarks: "Anyone else is shown as drift, too.",
      asOutput: "Whether the list is the whole list.",
      default: true,
      local: true,
    },
    ignoreUsers: {
      listOf: "string",
      description:
        "Users, by id or name, that are never granted, changed, revoked or shown as drift. Default: none beside swr:ignoreUsers.",
      asOutput: "Users that are left alone.",
      optional: true,
      local: true,
    },
    takeOver: {
      type: "boolean",
      description:
        "Whether users may be revoked whom the stack has not granted, before a first write of this resource on the repository has completed. Default: false.",
      asOutput: "Whether taking the repository over is allowed.",
      default: false,
      local: true,
    },
    region: regionOf("repository"),
  },
  outputs: {
    repositoryId: {
      type: "integer",
      description: "The number SWR answers with the list of grants.",
      optional: true,
    },
    managed: {
      listOf: "string",
      description:
        "Ids of the users this resource declared at its last write; after an import, of all it found. Only these are revoked when it is deleted.",
      remarks: "`get`: of all it found.",
    },
    otherUsers: {
      listOf: APPLIED_GRANT,
      description: "Users who have access and are not managed, when not exclusive.",
    },
    inheritedUsers: {
      listOf: APPLIED_GRANT,
      description:
        "Users whose access comes through the organization and cannot be taken away here, as long as the organization's list explains it.",
    },
    missingUsers: {
      listOf: APPLIED_GRANT,
      description:
        "Users this resource declared at its last write who had no access at the last refresh. Left out where there are none.",
      optional: true,
    },
    temporaryUsers: {
      listOf: APPLIED_GRANT,
      description:
        "The users declared with an end at the last write, whether they still have access or not. Left out where there are none.",
      optional: true,
    },
    appliedBy: { object: USER, description: "Who ran the last write.", optional: true },
  },
} as const satisfies Description;
