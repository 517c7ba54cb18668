import { SwrError } from "../../errors";
import { type Access, isSameUser } from "../../swr/access";
import type { List } from "./list";
import type { State } from "./model";
import type { Plan } from "./plan";
import { refuseTakeOver } from "./takeOver";

/**
 * Refuses to revoke the user who applied the stack last. That user is most likely another pipeline of the same stack, not an
 * intruder.
 */
export function refuseAppliedBy(
  { subject }: List,
  prior: State | undefined,
  plan: Plan,
  live: Access,
): string | undefined {
  const last = prior?.appliedBy;
  if (last === undefined || isSameUser(last, live.caller)) return undefined;
  if (!plan.remove.some((entry) => isSameUser(entry, last))) return undefined;
  return (
    `${subject}: ${last.userName} applied this stack last and would be revoked: ` +
    `declare ${last.userName} or put it into ignoreUsers.`
  );
}

/** Throws where a plan must not be carried out. At this point nothing has been written. */
export function guard(list: List, prior: State | undefined, plan: Plan, live: Access): void {
  const refusal = refuseTakeOver(list, plan.strangers) ?? refuseAppliedBy(list, prior, plan, live);
  if (refusal !== undefined) throw new SwrError(refusal);
}
