import { remadeIn } from "../../remade";
import type { Context } from "../../resource";
import { type Access, type Grant, idKey, isSameUser } from "../../swr/access";
import type { User } from "../../swr/iam";
import { isMissing } from "../../swr/missing";
import type { List } from "./list";
import type { Held } from "./lines";
import type { State } from "./model";
import { heldThrough, rememberedAccess } from "./plan";
import { programOf } from "./successors";

/** A refresh of a large stack is this much older, at the most, than the diff that uses it. */
const MAX_AGE = 30_000;

/** A read that is younger serves the write that follows it. */
const MAX_AGE_TO_WRITE = 10_000;

/** A list that was asked for, and when: by the run's clock, in milliseconds. */
interface Reading<T> {
  readonly access: Promise<T>;
  readonly at: number;
  /** How often the run had made or deleted whose list it is by then. */
  readonly owner: number;
}

interface Round {
  /** The list, once somebody needed it. */
  read?: Reading<Access>;
  /** The list as a refresh of this run has left it in the state: by another process, so that it was not read in this one. */
  refreshed?: Access;
  /** The same, and when, where it says all that a write has to know. */
  told?: { readonly access: Access; readonly at: number };
  /** Whether `check` has run in it: then the engine is past its refresh, and the next `check` opens a new round. */
  checked: boolean;
  /** Lines that the user has seen in it. */
  readonly said: Set<string>;
  /** What users hold through the list above: the same for all lines of the round, so that none is said twice. */
  held?: Promise<Held>;
}

/**
 * One read of a list for all that an engine asks in one round: refresh (`read`, `diff`), then `check`, then
 * `diff` up to four times. A second `check` begins the next round, so a process that lives on never shows old news.
 */
export class LiveReads {
  readonly #rounds = new Map<string, Round>();
  /** Lists above others, by their own key. */
  readonly #above = new Map<string, Reading<Access | undefined>>();

  /** Who calls, by server: once one list has said so. */
  readonly #callers = new Map<string, Promise<User>>();

  constructor(private readonly context: Context) {}

  /** For `read`, which opens a round. */
  fresh(list: List): Promise<Access> {
    return this.#read(list, this.#open(list, false));
  }

  /** Tells that `check` of this list runs. */
  enterCheck(list: List): void {
    const round = this.#rounds.get(list.key);
    if (round?.checked === false) round.checked = true;
    else this.#open(list, true);
  }

  /** For `check` and `diff`: this round's read. */
  shared(list: List): Promise<Access> {
    const round = this.#current(list);
    return this.#isRecent(round.read, this.#ownerOf(list)) ? round.read.access : this.#read(list, round);
  }

  /** A new read within this round, for a resource that knows itself when what it has read is old. */
  again(list: List): Promise<Access> {
    const round = this.#current(list);
    delete round.held;
    return this.#read(list, round);
  }

  /**
   * The list as an engine's refresh has read it for this run, in another process. Who calls is not in it, and of users who hold access
   * through the list above a state shows what is declared: a write cannot go by such a state.
   */
  told(list: List, state: State, at: number): void {
    const access = rememberedAccess(list, state);
    const round = this.#current(list);
    round.refreshed = access;
    if (access.id !== 0 && (state.inheritedUsers ?? []).length === 0) round.told = { access, at };
  }

  /**
   * The list for a write of these users: read anew, or as a read of this run has shown it a moment ago. What such a read does not show
   * yet, the read after the write shows.
   */
  async toWrite(list: List, users: readonly Grant[]): Promise<Access> {
    const round = this.#rounds.get(list.key);
    const isYoung = ({ at }: { at: number }): boolean => this.#now() - at <= MAX_AGE_TO_WRITE;
    if (this.#isRecent(round?.read, this.#ownerOf(list)) && isYoung(round.read)) return round.read.access;
    const told = round?.told;
    if (told === undefined || !isYoung(told) || this.isRemade(list)) return this.#readByCaller(list);
    const { access } = told;
    // Another list may be missing, or none of the caller's: this one is asked then.
    const caller = await this.#callerAt(list).catch(() => undefined);
    if (caller === undefined) return list.read();
    const own = access.entries.find((entry) => isSameUser(entry, caller));
    const wanted = users.find((user) => isSameUser(user, caller));
    // What the caller may do itself decides what can be done here: only a read tells.
    if (wanted !== undefined && wanted.permission !== own?.permission) return list.read();
    return { ...access, caller: { ...caller, permission: own?.permission ?? "" } };
  }

  /** Who calls, as the first list says that is read on the same server. */
  async #callerAt(list: List): Promise<User> {
    const known = this.#callers.get(list.server);
    if (known !== undefined) return known;
    return (await this.#readByCaller(list)).caller;
  }

  #readByCaller(list: List): Promise<Access> {
    const access = list.read();
    const caller = access.then((it) => it.caller);
    if (!this.#callers.has(list.server)) this.#callers.set(list.server, caller);
    caller.catch(() => {
      if (this.#callers.get(list.server) === caller) this.#callers.delete(list.server);
    });
    return access;
  }

  /** The list above, asked once for all lists below it; undefined where the caller may not read it, and where there is none. */
  async above({ above }: List): Promise<Access | undefined> {
    if (above === undefined) return undefined;
    const known = this.#above.get(above.key);
    const owner = remadeIn(this.context).count([above.key]);
    if (this.#isRecent(known, owner)) return known.access;
    const access = above.read().catch(() => undefined);
    this.#above.set(above.key, { access, at: this.#now(), owner });
    return access;
  }

  /**
   * Of the users whose access was found to come through the list above, those whom it still explains. An entry that it does
   * not explain any more is one of the list's own. What cannot be read explains everything, as it did before.
   */
  async inherited(list: List, remembered: readonly Grant[] = []): Promise<readonly Grant[]> {
    if (remembered.length === 0) return [];
    const above = await this.above(list);
    return above === undefined ? remembered : heldThrough(above, remembered);
  }

  /**
   * What users hold through the list above, for lines about this one. Makes no call: where the run has not read the list above,
   * nobody is known to hold anything.
   */
  held(list: List): Promise<Held> {
    return (this.#current(list).held ??= this.#findHeld(list));
  }

  async #findHeld({ above }: List): Promise<Held> {
    const access = above === undefined ? undefined : await this.#known(above.key);
    if (above === undefined || access === undefined) return () => undefined;
    const program = programOf(this.context);
    const staying = access.entries.filter((entry) => program.leaves(above, entry));
    const held = new Map(staying.map(({ userId, permission }) => [idKey(userId), permission]));
    return ({ userId }) => held.get(idKey(userId));
  }

  /** A list that the run has read already: for the lists below it, or for a resource of its own whose program is known. */
  async #known(key: string): Promise<Access | undefined> {
    const round = this.#rounds.get(key);
    if (round?.checked === false) return undefined;
    const owner = remadeIn(this.context).count([key]);
    const reading = [this.#above.get(key), round?.read].find((it) => this.#isRecent(it, owner));
    return reading?.access.catch(() => undefined) ?? round?.refreshed;
  }

  /** Whether the engine is between a refresh's `read` and the program's `check`. */
  isRefreshing(list: List): boolean {
    return !this.#current(list).checked;
  }

  /** Shows lines once in a round, however often the engine asks for the same diff. */
  sayOnce(list: List, lines: readonly string[]): void {
    const { said } = this.#current(list);
    for (const line of lines) if (!said.has(line)) this.context.log(line);
    for (const line of lines) said.add(line);
  }

  /** Our own write makes what we know old, also for the lists below. To be told before it and after it. */
  forget({ key }: List): void {
    this.#rounds.delete(key);
    this.#above.delete(key);
  }

  #current(list: List): Round {
    return this.#rounds.get(list.key) ?? this.#open(list, true);
  }

  #open({ key }: List, checked: boolean): Round {
    const round = { checked, said: new Set<string>() };
    this.#rounds.set(key, round);
    return round;
  }

  #now(): number {
    return this.context.now().getTime();
  }

  #isRecent<T>(reading: Reading<T> | undefined, owner: number): reading is Reading<T> {
    return reading?.owner === owner && this.#now() - reading.at <= MAX_AGE;
  }

  /** How often the run has made or deleted the repository of a list, or the organization. */
  #ownerOf({ key, above }: List): number {
    return remadeIn(this.context).count(above === undefined ? [key] : [key, above.key]);
  }

  /** Whether the run has made or deleted whose list it is: then no refresh ahead of the run tells what is there. */
  isRemade(list: List): boolean {
    return this.#ownerOf(list) > 0;
  }

  #read(list: List, round: Round): Promise<Access> {
    const read = { access: this.#readByCaller(list), at: this.#now(), owner: this.#ownerOf(list) };
    round.read = read;
    read.access.catch((thrown: unknown) => {
      // "It is not there" is an answer; anything else may be asked again.
      if (!isMissing(thrown) && round.read === read) delete round.read;
    });
    return read.access;
  }
}

/** The reads of a run. */
export const liveReads = (context: Context): LiveReads => context.recall(createLiveReads);
const createLiveReads = (context: Context): LiveReads => new LiveReads(context);
