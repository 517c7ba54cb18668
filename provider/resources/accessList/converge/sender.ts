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

/** A body with this many users stays far below the gateway's limit. */
const USERS_PER_CALL = 100;
/** Unanswered or failed writes of one run before it stops. */
const MAX_UNCLEAR = 3;
/** Users the server itself may fail for, one by one, before it is taken for down. */
const MAX_FAILED_ALONE = 3;

const UNCLEAR = {
  add: "access was granted",
  change: "permissions were changed",
  remove: "access was revoked",
};

/** Ends a round early: what was sent has to be read back before anything else is sent. */
class ReadAgain extends Error {}

/** Sends what a plan wants written: arrays of users, or user by user where an array was refused. */
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

  /** Grants, then changes, then revocations. Answers whether each was answered with success. */
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
    // Promotions first: then nobody's Manage is lowered before somebody else's is in place.
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

  /** Those of a call who may be revoked under `swr:maxRevokes`; the others are reported. */
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

  /** Decides whether to go on with the next, to read again, or to stop (throws). */
  async #onFailure(write: Write, chunk: readonly Grant[], answers: Answers, thrown: unknown): Promise<void> {
    if (isUnclear(thrown)) await this.#onUnclear(write, thrown);
    if (!isRefusal(thrown) && !isServersOwn(thrown)) throw thrown;
    const [first, ...others] = chunk;
    if (others.length > 0) {
      // Perhaps a part of it was done: that is for the read to tell.
      this.progress.wrote = true;
      this.#oneByOne.add(write);
      throw new ReadAgain();
    }
    if (first !== undefined) this.#onRefusedAlone(write, first, answers, thrown);
  }

  /** Nobody knows whether it was done: a read has to show it, and another attempt is made once it shows that it was not. */
  async #onUnclear(write: Write, thrown: unknown): Promise<void> {
    this.progress.wrote = true;
    this.#unclear += 1;
    // What was repeated already is not tried again, nor what fails each time.
    if (wasRepeated(write === "add", thrown) || this.#unclear > MAX_UNCLEAR) return;
    await this.waits.wait(
      SETTLING[this.#unclear - 1] ?? 0,
      `whether ${UNCLEAR[write]} is not known`,
      `attempt ${String(this.#unclear + 1)} of ${String(MAX_UNCLEAR + 1)}`,
    );
    throw new ReadAgain();
  }

  /** One user's write was refused: the others can still be done. */
  #onRefusedAlone(write: Write, user: Grant, answers: Answers, thrown: unknown): void {
    const { progress } = this;
    // A server that fails for one user may be asked for the next; one that fails for several is down.
    if (isServersOwn(thrown)) this.#failedAlone += 1;
    if (this.#failedAlone > MAX_FAILED_ALONE) throw thrown;
    if (isStale(thrown)) answers.stale(write, user);
    else {
      const why = messageOf(thrown).replace(`${progress.list.subject}: `, "");
      progress.giveUp(user, `${user.userName}: ${why}`);
    }
  }
}
