/**
 * The points that `probe` settles. Most of them are switches of the emulator (`swr-emulator --dialect NAME=VALUE`), with the
 * same names and values. A test compares both.
 */

/** Why a point stays open where only writes can settle it, and none were made. */
const WRITE = "needs --write and --user";

interface Point {
  /** The values that a cloud can have here. Left out: the emulator has no switch for the point. */
  readonly values?: readonly (string | boolean)[] | "milliseconds";
  /** What the point is about, for the table. */
  readonly about: string;
  /** Why the point is open where nothing was found out about it. */
  readonly open: string;
}

export const POINTS = {
  "post-existing": {
    values: ["conflict", "upsert"],
    about: "POST for a user who has an entry",
    open: WRITE,
  },
  "patch-missing": {
    values: ["not-found", "upsert", "ignored"],
    about: "PATCH for a user without an entry",
    open: WRITE,
  },
  "delete-missing": {
    values: ["no-content", "not-found"],
    about: "DELETE for a user without an entry",
    open: WRITE,
  },
  arrays: {
    values: ["atomic", "partial"],
    about: "A write with one good and one bad element",
    open: WRITE,
  },
  "empty-array": { values: ["accepted", "refused"], about: "A write with an empty array", open: WRITE },
  "caller-listed": {
    values: [false, true],
    about: "Whether others_auths repeats the caller",
    open: "not seen",
  },
  order: {
    values: ["insertion", "id", "reversed", "shuffled"],
    about: "Order of others_auths",
    open: "not seen",
  },
  duplicates: {
    values: [false, true],
    about: "Whether others_auths has entries twice",
    open: "no list with entries was read",
  },
  "empty-list": {
    values: ["array", "null", "missing"],
    about: "others_auths of an empty list",
    open: "no empty list was read: probe a repository without users",
  },
  "organization-users": {
    values: ["hidden", "listed"],
    about: "Users of the organization in a repository's list",
    open: "not seen",
  },
  "shown-level": {
    values: ["own", "higher"],
    about: "Permission shown for a user with entries at both levels",
    open: "no user was seen with a lower permission on the repository than on the organization",
  },
  "inherited-write": {
    values: ["success", "not-found"],
    about: "DELETE for a user whom the repository lists through the organization only",
    open: "needs --write, and a --user with a higher permission on the repository than on the organization",
  },
  "organization-revoke": {
    values: ["keeps", "cascades"],
    about: "Whether a revoke on the organization reaches its repositories",
    open: "takes a write to the organization, which could revoke access to all its repositories",
  },
  "self-auth": {
    values: ["effective", "entry"],
    about: "What self_auth shows",
    open: "self_auth, the caller's entry and the caller's right do not differ",
  },
  "self-write": {
    values: ["refused", "ignored"],
    about: "A write that names the caller",
    open: "needs --write and --self-write",
  },
  "read-lag": { values: "milliseconds", about: "Time until reads show a write", open: WRITE },
  "write-effect": {
    values: ["always", "dropped-once", "never"],
    about: "Whether successful writes take effect",
    open: WRITE,
  },
  "unknown-user": {
    values: ["refused", "accepted"],
    about: "A user_id that IAM does not know",
    open: WRITE,
  },
  "name-mismatch": {
    values: ["accepted", "refused"],
    about: "A user_name that is not the user_id's",
    open: WRITE,
  },
  "user-id-case": {
    values: ["exact", "folded"],
    about: "A user_id in other capitals",
    open: "no user id with a letter was seen",
  },
  "shown-names": {
    values: ["written", "iam"],
    about: "Names in access lists",
    open: "every listed name is the one that IAM has",
  },
  "empty-name": {
    values: ["null", "missing"],
    about: "user_name of an entry without a name",
    open: "every listed entry has a name",
  },
  "deleted-users": {
    values: ["kept", "removed"],
    about: "Entries of a user deleted in IAM",
    open: "takes the deletion of a user, and no list that was read names a deleted one",
  },
  "deleted-repository": {
    values: ["forgotten", "remembered"],
    about: "Entries of a repository that is deleted and created again",
    open: "takes the deletion of a repository",
  },
  "missing-organization": {
    values: ["organization", "image"],
    about: "Code of the 404 for a repository of a missing organization",
    open: "not asked",
  },
  "missing-tag": { values: ["4040048", "4040115"], about: "Code of the 404 for a missing tag", open: WRITE },
  "encoded-dollar": { values: ["accepted", "refused"], about: "%24 for $ in a path", open: "not asked" },
  "repository-name-in-body": {
    values: ["both", "slash", "dollar"],
    about: "A / in the name of a repository to be created",
    open: "takes the creation of repositories, which would stay if they could not be deleted",
  },
  "signature-forms": {
    values: ["both", "access", "credential"],
    about: "Forms of signature",
    open: "no access key is in use",
  },
  "agency-by-signature": {
    values: ["refused", "accepted"],
    about: "A signed request for an agency's token",
    open: "needs an agency (swr:agencyName) and an access key",
  },
  "error-shape": {
    values: ["both", "array", "object", "bare"],
    about: "SWR's error bodies",
    open: "SWR refused nothing",
  },
  "iam-error-shape": {
    values: ["by-api", "pair", "keystone"],
    about: "IAM's error bodies",
    open: "IAM refused nothing",
  },
  "success-codes": {
    values: ["old", "docs", "accepted"],
    about: "Status of successful writes",
    open: WRITE,
  },
  "empty-body": { values: ["object", "none"], about: "Body of successful writes", open: WRITE },
  "missing-repository": { about: "Code of the 404 for a missing repository", open: "not asked" },
  "list-id": { about: "The id of a repository's list", open: "not asked" },
  "request-id": { about: "Header with the id of a request", open: "not asked" },
} as const satisfies Readonly<Record<string, Point>>;

export type PointName = keyof typeof POINTS;
export const POINT_NAMES = Object.keys(POINTS) as PointName[];

/** Whether the emulator has a switch of this name. */
export const isSwitch = (name: PointName): boolean => "values" in POINTS[name];
