import { Ajv } from "ajv";
import { done, objectBody, type UserCall } from "../api/call";
import { type Answer, swr, swrError } from "../api/refusals";
import { operation, repository } from "../api/route";
import { listOf, object, text } from "../schema";
import { Kept } from "../store/kept";
import type { Repository, RepositoryPlace } from "../store/store";
import { MANAGE, READ, repositoryFor } from "./access/rights";
import type { Family } from "./family";

/** Which images of a repository are kept, as the API writes it. Numbers are texts. */
export interface Rule {
  template: "tag_rule" | "date_rule";
  params: { num?: string; days?: string };
  tag_selectors: { kind: "label" | "regexp"; pattern: string }[];
}
/** A repository has at most one policy. */
export interface Holder {
  retention?: { id: number; rules: Rule[] };
}
const holders = new Kept<Repository, Holder>(() => ({}));

const selector = object({ kind: { enum: ["label", "regexp"] }, pattern: text });
const rule = (template: Rule["template"], param: string, upTo: string): object => {
  const params = object({ [param]: { type: "string", pattern: `^(${upTo})$` } });
  return object({ template: { const: template }, params, tag_selectors: listOf(selector) });
};
const upTo1000 = "[1-9]\\d{0,2}|1000";
const upTo365 = "[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-5]";
const kinds = [rule("tag_rule", "num", upTo1000), rule("date_rule", "days", upTo365)];
const isPolicy = new Ajv().compile<{ rules: Rule[] }>(
  object({ algorithm: { const: "or" }, rules: { type: "array", minItems: 1, items: { oneOf: kinds } } }),
);

const refusals = {
  noRetention: swr(4000306, "The retention policy was not found."),
  /** That there is only one is documented, not how a second one is refused: the code is nobody's. */
  retentionExists: swr(4090000, "The retention policy already exists."),
};

const one = `${repository}/retentions/:retention`;

/** Retention policies of repositories. */
export const retentions = {
  routes: [
    operation("createRetention", "POST", `${repository}/retentions`, createRetention),
    operation("listRetentions", "GET", `${repository}/retentions`, listRetentions),
    operation("updateRetention", "PATCH", one, updateRetention),
    operation("deleteRetention", "DELETE", one, deleteRetention),
  ],
  repository: {
    show: (place: RepositoryPlace): Holder => structuredClone(holders.of(place.repository)),
  },
} satisfies Family;

function createRetention(call: UserCall): Answer {
  const holder = holders.of(repositoryFor(call, MANAGE).repository);
  const rules = rulesIn(call);
  if (holder.retention !== undefined) throw refusals.retentionExists();
  holder.retention = { id: call.cloud.store.nextId(), rules };
  return done(call, 201);
}

function listRetentions(call: UserCall): Answer {
  const { retention } = holders.of(repositoryFor(call, READ).repository);
  return { status: 200, body: retention === undefined ? [] : [{ algorithm: "or", ...retention, scope: "" }] };
}

function updateRetention(call: UserCall): Answer {
  const { retention } = named(call);
  const rules = rulesIn(call);
  const isSameKind =
    rules.map(({ template }) => template).join() === retention.rules.map(({ template }) => template).join();
  if (!isSameKind) throw swrError.badRequest("template");
  retention.rules = rules;
  return done(call, 201);
}

function deleteRetention(call: UserCall): Answer {
  const holder: Holder = named(call);
  delete holder.retention;
  return done(call, 200);
}

/** The policy that the path names. */
function named(call: UserCall): Required<Holder> {
  const holder = holders.of(repositoryFor(call, MANAGE).repository);
  if (String(holder.retention?.id) !== call.params["retention"]) throw refusals.noRetention();
  return holder as Required<Holder>;
}

function rulesIn(call: UserCall): Rule[] {
  const body = objectBody(call);
  if (!isPolicy(body)) throw swrError.badRequest("rules");
  return body.rules;
}
