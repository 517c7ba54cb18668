import { isUnclear, messageOf } from "../../../errors";
import type { Grant } from "../../../swr/access";
import { describeWrite } from "../lines";
import { liveReads } from "../liveReads";
import { applyToAccess, type Plan } from "../plan";
import { isRefusal, isServersOwn, isStale, wasRepeated } from "../refusals";
import { RunLimit } from "../revokeLimit";
import { type Answers, type Write, WRITES } from "./answers";
import { holdBack, losesManage } from "./holdManage";
import type { Progress } from "./progress";
import { SETTLING, type Waits } from "./waits";

/** The largest number of users in one request, far below the gateway's limit. */
const USERS_PER_CALL = 100;
/** How many unanswered or failed writes a run tolerates before it stops. */
const MAX_UNCLEAR = 3;
/** For how many users, one by one, the server may fail before it counts as down. */
const MAX_FAILED_ALONE = 3;

const UNCLEAR = {
  add: "access was granted",
  change: "permissions were changed",
  remove: "access was revoked",
};

/** Ends a round early: what was sent has to be read back before anything else is sent. */
class ReadAgain extends Error {}

/** Sends the writes of a plan: arrays of users, or one user at a time where an array was refused. */
export class Sender {
  readonly #oneByOne = new Set<Write>();
  readonly #limit: RunLimit;
  #unclear = 0;
  #failedAlone = 0;

  constructor(
    private readonly progress: Progress,
    private readonly waits: Waits,
  ) {
    this.#limit = new RunLimit(progress.list);
  }

  /** Sends grants, then changes, then revocations. Returns whether all of them were answered with success. */
  async send(plan: Plan, answers: Answers): Promise<boolean> {
    try {
      for (const write of WRITES) await this.#sendAll(write, plan, answers);
      return !answers.hasStale;
    } catch (thrown) {
      if (thrown instanceof ReadAgain) return false;
      throw thrown;
    }
  }

  async #sendAll(write: Write, plan: Plan, answers: Answers): Promise<void> {
    const size = this.#oneByOne.has(write) ? 1 : USERS_PER_CALL;
    // Promotions to Manage come first, so that nobody loses Manage before somebody else has it.
    const rank = (grant: Grant): number => Number(losesManage(this.progress, grant));
    const travelsAlone = this.#oneByOne.has("change");
    const grants: Grant[] = [...plan[write]].sort((a, b) => rank(a) - rank(b));
    for (let at = 0; at < grants.length; at += size) {
      const free = grants
        .slice(at, at + size)
        .filter((grant) => !holdBack(this.progress, answers, { write, grant, plan, travelsAlone }));
      const chunk = write === "remove" ? this.#withinLimit(free) : free;
      if (chunk.length > 0) await this.#sendChunk(write, chunk, answers);
    }
  }

  /** The users of a call who may be revoked under `swr:maxRevokes`. The others are given up, with the reason. */
  #withinLimit(chunk: readonly Grant[]): readonly Grant[] {
    const { admitted, refused, reason } = this.#limit.admit(chunk);
    for (const entry of refused)
      this.progress.giveUp(entry, `${entry.userName} kept ${entry.permission}: ${reason}`);
    return admitted;
  }

  async #sendChunk(write: Write, chunk: readonly Grant[], answers: Answers): Promise<void> {
    const { progress } = this;
    const { now } = progress.list.context;
    const start = now().getTime();
    try {
      const requestId = await this.#call(write, chunk);
      progress.wrote = true;
      progress.live =
        write === "remove"
          ? applyToAccess(progress.live, [], chunk)
          : applyToAccess(progress.live, chunk, []);
      const held = await liveReads(progress.list.context).held(progress.list);
      for (const grant of chunk) {
        answers.done(write, grant);
        progress.log(`${describeWrite(write, grant, held)} (request ${requestId})`);
      }
    } catch (thrown) {
      this.waits.took(now().getTime() - start);
      await this.#onFailure(write, chunk, answers, thrown);
    }
  }

  #call(write: Write, chunk: readonly Grant[]): Promise<string> {
    const { list } = this.progress;
    if (write === "add") return list.grant(chunk);
    if (write === "change") return list.change(chunk);
    return list.revoke(chunk.map(({ userId }) => userId));
  }

  /** Decides what follows a failed call: go on with the next one, read again (throws ReadAgain), or stop (throws). */
  async #onFailure(write: Write, chunk: readonly Grant[], answers: Answers, thrown: unknown): Promise<void> {
    if (isUnclear(thrown)) await this.#onUnclear(write, thrown);
    if (!isRefusal(thrown) && !isServersOwn(thrown)) throw thrown;
    const [first, ...others] = chunk;
    if (others.length > 0) {
      // A part of the array may have been written. The next read shows it.
      this.progress.wrote = true;
      this.#oneByOne.add(write);
      throw new ReadAgain();
    }
    if (first !== undefined) this.#onRefusedAlone(write, first, answers, thrown);
  }

  /**
   * Handles a call of which nobody knows whether it was carried out. A read has to show that, and a further attempt follows
   * only where it was not.
   */
  async #onUnclear(write: Write, thrown: unknown): Promise<void> {
    this.progress.wrote = true;
    this.#unclear += 1;
    // A call that the transport has repeated already is not tried again, and neither is one that fails each time.
    if (wasRepeated(write === "add", thrown) || this.#unclear > MAX_UNCLEAR) return;
    await this.waits.wait(
      SETTLING[this.#unclear - 1] ?? 0,
      `whether ${UNCLEAR[write]} is not known`,
      `attempt ${String(this.#unclear + 1)} of ${String(MAX_UNCLEAR + 1)}`,
    );
    throw new ReadAgain();
  }

  /** Handles the refusal of one user's write. The writes of the others can still succeed. */
  #onRefusedAlone(write: Write, user: Grant, answers: Answers, thrown: unknown): void {
    const { progress } = this;
    // A server that fails for one user may succeed for the next one. A server that fails for several users is down.
    if (isServersOwn(thrown)) this.#failedAlone += 1;
    if (this.#failedAlone > MAX_FAILED_ALONE) throw thrown;
    if (isStale(thrown)) answers.stale(write, user);
    else {
      const why = messageOf(thrown).replace(`${progress.list.subject}: `, "");
      progress.giveUp(user, `${user.userName}: ${why}`);
    }
  }
}
