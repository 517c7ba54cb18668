import { SwrError } from "../../errors";
import { type Access, type Grant, subjectOf } from "../../swr/access";
import type { Inputs, State } from "./model";
import type { Plan } from "./plan";

const listing = (grants: readonly Grant[]): string =>
  grants.map(({ userName, permission }) => `${userName} (${permission})`).join(", ");

/**
 * First take-over: a repository that was not managed exclusively may grant users whom nobody thought of. Their
 * revocation is refused, in a sentence, until the program says that it is meant. An emptied list counts as one too.
 */
export function refuseTakeOver(inputs: Inputs, prior: State | undefined, plan: Plan): string | undefined {
  if (!inputs.exclusive || inputs.takeOver) return undefined;
  const isEmptied = inputs.users.length === 0;
  if (prior?.exclusive === true && !isEmptied) return undefined;
  const isOurs = ({ userId }: Grant): boolean => !isEmptied && prior?.managed.includes(userId) === true;
  const strangers = plan.remove.filter((entry) => !isOurs(entry));
  if (strangers.length === 0) return undefined;
  return (
    `${subjectOf(inputs)} grants access to users who are not declared: ${listing(strangers)}. ` +
    "Declare them, put them into ignoreUsers, or set takeOver: true to have them revoked."
  );
}

/** Who ran the stack last is most likely another pipeline of the same stack, not an intruder. */
export function refuseAppliedBy(
  inputs: Inputs,
  prior: State | undefined,
  plan: Plan,
  live: Access,
): string | undefined {
  const last = prior?.appliedBy;
  if (last === undefined || last.userId === live.caller.userId) return undefined;
  if (!plan.remove.some(({ userId }) => userId === last.userId)) return undefined;
  return (
    `${subjectOf(inputs)}: ${last.userName} applied this stack last and would be revoked: ` +
    `declare ${last.userName} or put it into ignoreUsers.`
  );
}

/** Throws where a plan must not be carried out. Nothing has been written then. */
export function guard(inputs: Inputs, prior: State | undefined, plan: Plan, live: Access): void {
  const refusal = refuseTakeOver(inputs, prior, plan) ?? refuseAppliedBy(inputs, prior, plan, live);
  if (refusal !== undefined) throw new SwrError(refusal);
}
