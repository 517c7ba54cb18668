import type { Dialect } from "../../sandbox/emulator";

/** Switches that decide what a read shows or a write does: every combination is run. */
export const PRODUCT: { [N in keyof Dialect]?: readonly Dialect[N][] } = {
  "post-existing": ["conflict", "upsert"],
  "patch-missing": ["not-found", "upsert", "ignored"],
  "delete-missing": ["no-content", "not-found"],
  arrays: ["atomic", "partial"],
  "caller-listed": [false, true],
  "organization-users": ["hidden", "listed"],
  "shown-level": ["own", "higher"],
  "inherited-write": ["success", "not-found"],
  "read-lag": [0, 12],
  "write-effect": ["always", "dropped-once"],
};
/** Switches of form: each value meets each combination's neighbours in turn. */
export const FORM: { [N in keyof Dialect]?: readonly Dialect[N][] } = {
  order: ["insertion", "id", "reversed", "shuffled"],
  duplicates: [false, true],
  "empty-list": ["array", "null", "missing"],
  "self-auth": ["effective", "entry"],
  "unknown-user": ["refused", "accepted"],
  "name-mismatch": ["accepted", "refused"],
  "error-shape": ["both", "array", "object", "bare"],
  "iam-error-shape": ["pair", "keystone"],
  "success-codes": ["docs", "old", "accepted"],
  "empty-body": ["none", "object"],
  "missing-organization": ["organization", "image"],
};
