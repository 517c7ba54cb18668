/** Parts of the descriptions that all access lists share. */
import { APPLIED_GRANT } from "../../appliedGrant";

/** The permissions that can be granted. */
export const PERMISSION = {
  name: "Permission",
  description: "What a user may do with a repository.",
  remarks: "API: `auth` 1, 3, 7.",
  values: {
    Read: "Pull images.",
    Write: "Pull and push images, edit the repository.",
    Manage: "Pull and push images, edit the repository, delete images, grant permissions, share.",
  },
} as const;

/** A grant as a program declares it. */
export const USER_GRANT = {
  name: "UserGrant",
  description: "One IAM user and this user's permission. At least one of userId and userName is given.",
  remarks: "The other one is looked up.",
  properties: {
    userId: {
      type: "string",
      description:
        "IAM user id, 32 hexadecimal digits. Default: looked up by userName. Where id and name are of different users, the id decides.",
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
        "When the grant ends. From then on the user counts as undeclared: drift, revoked by the next `up`. A date that is past already when it is declared is refused. Default: no end.",
      remarks: "A wrong date is refused at preview.",
      optional: true,
      moment: true,
    },
  },
} as const;

/** An IAM user, by id and name. */
export const USER = {
  name: "User",
  description: "One IAM user.",
  properties: {
    userId: { type: "string", description: "IAM user id." },
    userName: { type: "string", description: "IAM user name." },
  },
} as const;

/** The inputs of every access list. `owner`: whose list it is, `repository` or `organization`. */
export const listInputsOf = <O extends string>(owner: O) =>
  ({
    users: {
      listOf: USER_GRANT,
      description: "Who may do what. A set: order does not matter, a user is listed once.",
      shownAs: APPLIED_GRANT,
      asOutput:
        "The declared users as the server confirmed them, with id and name. After a refresh of an exclusive list, undeclared users with access are listed, too.",
    },
    exclusive: {
      type: "boolean",
      description:
        "True: the list is complete, and anyone else is revoked. False: only listed users are managed. Default: true.",
      asOutput: "Whether the list is complete, so that anyone else is revoked.",
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
      description: `Whether users whom the stack has not granted may be revoked before a first write of this resource on the ${owner} has completed. Default: false.`,
      asOutput: `Whether taking the ${owner} over is allowed.`,
      default: false,
      local: true,
    },
  }) as const;

/** The outputs of every access list. */
export const LIST_OUTPUTS = {
  managed: {
    listOf: "string",
    description:
      "Ids of the users that this resource declared at its last write; after an import, of all users on the list. Only these are revoked when the resource is deleted.",
    remarks: "`get` counts as an import.",
  },
  otherUsers: {
    listOf: APPLIED_GRANT,
    description: "Users who have access and are not managed, when not exclusive.",
  },
  missingUsers: {
    listOf: APPLIED_GRANT,
    description:
      "Users that this resource declared at its last write and that had no access at the last refresh. Left out where there are none.",
    optional: true,
  },
  temporaryUsers: {
    listOf: APPLIED_GRANT,
    description:
      "The users declared with an end at the last write, whether they still have access or not. Left out where there are none.",
    optional: true,
  },
  appliedBy: { object: USER, description: "Who ran the last write.", optional: true },
} as const;
