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

/** How old a read may be when a diff uses it: the refresh of a large stack takes a while. Milliseconds. */
const MAX_AGE = 30_000;

/** How old a read may be when any write uses it. Milliseconds. */
const MAX_AGE_TO_WRITE = 10_000;

/**
 * How old a read may be when a write uses it that only grants: engines that write thousands of resources need minutes between
 * the read of a list and its write. Milliseconds.
 */
const MAX_AGE_TO_GRANT = 600_000;

/** A read of a list, and when it began: by the run's clock, in milliseconds. */
interface Reading<T> {
  readonly access: Promise<T>;
  readonly at: number;
  /** How often the run had created or deleted the list's repository or organization when the read began. */
  readonly owner: number;
}

/** What is known of one list in one round of the engine: refresh, then `check`, then `diff` up to four times. */
interface Round {
  /** The list as it was read in this round; undefined until a hook needs it. */
  read?: Reading<Access>;
  /**
   * The list from the state that a refresh of this run has left. Another process made that refresh, so the list was not read
   * here.
   */
  refreshed?: Access;
  /** The refreshed list and the time of the refresh, where the list has everything that a write has to know. */
  refreshedToWrite?: { readonly access: Access; readonly at: number };
  /** Whether `check` has run in this round. If so, the engine is past its refresh, and the next `check` opens a new round. */
  checked: boolean;
  /** Lines that the user has seen in this round. */
  readonly said: Set<string>;
  /**
   * What users hold through the list above. All lines of the round use the same answer, so that no line appears in two
   * versions.
   */
  held?: Promise<Held>;
}

/**
 * The reads of a run. An engine works in rounds: refresh (`read`, `diff`), then `check`, then `diff` up to four times. One
 * read of a list serves a whole round. A second `check` begins the next round, so that a long-lived process never shows old
 * data.
 */
export class LiveReads {
  readonly #rounds = new Map<string, Round>();
  /** Reads of lists above others, by the key of the list that was read. */
  readonly #above = new Map<string, Reading<Access | undefined>>();

  /** When the run last began or ended a write to a list, by the list's key: by the run's clock, in milliseconds. */
  readonly #written = new Map<string, number>();

  /** The caller, by server, as the first list read on that server has said. */
  readonly #callers = new Map<string, Promise<User>>();

  constructor(private readonly context: Context) {}

  /** For `read`: opens a round with a new read. */
  fresh(list: List): Promise<Access> {
    return this.#read(list, this.#open(list, false));
  }

  /** For `check`: ends the refresh of the current round, or opens a new round. */
  enterCheck(list: List): void {
    const round = this.#rounds.get(list.key);
    if (round?.checked === false) round.checked = true;
    else this.#open(list, true);
  }

  /** For `check` and `diff`: the read of this round. */
  shared(list: List): Promise<Access> {
    const round = this.#current(list);
    return this.#isRecent(round.read, this.#ownerOf(list)) ? round.read.access : this.#read(list, round);
  }

  /** A new read within this round. A policy uses it, since it keeps track itself of how old its reads are. */
  again(list: List): Promise<Access> {
    const round = this.#current(list);
    delete round.held;
    return this.#read(list, round);
  }

  /**
   * Notes the list as an engine's refresh has read it for this run in another process. A write can use it only where it is
   * complete. A state does not tell who calls, and of users with access through the list above it has what is declared, not
   * what is live. A refresh from before a write of this run is old: in a replacement the create has written the list already
   * when the delete is given the state of the old resource.
   */
  noteRefresh(list: List, state: State, at: number): void {
    if (at <= (this.#written.get(list.key) ?? -Infinity)) return;
    const access = rememberedAccess(list, state);
    const round = this.#current(list);
    round.refreshed = access;
    if (access.id !== 0 && (state.inheritedUsers ?? []).length === 0) round.refreshedToWrite = { access, at };
  }

  /**
   * The list for a write of these users: from a read of this run, or read anew. A write that only grants (`onlyGrants`, by
   * a list) makes entries as declared whatever they were, and the read after it shows everything that an older read did not.
   * Any other write goes by a young read: whom it may revoke may have changed meanwhile, and a hook that finds nothing to
   * write makes no read afterwards.
   */
  async toWrite(list: List, users: readonly Grant[], onlyGrants: (live: Access) => boolean): Promise<Access> {
    const now = this.#now();
    const round = this.#rounds.get(list.key);
    const isYoung = (at: number): boolean => now - at <= MAX_AGE_TO_WRITE;
    const isFit = (at: number, live: Access): boolean => now - at <= MAX_AGE_TO_GRANT && onlyGrants(live);
    const refreshed = this.isRemade(list) ? undefined : round?.refreshedToWrite;
    if (round?.read?.owner === this.#ownerOf(list)) {
      const { access, at } = round.read;
      if (isYoung(at)) return access;
      const live = await access.catch(() => undefined);
      if (live !== undefined && isFit(at, live)) return live;
    }
    if (refreshed === undefined || !(isYoung(refreshed.at) || isFit(refreshed.at, refreshed.access)))
      return this.#readByCaller(list);
    const { access } = refreshed;
    // The read that tells who calls may be of another list. If that list is missing or refused, this list is read instead.
    const caller = await this.#callerAt(list).catch(() => undefined);
    if (caller === undefined) return list.read();
    const own = access.entries.find((entry) => isSameUser(entry, caller));
    const wanted = users.find((user) => isSameUser(user, caller));
    // Whether the caller can be granted more depends on the caller's own right, and only a read tells that.
    if (wanted !== undefined && wanted.permission !== own?.permission) return list.read();
    return { ...access, caller: { ...caller, permission: own?.permission ?? "" } };
  }

  /** The caller, as the first list that is read on the same server says. */
  async #callerAt(list: List): Promise<User> {
    const known = this.#callers.get(list.server);
    if (known !== undefined) return known;
    return (await this.#readByCaller(list)).caller;
  }

  /** Reads a list, and remembers who calls. */
  #readByCaller(list: List): Promise<Access> {
    const access = list.read();
    const caller = access.then((it) => it.caller);
    if (!this.#callers.has(list.server)) this.#callers.set(list.server, caller);
    caller.catch(() => {
      if (this.#callers.get(list.server) === caller) this.#callers.delete(list.server);
    });
    return access;
  }

  /** The list above, read once for all lists below it; undefined where the caller may not read it, or where there is none. */
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
   * Of the users whose access came through the list above, those for whom that is still so. The entry of any other one is the
   * list's own. Where the list above cannot be read, nothing changes.
   */
  async inherited(list: List, remembered: readonly Grant[] = []): Promise<readonly Grant[]> {
    if (remembered.length === 0) return [];
    const above = await this.above(list);
    return above === undefined ? remembered : heldThrough(above, remembered);
  }

  /**
   * What users hold through the list above, for log lines. Makes no call: where the run has not read the list above, nobody
   * is known to hold anything.
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

  /**
   * A list that the run has read already, as the list above another one or for a resource of its own. During the refresh of
   * that resource it does not count, since its program is not known yet.
   */
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

  /** Logs lines once in a round, however often the engine asks for the same diff. */
  sayOnce(list: List, lines: readonly string[]): void {
    const { said } = this.#current(list);
    for (const line of lines) if (!said.has(line)) this.context.log(line);
    for (const line of lines) said.add(line);
  }

  /**
   * Forgets the reads of a list, also as the list above others. Must be called before and after each write, since a write
   * makes them old.
   */
  forget({ key }: List): void {
    this.#rounds.delete(key);
    this.#above.delete(key);
    this.#written.set(key, this.#now());
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

  /** How often the run has created or deleted the repository or the organization of a list. */
  #ownerOf({ key, above }: List): number {
    return remadeIn(this.context).count(above === undefined ? [key] : [key, above.key]);
  }

  /**
   * Whether the run has created or deleted the repository or the organization of a list. If so, no refresh before the run
   * shows what exists now.
   */
  isRemade(list: List): boolean {
    return this.#ownerOf(list) > 0;
  }

  #read(list: List, round: Round): Promise<Access> {
    const read = { access: this.#readByCaller(list), at: this.#now(), owner: this.#ownerOf(list) };
    round.read = read;
    read.access.catch((thrown: unknown) => {
      // "Not found" is an answer and is kept. Any other failure may be asked again.
      if (!isMissing(thrown) && round.read === read) delete round.read;
    });
    return read.access;
  }
}

/** The reads of a run. */
export const liveReads = (context: Context): LiveReads => context.recall(createLiveReads);
const createLiveReads = (context: Context): LiveReads => new LiveReads(context);
