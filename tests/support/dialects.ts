import { criteria, make } from "covertable";
import { type Dialect, dialectValues } from "../../sandbox/emulator";

/** Switches that decide what a read shows or a write does. `make soak` runs every combination of their values. */
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
/** Switches that change only the form of answers. `make soak` goes through their values beside the combinations. */
export const FORM: { [N in keyof Dialect]?: readonly Dialect[N][] } = {
  order: ["insertion", "id", "reversed", "shuffled"],
  duplicates: [false, true],
  "empty-list": ["array", "null", "missing"],
  "self-auth": ["effective", "entry"],
  "unknown-user": ["refused", "accepted"],
  "name-mismatch": ["accepted", "refused"],
  "error-shape": ["both", "array", "object", "bare"],
  "iam-error-shape": ["by-api", "pair", "keystone"],
  "user-id-case": ["exact", "folded"],
  "empty-name": ["null", "missing"],
  "success-codes": ["docs", "old", "accepted"],
  "empty-body": ["none", "object"],
  "missing-organization": ["organization", "image"],
};

/** Every switch with the values under which a run can end as declared. `never` is left out: it lets no write take effect. */
export const SWITCHES = { ...dialectValues, ...PRODUCT, ...FORM } as unknown as {
  [N in keyof Dialect]: Dialect[N][];
};

/** Dialects in which any three values of three switches meet at least once: a covering array, the same in every run. */
export const triples = (): Dialect[] => make(SWITCHES, { length: 3, criterion: criteria.simple });
