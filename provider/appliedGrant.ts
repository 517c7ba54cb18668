/** The type of a grant as the server returns it. Outputs of resources and results of functions use it. */
export const APPLIED_GRANT = {
  name: "AppliedGrant",
  description: "One IAM user and this user's permission, as the server reports it.",
  properties: {
    userId: { type: "string", description: "IAM user id." },
    userName: { type: "string", description: "IAM user name." },
    permission: {
      type: "string",
      description: "Read, Write or Manage; `auth N` where SWR answers a number N that is not documented.",
    },
    expiresAt: {
      type: "string",
      description: "Date and time at which the grant ends. Left out where none is declared.",
      optional: true,
    },
  },
} as const;
