import { AuthenticationError } from "../../../errors";
import type { Access, Grant } from "../../../swr/access";
import { describeOwn, describeUnshown } from "../lines";
import type { List } from "../list";
import type { Declaration } from "../plan";
import { describeStranger } from "../takeOver";
import { Answers } from "./answers";
import { Progress } from "./progress";
import { ReadBack } from "./readBack";
import { Sender } from "./sender";
import { Waits } from "./waits";

/**
 * The largest number of rounds of read, plan and write. Several are needed where others write at the same time or answers are
 * lost.
 */
const MAX_ROUNDS = 6;

/** The result of a convergence. `live` is the server's list at the end, or the best that is known of it. */
export interface Outcome {
  readonly live: Access;
  readonly inherited: readonly Grant[];
  /** Whether any write was, or may have been, carried out. */
  readonly wrote: boolean;
  /** What could not be done, one sentence for each user. */
  readonly reasons: readonly string[];
  /** Why everything stopped; left out where nothing stopped it. */
  readonly stopped?: Error;
}

const outcomeOf = (progress: Progress): Outcome => ({
  live: progress.live,
  inherited: progress.inherited,
  wrote: progress.wrote,
  reasons: progress.reasons(),
});

/** Plans, writes and reads back until nothing is left to do, or nothing more can be done. */
async function runRounds(progress: Progress, verify: boolean): Promise<void> {
  const waits = new Waits(progress);
  const sender = new Sender(progress, waits);
  const readBack = new ReadBack(progress, waits);
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const plan = progress.plan();
    if (plan.add.length + plan.change.length + plan.remove.length === 0) break;
    const answers = new Answers();
    const isComplete = await sender.send(plan, answers);
    if (isComplete && !verify) return;
    await readBack.run(answers);
  }
  giveUpRest(progress);
}

/** Records a reason for each user who is not as declared in the end. */
function giveUpRest(progress: Progress): void {
  const { add, change, remove, own, strangers } = progress.plan();
  for (const grant of own) progress.giveUp(grant, describeOwn(grant));
  for (const grant of [...add, ...change]) progress.giveUp(grant, describeUnshown("granted", grant));
  for (const entry of remove) progress.giveUp(entry, describeUnshown("revoked", entry));
  for (const entry of strangers) progress.giveUp(entry, describeStranger(entry));
}

/**
 * Turns a list into what is declared: plan, send only the differences (grants, then changes, then revocations), read back,
 * and repeat. A user who is declared before and after keeps access at every instant. `live`: the list as it was just read.
 * `verify`: read back even where every write was answered with success.
 */
export async function converge(
  list: List,
  declaration: Declaration,
  live: Access,
  verify: boolean,
): Promise<Outcome> {
  const progress = new Progress(list, declaration, live);
  try {
    await runRounds(progress, verify);
    return outcomeOf(progress);
  } catch (thrown) {
    const stopped = thrown instanceof Error ? thrown : new Error(String(thrown));
    // The state must be true, so the list is read again. Where that read fails, the last known list stays.
    if (progress.wrote && !(stopped instanceof AuthenticationError))
      await progress.read().catch(() => undefined);
    return { ...outcomeOf(progress), stopped };
  }
}
