/** Who may use the repositories of an organization, by rules over their names: each repository with the plan and the promises of a single list. */
import { idAt, subjectAt } from "../../place";
import type { Description } from "../../description";
import type { ResourceDefinition } from "../../resource";
import { hasUnknown } from "../../unknown";
import { check } from "./check";
import { diff } from "./diff";
import type { Inputs, State } from "./model";
import { keyOf, PLACE } from "./place";
import { read } from "./read";
import { checkRules } from "./rules";
import { apply, remove } from "./write";

export type { Inputs, State } from "./model";

/** The hooks of the policy. */
export const accessPolicyOf = (
  token: ResourceDefinition<Inputs, State>["token"],
  description: Description,
): ResourceDefinition<Inputs, State> => ({
  token,
  description,
  looksItself: true,
  rules: checkRules,
  claim: (inputs, settings) => {
    if (hasUnknown([inputs.organization, inputs.region])) return undefined;
    return {
      property: "organization",
      key: `${token} ${keyOf(settings, inputs)}`,
      what: subjectAt(PLACE, { ...inputs }),
      why: "two policies of one organization would undo each other. Put all rules into one of them.",
    };
  },
  check: (context, olds, news) => check(context, olds, news),
  diff: (context, _id, state, news, readAt) => diff(context, state, news, readAt),
  create: async (context, inputs) => {
    const id = idAt(PLACE, context.settings, { ...inputs });
    return { id, state: await apply(context, id, undefined, inputs) };
  },
  read,
  update: (context, id, prior, inputs) => apply(context, id, prior, inputs),
  delete: (context, _id, state) => remove(context, state),
});
