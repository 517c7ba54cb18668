import { listSchema, objectSchema, validatorOf } from "../ownSchemas";
import type { RepositoryRef } from "./access";
import type { Service } from "./call";
import { missing } from "./codes";
import { numbered } from "./numbered";

/** What a policy keeps: so many tags, or the tags of so many days. A policy of several rules, made by others, shows neither. */
export interface RetentionRule {
  readonly keepNewest?: number;
  readonly keepDays?: number;
  readonly exemptTags: readonly { readonly kind: "label" | "regexp"; readonly pattern: string }[];
}

interface WireRule {
  readonly template: string;
  readonly params: { readonly num?: string | number; readonly days?: string | number };
  readonly tag_selectors: RetentionRule["exemptTags"];
}
const TEXT = { type: "string" };
const NUMBER = { type: ["string", "number"] };
const SELECTORS = listSchema(objectSchema({ kind: TEXT, pattern: TEXT }));
const PARAMS = objectSchema({}, { num: NUMBER, days: NUMBER });
const RULE = objectSchema({ template: TEXT, params: PARAMS, tag_selectors: SELECTORS });
const POLICY = objectSchema({ id: { type: "integer" }, rules: listSchema(RULE) });
const isAnswer = validatorOf<{ id: number; rules: WireRule[] }[]>(listSchema(POLICY), {
  allowUnionTypes: true,
});
const NO_RETENTION = missing("retention policy", "400 SVCSTG.SWR.4000306");

/** A rule as SWR takes it. SWR takes the numbers in it as texts. */
function toWire({ keepNewest, keepDays, exemptTags: tag_selectors }: RetentionRule): object {
  const kept =
    keepNewest === undefined
      ? { template: "date_rule", params: { days: String(keepDays) } }
      : { template: "tag_rule", params: { num: String(keepNewest) } };
  return { algorithm: "or", rules: [{ ...kept, tag_selectors }] };
}

function fromWire(rules: readonly WireRule[]): RetentionRule {
  const [rule] = rules.length === 1 ? rules : [];
  const exemptTags = (rule?.tag_selectors ?? []).map(({ kind, pattern }) => ({ kind, pattern }));
  if (rule?.template === "tag_rule") return { keepNewest: Number(rule.params.num), exemptTags };
  return rule?.template === "date_rule" ? { keepDays: Number(rule.params.days), exemptTags } : { exemptTags };
}

/** createRetention, listRetentions, updateRetention, deleteRetention. A repository has one policy, and the kind of its rule cannot be changed. */
export function retentions(service: Service) {
  const policies = numbered(service, "retentions", isAnswer, NO_RETENTION);
  return {
    create: (subject: string, at: RepositoryRef, rule: RetentionRule) =>
      policies.create(subject, at, toWire(rule)),
    read: async (subject: string, at: RepositoryRef) => {
      const { id, rules } = await policies.first(subject, at);
      return { retentionId: id, ...fromWire(rules) };
    },
    update: (subject: string, at: RepositoryRef, id: number, rule: RetentionRule) =>
      policies.update(subject, at, id, toWire(rule)),
    delete: policies.delete,
  };
}
