import { type Grant, isSameUser } from "../../../swr/access";
import type { Change, Plan } from "../plan";
import type { Answers, Write } from "./answers";
import type { Progress } from "./progress";

/** Whether a write takes Manage from somebody. */
export function losesManage({ live }: Progress, grant: Grant | Change): boolean {
  const has =
    "from" in grant ? grant.from : live.entries.find((entry) => isSameUser(entry, grant))?.permission;
  return has === "Manage";
}

interface Step {
  readonly write: Write;
  readonly grant: Grant;
  /** All that the round sends. */
  readonly plan: Plan;
  /** Whether changes are sent user by user, not in one array. */
  readonly travelsAlone: boolean;
}

/**
 * Whether a write is held back: nobody who can still repair things loses Manage while a declared Manage is not in place. A write
 * that only has to wait is for the next round; one that waits for a grant that failed is given up.
 */
export function holdBack(
  progress: Progress,
  answers: Answers,
  { write, grant, plan, travelsAlone }: Step,
): boolean {
  if (write === "add" || !losesManage(progress, grant)) return false;
  const wanted = progress.declaration.users.filter(({ permission }) => permission === "Manage");
  const failed = wanted.find((user) => progress.isGivenUp(user));
  if (failed !== undefined) {
    const why = `kept Manage, since ${failed.userName} could not be granted it`;
    progress.giveUp(grant, `${grant.userName} ${why}`);
    return true;
  }
  // In one array with it the promotion travels along; a revocation waits for the answer, for the next round if need be.
  const isAwaited = (step: Write) => (grant: Grant) =>
    wanted.some((user) => isSameUser(user, grant)) && !answers.isDone(step, grant);
  const isWaiting =
    plan.add.some(isAwaited("add")) ||
    ((write === "remove" || travelsAlone) && plan.change.some(isAwaited("change")));
  if (isWaiting) answers.stale(write, grant);
  return isWaiting;
}
