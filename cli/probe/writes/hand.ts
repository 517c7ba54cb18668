import { SwrError } from "../../../provider/errors";
import { subjectOf } from "../../../provider/swr/access";
import { entriesOf, type Entry, type List } from "../list";
import { type Answer, inWords, isSuccess, type Wire } from "../wire";
import { othersIn, type Subject } from "./subject";

/** The rest of the writes is left out. The message says why, for every point that stays open. */
export class Halt extends SwrError {}

/** Ctrl-C, or the end of the session. */
export class Interrupted extends SwrError {}

/** The times that the probe's writes keep to, and the signal that stops them. */
export interface Pace {
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds since some moment. */
  readonly clock: () => number;
  /** How long a successful write may take until reads show it. */
  readonly patience: number;
  /** Aborted: no probing write starts any more. */
  readonly stop: AbortSignal;
}

export interface Write {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly body: readonly unknown[];
}

/** How long a write took until reads showed it, in milliseconds: more than `least`, at most `most`. */
export interface Lag {
  readonly least: number;
  readonly most: number;
}

/** The end of a watch: the list that was read last, when the last one before it was asked for, and the time now. */
interface Watched {
  readonly isMet: boolean;
  readonly list: List;
  readonly lastStale: number | undefined;
  readonly now: number;
}

const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 1000;

/** Writes for the subject, and watches what becomes of each write. */
export class Hand {
  /** Whether a write was sent whose effect is not known yet. */
  isUnsettled = false;
  /** Whether anything was written at all. */
  hasWritten = false;
  /** For each ordinary write that was answered with success, whether it took effect. */
  readonly effects: boolean[] = [];
  readonly lags: Lag[] = [];
  /** The answers to successful writes. */
  readonly successes: Answer[] = [];
  /** The answer to an empty POST to the organization's list. */
  ofOrganization: Answer | undefined;
  private isMasked = false;

  constructor(
    public wire: Wire,
    readonly subject: Subject,
    readonly pace: Pace,
    /** The list before any write. */
    private readonly before: List,
  ) {}

  /** From now on no signal stops the writes: the entry has to be restored. */
  mask(): void {
    this.isMasked = true;
  }

  checkStop(): void {
    if (!this.isMasked && this.pace.stop.aborted) throw new Interrupted("interrupted");
  }

  /** Reads the list. Stops where anybody else's entry has changed: either somebody else wrote, or the cloud did harm. */
  async look(): Promise<List> {
    const list = await this.wire.list();
    if (!this.isMasked && this.othersChanged(list))
      throw new Halt("the entries of other users changed while writes were made");
    return list;
  }

  othersChanged(list: List): boolean {
    return othersIn(list, this.subject).join() !== othersIn(this.before, this.subject).join();
  }

  /** The subject's entry, by whatever spelling of the id, but not an entry of the id in other capitals. */
  shown(list: List): Entry | undefined {
    return entriesOf(list).find(({ user_id }) => user_id === this.subject.id);
  }

  /** Sends a write. Throws where the answer does not tell what was done. */
  async send({ method, body }: Write, path = this.wire.accessPath): Promise<Answer> {
    this.checkStop();
    [this.isUnsettled, this.hasWritten] = [true, true];
    const answer = await this.wire.ask(method, path, { body });
    if (answer.isUnclear)
      throw new Halt(`${method} answered ${inWords(answer)}, which leaves open what was done`);
    return answer;
  }

  /** How long reads take to show a write, as measured so far. */
  get usualLag(): number {
    if (this.lags.length === 0) return this.pace.patience;
    const longest = Math.max(0, ...this.lags.map(({ most }) => most));
    return Math.min(this.pace.patience, 2 * longest + 20);
  }

  /**
   * An ordinary write, which has to succeed and to show. Returns the last list that was read: where it is not as expected, the
   * write was answered with success, but does not show within the patience.
   */
  async change(write: Write, isShown: (list: List) => boolean): Promise<List> {
    const wasUnsettled = this.isUnsettled;
    const sent = this.pace.clock();
    const answer = await this.send(write);
    const answered = this.pace.clock();
    if (!isSuccess(answer)) {
      // A refusal settles this write only. One before it that did not show yet may be the reason.
      this.isUnsettled = wasUnsettled;
      const why = this.effects.includes(false) ? "; perhaps reads lag by more than --wait" : "";
      throw new Halt(`an ordinary ${write.method} was refused with ${inWords(answer)}${why}`);
    }
    this.successes.push(answer);
    const { isMet, list, lastStale = answered, now } = await this.until(isShown, this.pace.patience);
    this.effects.push(isMet);
    if (!isMet) return list;
    this.isUnsettled = false;
    this.lags.push({ least: Math.max(0, lastStale - answered), most: now - sent });
    return list;
  }

  /**
   * A write of which it is open whether it takes effect. Where the cloud was seen to drop writes, a success without effect is
   * tried once more.
   */
  async tryOut(
    write: Write,
    hasEffect: (list: List) => boolean,
  ): Promise<{ readonly answer: Answer; readonly effect: boolean; readonly list: List }> {
    for (let times = this.effects.includes(false) ? 2 : 1; ; times -= 1) {
      const answer = await this.send(write);
      if (isSuccess(answer)) this.successes.push(answer);
      const { isMet, list } = await this.until(hasEffect, this.usualLag);
      this.isUnsettled = false;
      if (isMet || times === 1) return { answer, effect: isMet, list };
    }
  }

  /** Reads until the list is as expected, but no longer than the patience. Times are of the clock. */
  async until(isExpected: (list: List) => boolean, patience: number): Promise<Watched> {
    const end = this.pace.clock() + patience;
    let lastStale: number | undefined;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      this.checkStop();
      const asked = this.pace.clock();
      const list = await this.look();
      const now = this.pace.clock();
      const isMet = isExpected(list);
      if (isMet || now >= end) return { isMet, list, lastStale, now };
      lastStale = asked;
      await this.pace.sleep(Math.min(pause, end - now));
    }
  }

  /** The element of a POST or PATCH that gives the subject a permission. */
  element(auth: number): object {
    return { user_id: this.subject.id, user_name: this.subject.name, auth };
  }

  /** The user and the repository of the subject's entry, in words. */
  get where(): string {
    return `${this.subject.name} on ${subjectOf(this.wire.place)}`;
  }
}
