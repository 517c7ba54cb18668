/**
 * Who may use something, as a list of users with a permission each: declared, shown as drift, repaired without anybody losing
 * access on the way. The same for every kind of list (`list.ts`).
 */
import { keyAt, idAt, type Place, subjectAt } from "../../place";
import type { ResourceDefinition } from "../../resource";
import { hasUnknown } from "../../unknown";
import { check, preview } from "./check";
import { diff } from "./diff";
import { listAt, type ListKind } from "./list";
import type { Inputs, State } from "./model";
import { read } from "./read";
import { checkRules } from "./rules";
import { apply, remove } from "./write";

export { type ListKind, OF_ORGANIZATIONS, OF_REPOSITORIES } from "./list";
export type { Inputs, State, UserGrant } from "./model";

/** The hooks of a resource that declares lists of this kind. */
export const accessListOf = (kind: ListKind): ResourceDefinition<Inputs, State> => ({
  token: kind.token,
  description: kind.description,
  rules: (inputs) => checkRules(kind, inputs),

  claim: (inputs, settings) => {
    const place: Place = { ...inputs };
    if (hasUnknown([...kind.place, "region"].map((name) => place[name]))) return undefined;
    return {
      property: kind.owner,
      key: keyAt(kind.place, settings, place),
      what: subjectAt(kind.place, place),
      why: `two lists of one ${kind.owner} would undo each other. Put all users into one of them.`,
    };
  },

  check: (context, olds, news, readAt) => check(kind, context, olds, news, readAt),

  diff: (context, _id, state, news, readAt) => diff(kind, context, state, news, readAt),

  preview: (context, inputs) => preview(kind, context, inputs),

  create: async (context, inputs) => {
    const id = idAt(kind.place, context.settings, { ...inputs });
    return { id, state: await apply(listAt(kind, context, inputs), id, undefined, inputs) };
  },

  read: (context, id, state) => read(kind, context, id, state),

  update: (context, id, prior, inputs) => apply(listAt(kind, context, inputs), id, prior, inputs),

  delete: (context, _id, state, readAt) => remove(listAt(kind, context, state), state, readAt),
});
