/**
 * The points the API's documentation leaves open, one switch each. The first value of each switch is what the
 * documentation says or comes nearest to; where clients that work on the real clouds need something else, it is that.
 */
export const dialectValues = {
  /** POST of repository access for a user who has an entry: `conflict` 409 4090089; `upsert` the entry takes the new auth. */
  "post-existing": ["conflict", "upsert"],
  /** PATCH for a user without an entry: `not-found` 404 4040091; `upsert` creates the entry; `ignored` success, no effect. */
  "patch-missing": ["not-found", "upsert", "ignored"],
  /** DELETE for a user without an entry: `no-content` success; `not-found` 404 4040091. */
  "delete-missing": ["no-content", "not-found"],
  /** A write array with a bad element: `atomic` nothing is applied; `partial` all good elements are. Both answer the error. */
  arrays: ["atomic", "partial"],
  /** An empty array (or no body on DELETE): `accepted` success without effect; `refused` 400 4001014. */
  "empty-array": ["accepted", "refused"],
  /** Whether the caller's own entry is repeated in `others_auths`. */
  "caller-listed": [false, true],
  /** Order of `others_auths`: `insertion`; `id` by user id; `reversed`; `shuffled` anew on each read. */
  order: ["insertion", "id", "reversed", "shuffled"],
  /** Each entry appears twice in `others_auths`. */
  duplicates: [false, true],
  /** `others_auths` of an empty list: `array` `[]`; `null`; `missing` left out. */
  "empty-list": ["array", "null", "missing"],
  /** Users who hold the organization only: `hidden` from a repository's `others_auths`, or `listed` there. */
  "organization-users": ["hidden", "listed"],
  /** Shown for a user with entries at both levels: `own` the repository's auth; `higher` the larger of the two. */
  "shown-level": ["own", "higher"],
  /** Lowering or removing, at the repository, a user who is listed there only through the organization changes nothing and answers `success` or `not-found` (404 4040091). */
  "inherited-write": ["success", "not-found"],
  /** Removing a user from the organization: `keeps` or `cascades` to the user's entries on its repositories. */
  "organization-revoke": ["keeps", "cascades"],
  /** `self_auth`: `effective` right of the caller (an administrator: 7); `entry` the caller's own entry, auth 0 if none. */
  "self-auth": ["effective", "entry"],
  /** A write that names the caller: `refused` 403 4037018; `ignored` success, no effect. */
  "self-write": ["refused", "ignored"],
  /** Reads of access lists show the state of so many milliseconds ago; changes made through the control API show at once. */
  "read-lag": "milliseconds",
  /** Access writes answered with success: `always` effective; `dropped-once` the first write for each user and list has no effect, its repetition has (then the next is dropped again); `never` effective. */
  "write-effect": ["always", "dropped-once", "never"],
  /** A `user_id` that IAM does not know: `refused` 400 4001067; `accepted` as sent. */
  "unknown-user": ["refused", "accepted"],
  /** A `user_name` that is not the name of `user_id`: `accepted`; `refused` 400 4001067. */
  "name-mismatch": ["accepted", "refused"],
  /** A user id in other capitals than IAM's, in writes of access lists and in IAM's user look-up: `exact` that of an unknown user; `folded` that of the same user, answered as IAM spells it. */
  "user-id-case": ["exact", "folded"],
  /** Names in access lists: `written` as the last write sent them; `iam` as IAM calls the user now. */
  "shown-names": ["written", "iam"],
  /** An entry without a name (from seed or control): its `user_name` is `null`, or `missing`. */
  "empty-name": ["null", "missing"],
  /** Entries of a user deleted in IAM: `kept` or `removed`. */
  "deleted-users": ["kept", "removed"],
  /** Entries of a deleted repository, when one of the same name is created: `forgotten` or `remembered`. */
  "deleted-repository": ["forgotten", "remembered"],
  /** Repository calls in an organization that does not exist: 404 4040058 (`organization`) or 4040010 (`image`). */
  "missing-organization": ["organization", "image"],
  /** The code of the 404 for a tag that does not exist; SWR's table has both for it. */
  "missing-tag": ["4040048", "4040115"],
  /** `%24` for `$` in a path: `accepted`; `refused` by the gateway, 404 APIGW.0101. */
  "encoded-dollar": ["accepted", "refused"],
  /** A `/` in the name of a repository to be created is sent as: `both` `/` and `$`; only `slash`; only `dollar`. */
  "repository-name-in-body": ["both", "slash", "dollar"],
  /** Signature forms understood: `both`; only `access` (`Access=`); only `credential` (`Credential=`). */
  "signature-forms": ["both", "access", "credential"],
  /** A token as an agency, asked for with a signature and no token, as opentelekomcloud's Terraform provider does with keys: `refused` 401; `accepted`. */
  "agency-by-signature": ["refused", "accepted"],
  /** SWR's error bodies: `both` generations at once; `array`; `object` `{"errors":[…]}`; `bare` `{"errorCode",…}`. */
  "error-shape": ["both", "array", "object", "bare"],
  /** IAM's error bodies: `keystone` `{"error":{"code","message","title"}}`; `pair` `{"error_msg","error_code"}`; `by-api` `keystone` under `/v3/`, `pair` under `/v3.0/`. */
  "iam-error-shape": ["by-api", "pair", "keystone"],
  /** Codes of successful writes: `old` docs, 201 for each POST and PATCH; `docs` of today, 200 for POST of organization access and of repositories; `accepted` 202 for all but the creation of an organization. */
  "success-codes": ["old", "docs", "accepted"],
  /** Body of a successful write other than 204: `object` `{}` or `none`. */
  "empty-body": ["object", "none"],
} as const;

type ValueOf<V> = V extends readonly (infer T)[] ? T : number;

/** How the emulator answers each open point. */
export type Dialect = { -readonly [N in keyof typeof dialectValues]: ValueOf<(typeof dialectValues)[N]> };

/** `docs`: as documented, where silent the plainest reading. `lenient`: forgives whatever it can. `hostile`: the nastiest answers with which a correct client still ends right. */
export type ProfileName = "docs" | "lenient" | "hostile";

/** A profile, or single switches laid over a profile (`docs` if none is named). */
export type DialectChoice = ProfileName | (Partial<Dialect> & { profile?: ProfileName });
