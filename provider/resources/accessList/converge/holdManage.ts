import { type Grant, isSameUser } from "../../../swr/access";
import type { Change, Plan } from "../plan";
import type { Answers, Write } from "./answers";
import type { Progress } from "./progress";

/** Whether a write takes Manage away from a user. */
export function losesManage({ live }: Progress, grant: Grant | Change): boolean {
  const has =
    "from" in grant ? grant.from : live.entries.find((entry) => isSameUser(entry, grant))?.permission;
  return has === "Manage";
}

interface Step {
  readonly write: Write;
  readonly grant: Grant;
  /** Everything that the round sends. */
  readonly plan: Plan;
  /** Whether changes are sent user by user instead of in one array. */
  readonly travelsAlone: boolean;
}

/**
 * Holds back a write that would take Manage from somebody while a declared Manage is not in place: somebody has to be able to
 * repair the list. Where the declared Manage is still on its way, the write waits for the next round. Where it has failed,
 * the write is given up.
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
  // A change in the same array as the promotion is sent together with it. A revocation waits for the answer to the promotion,
  // in the next round if needed.
  const isAwaited = (step: Write) => (grant: Grant) =>
    wanted.some((user) => isSameUser(user, grant)) && !answers.isDone(step, grant);
  const isWaiting =
    plan.add.some(isAwaited("add")) ||
    ((write === "remove" || travelsAlone) && plan.change.some(isAwaited("change")));
  if (isWaiting) answers.stale(write, grant);
  return isWaiting;
}
