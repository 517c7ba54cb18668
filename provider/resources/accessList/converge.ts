import { AuthenticationError, isUnclear, messageOf } from "../../errors";
import type { Context } from "../../resource";
import { Silence } from "../../silence";
import {
  type Access,
  type AccessApi,
  type Grant,
  idKey,
  isSameUser,
  type RepositoryRef,
  subjectOf,
} from "../../swr/access";
import { describeInherited, describeOwn, describeUnshown, describeWrite } from "./lines";
import {
  applyToAccess,
  type Change,
  type Declaration,
  heldThrough,
  isEmpty,
  type Plan,
  planAccess,
} from "./plan";
import { withOwners } from "./names";
import { isRefusal, isServersOwn, isStale, wasRepeated } from "./refusals";
import { RunLimit } from "./revokeLimit";
import { describeStranger } from "./takeOver";

/** A body with this many users stays far below the gateway's limit. */
const USERS_PER_CALL = 100;
/** Read, plan and write again at most this often: others may write at the same time, answers may be lost. */
const MAX_ROUNDS = 6;
/** Unanswered or failed writes of one run before it stops. */
const MAX_UNCLEAR = 3;
/** Users the server itself may fail for, one by one, before it is taken for down. */
const MAX_FAILED_ALONE = 3;
/** Waits between reads after a write, in milliseconds: a read may lag a write by a second. */
const SETTLING = [200, 400, 800, 1600];

type Kind = "add" | "change" | "remove";
const UNCLEAR = {
  add: "access was granted",
  change: "permissions were changed",
  remove: "access was revoked",
};

/** What came of it. `live` is the server's list at the end, or the best that is known of it. */
export interface Outcome {
  readonly live: Access;
  readonly inherited: readonly Grant[];
  /** Whether any write was, or may have been, carried out. */
  readonly wrote: boolean;
  /** What could not be done, a sentence for each user. */
  readonly reasons: readonly string[];
  /** Why everything stopped, where it did. */
  readonly stopped?: Error;
}

const keyOf = (kind: Kind, { userId }: { userId: string }): string => `${kind}:${idKey(userId)}`;

/** Ends a round early: what was sent has to be read back before anything else is sent. */
class ReadAgain extends Error {}

/**
 * Turns a repository's list into what is declared: read, plan, send just the differences (grants, then changes, then
 * revocations), read back. A user who is declared before and after keeps access at every instant.
 */
class Convergence {
  readonly #access: AccessApi;
  readonly #reasons = new Map<string, string>();
  /** Kinds whose array was refused: sent user by user from then on. */
  readonly #oneByOne = new Set<Kind>();
  /** Writes of this round that were answered with success, `kind:userId`. */
  readonly #done = new Set<string>();
  /** And those that found the entry not as supposed: only a read tells what is so. */
  readonly #stale = new Set<string>();
  readonly #limit: RunLimit;
  readonly #silence = new Silence();
  #inherited: readonly Grant[];
  #organization: Promise<Access | undefined> | undefined;
  #unclear = 0;
  #failedAlone = 0;
  #wrote = false;

  constructor(
    private readonly context: Context,
    private readonly repository: RepositoryRef & { region?: string },
    private readonly declaration: Declaration,
    private live: Access,
  ) {
    this.#access = context.swr(repository.region).access;
    this.#limit = new RunLimit(context, repository);
    this.#inherited = declaration.inherited;
  }

  /** The list as the server shows it now, each entry by who it really is. */
  async #read(): Promise<Access> {
    return withOwners(await this.#access.read(this.repository), this.declaration.owners);
  }

  /** `verify`: read back after writing. */
  async run(verify: boolean): Promise<Outcome> {
    try {
      await this.#rounds(verify);
      return this.#outcome();
    } catch (thrown) {
      const stopped = thrown instanceof Error ? thrown : new Error(String(thrown));
      // The state must tell the truth, as far as it can still be had.
      if (this.#wrote && !(stopped instanceof AuthenticationError))
        this.live = await this.#read().catch(() => this.live);
      return { ...this.#outcome(), stopped };
    }
  }

  #outcome(): Outcome {
    const { add, change, remove, own, strangers } = this.#differences();
    const left = new Set(
      [...add, ...change, ...remove, ...own, ...strangers].map(({ userId }) => idKey(userId)),
    );
    return {
      live: this.live,
      inherited: this.#inherited,
      wrote: this.#wrote,
      // What was answered with a failure may be done all the same.
      reasons: [...this.#reasons].flatMap(([userId, reason]) => (left.has(userId) ? reason : [])),
    };
  }

  #differences(): Plan {
    return planAccess({ ...this.declaration, inherited: this.#inherited }, this.live);
  }

  async #rounds(verify: boolean): Promise<void> {
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      const plan = this.#plan();
      if (plan.add.length + plan.change.length + plan.remove.length === 0) break;
      const isComplete = await this.#carryOut(plan);
      if (isComplete && !verify) return;
      await this.#readBack();
    }
    this.#giveUpOn(this.#plan());
  }

  /** Whether every write of the plan was answered with success. */
  async #carryOut(plan: Plan): Promise<boolean> {
    this.#done.clear();
    this.#stale.clear();
    try {
      await this.#send("add", plan.add, plan);
      await this.#send("change", plan.change, plan);
      await this.#send("remove", plan.remove, plan);
      return this.#stale.size === 0;
    } catch (thrown) {
      if (thrown instanceof ReadAgain) return false;
      throw thrown;
    }
  }

  /** The differences left, without those that were refused for good. */
  #plan(): Plan {
    const plan = this.#differences();
    const isOpen = ({ userId }: Grant): boolean => !this.#reasons.has(idKey(userId));
    return {
      add: plan.add.filter(isOpen),
      change: plan.change.filter(isOpen),
      remove: plan.remove.filter(isOpen),
      own: plan.own.filter(isOpen),
      strangers: plan.strangers.filter(isOpen),
    };
  }

  #giveUpOn(plan: Plan): void {
    for (const own of plan.own) this.#fail(own, describeOwn(own));
    for (const grant of [...plan.add, ...plan.change]) this.#fail(grant, describeUnshown("granted", grant));
    for (const entry of plan.remove) this.#fail(entry, describeUnshown("revoked", entry));
    for (const entry of plan.strangers) this.#fail(entry, describeStranger(entry));
  }

  #fail({ userId }: { userId: string; userName: string }, reason: string): void {
    this.#reasons.set(idKey(userId), `${subjectOf(this.repository)}: ${reason}`);
  }

  async #send(kind: Kind, all: readonly Grant[], plan: Plan): Promise<void> {
    const size = this.#oneByOne.has(kind) ? 1 : USERS_PER_CALL;
    // Promotions first: then nobody's Manage is lowered before somebody else's is in place.
    const grants = [...all].sort((a, b) => Number(this.#losesManage(a)) - Number(this.#losesManage(b)));
    for (let at = 0; at < grants.length; at += size) {
      const free = grants.slice(at, at + size).filter((grant) => !this.#isHeld(kind, grant, plan));
      const chunk = kind === "remove" ? this.#withinLimit(free) : free;
      if (chunk.length > 0) await this.#sendChunk(kind, chunk);
    }
  }

  /** Those of a call who may be revoked under `swr:maxRevokes`; the others are reported. */
  #withinLimit(chunk: readonly Grant[]): readonly Grant[] {
    const { admitted, refused, reason } = this.#limit.admit(chunk);
    for (const entry of refused) this.#fail(entry, `${entry.userName} kept ${entry.permission}: ${reason}`);
    return admitted;
  }

  async #sendChunk(kind: Kind, chunk: readonly Grant[]): Promise<void> {
    const start = this.context.now().getTime();
    try {
      const requestId = await this.#call(kind, chunk);
      this.#wrote = true;
      this.live =
        kind === "remove" ? applyToAccess(this.live, [], chunk) : applyToAccess(this.live, chunk, []);
      for (const grant of chunk) {
        this.#done.add(keyOf(kind, grant));
        this.context.log(
          `${subjectOf(this.repository)}: ${describeWrite(kind, grant)} (request ${requestId})`,
        );
      }
    } catch (thrown) {
      this.#silence.add(this.context.now().getTime() - start);
      await this.#onRefused(kind, chunk, thrown);
    }
  }

  #call(kind: Kind, chunk: readonly Grant[]): Promise<string> {
    if (kind === "add") return this.#access.grant(this.repository, chunk);
    if (kind === "change") return this.#access.change(this.repository, chunk);
    return this.#access.revoke(
      this.repository,
      chunk.map(({ userId }) => userId),
    );
  }

  /** Decides whether to go on with the next, to read again, or to stop (throws). */
  async #onRefused(kind: Kind, chunk: readonly Grant[], thrown: unknown): Promise<void> {
    if (isUnclear(thrown)) {
      this.#wrote = true;
      this.#unclear += 1;
      // The others are repeated once a read shows that they are still needed.
      if (!wasRepeated(kind === "add", thrown) && this.#unclear <= MAX_UNCLEAR) {
        await this.#pause(
          SETTLING[this.#unclear - 1] ?? 0,
          `whether ${UNCLEAR[kind]} is not known`,
          `attempt ${String(this.#unclear + 1)} of ${String(MAX_UNCLEAR + 1)}`,
        );
        throw new ReadAgain();
      }
    }
    if (!isRefusal(thrown) && !isServersOwn(thrown)) throw thrown;
    const [first, ...others] = chunk;
    if (others.length > 0) {
      // Perhaps a part of it was done: that is for the read to tell.
      this.#wrote = true;
      this.#oneByOne.add(kind);
      throw new ReadAgain();
    }
    if (first === undefined) return;
    // A server that fails for one user may be asked for the next; one that fails for several is down.
    if (isServersOwn(thrown)) this.#failedAlone += 1;
    if (this.#failedAlone > MAX_FAILED_ALONE) throw thrown;
    if (isStale(thrown)) this.#stale.add(keyOf(kind, first));
    else
      this.#fail(
        first,
        `${first.userName}: ${messageOf(thrown).replace(`${subjectOf(this.repository)}: `, "")}`,
      );
  }

  #losesManage(grant: Grant | Change): boolean {
    const has =
      "from" in grant ? grant.from : this.live.entries.find((entry) => isSameUser(entry, grant))?.permission;
    return has === "Manage";
  }

  /** Nobody who can still repair things loses Manage while a declared Manage is not in place. */
  #isHeld(kind: Kind, grant: Grant, plan: Plan): boolean {
    if (kind === "add" || !this.#losesManage(grant)) return false;
    const wanted = this.declaration.users.filter(({ permission }) => permission === "Manage");
    const failed = wanted.find(({ userId }) => this.#reasons.has(idKey(userId)));
    if (failed !== undefined) {
      const why = `kept Manage, since ${failed.userName} could not be granted it`;
      this.#fail(grant, `${grant.userName} ${why}`);
      return true;
    }
    // In one array with it the promotion travels along; a revocation waits for the answer, for the next round if need be.
    const isAwaited = (step: Kind, grant: Grant): boolean =>
      wanted.some((user) => isSameUser(user, grant)) && !this.#done.has(keyOf(step, grant));
    const isWaiting =
      plan.add.some((it) => isAwaited("add", it)) ||
      ((kind === "remove" || this.#oneByOne.has("change")) &&
        plan.change.some((it) => isAwaited("change", it)));
    if (isWaiting) this.#stale.add(keyOf(kind, grant));
    return isWaiting;
  }

  /** Reads until the list shows what was written. Once, asks the organization's list what may explain the rest. */
  async #readBack(): Promise<void> {
    for (const [at, wait] of [...SETTLING, undefined].entries()) {
      this.live = await this.#read();
      const plan = this.#plan();
      // Something that was not sent yet is for the next round.
      if (!this.#isAllSent(plan) || isEmpty({ ...plan, own: [] }) || wait === undefined) return;
      if (await this.#isExplained([...plan.change, ...plan.remove])) return;
      const next = `read ${String(at + 2)} of ${String(SETTLING.length + 1)}`;
      await this.#pause(wait, "the server does not show yet what was written", next);
    }
  }

  /** Waits, and says so where it takes long. */
  async #pause(wait: number, reason: string, next: string): Promise<void> {
    const words = this.#silence.before(wait);
    if (words !== undefined)
      this.context.log(`${subjectOf(this.repository)}: ${reason}${words} before ${next}`);
    await this.context.sleep(wait);
  }

  #isAllSent({ add, change, remove }: Plan): boolean {
    const wasSent =
      (kind: Kind) =>
      (grant: Grant): boolean =>
        this.#done.has(keyOf(kind, grant)) || this.#stale.has(keyOf(kind, grant));
    return add.every(wasSent("add")) && change.every(wasSent("change")) && remove.every(wasSent("remove"));
  }

  /** Whether all that is left is held through the organization; remembers who is. */
  async #isExplained(left: readonly (Grant | Change)[]): Promise<boolean> {
    if (left.length === 0) return false;
    const { access } = this.context.swr(this.repository.region);
    // Asked once; but a later round may show what an earlier one did not: an entry of its own hides the organization's.
    this.#organization ??= access.readOrganization(this.repository.organization).catch(() => undefined);
    const isLeft = (entry: Grant): boolean => left.some((it) => isSameUser(it, entry));
    const found = heldThrough(await this.#organization, this.live.entries.filter(isLeft));
    for (const shown of found) {
      this.#inherited = [...this.#inherited.filter((row) => !isSameUser(row, shown)), shown];
      this.context.log(`${subjectOf(this.repository)}: ${describeInherited(shown)}`);
    }
    return isEmpty({ ...this.#plan(), own: [] });
  }
}

/** See Convergence. `live` is what a read just answered. */
export const converge = (
  context: Context,
  repository: RepositoryRef & { region?: string },
  declaration: Declaration,
  live: Access,
  verify: boolean,
): Promise<Outcome> => new Convergence(context, repository, declaration, live).run(verify);
