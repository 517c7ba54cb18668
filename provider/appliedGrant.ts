/** The type of a grant as the server answers it: resources show it, and so do functions. */
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
