import { swr, swrError } from "../api/refusals";
import { listOf, object, text } from "../schema";
import { collectionOf } from "./collection";

/** Which images of a repository are kept, as the API writes it. Numbers are texts. */
export interface Retention {
  algorithm: "or";
  rules: {
    template: "tag_rule" | "date_rule";
    params: { num?: string; days?: string };
    tag_selectors: { kind: "label" | "regexp"; pattern: string }[];
  }[];
}

const selectors = listOf(object({ kind: { enum: ["label", "regexp"] }, pattern: text }));
const rule = (template: string, param: string, upTo: string): object => {
  const params = object({ [param]: { type: "string", pattern: `^(${upTo})$` } });
  return object({ template: { const: template }, params, tag_selectors: selectors });
};
const upTo1000 = "[1-9]\\d{0,2}|1000";
const upTo365 = "[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-5]";
const kinds = [rule("tag_rule", "num", upTo1000), rule("date_rule", "days", upTo365)];
const templatesOf = ({ rules }: Retention): string => rules.map(({ template }) => template).join();
/** That a repository has one policy is documented, not how a second one is refused. This code is the emulator's own. */
const exists = swr(4090000, "The retention policy already exists.");

/** Retention policies of repositories. */
export const retentions = collectionOf<"retentions", Retention>({
  path: "retentions",
  name: "Retention",
  body: object({ algorithm: { const: "or" }, rules: { ...listOf({ oneOf: kinds }), minItems: 1 } }),
  missing: swr(4000306, "The retention policy was not found."),
  refusal: (policy, others, old) => {
    if (others.length > 0) return exists();
    const isSameKind = old === undefined || templatesOf(old) === templatesOf(policy);
    return isSameKind ? undefined : swrError.badRequest("template");
  },
});
