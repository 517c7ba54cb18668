import type { Context } from "../../resource";
import type { Access, Grant } from "../../swr/access";
import { isMissing } from "../../swr/missing";
import { type Place, placeKey } from "./place";
import { heldThrough } from "./plan";

/** A refresh of a large stack is this much older, at the most, than the diff that uses it. */
const MAX_AGE = 30_000;

/** A list that was asked for, and when: by the run's clock, in milliseconds. */
interface Reading<T> {
  readonly access: Promise<T>;
  readonly at: number;
}

interface Round {
  /** The list, once somebody needed it. */
  read?: Reading<Access>;
  /** Whether `check` has run in it: then the engine is past its refresh, and the next `check` opens a new round. */
  checked: boolean;
  /** Lines that the user has seen in it. */
  readonly said: Set<string>;
}

/**
 * One read of a repository for all that an engine asks in one round: refresh (`read`, `diff`), then `check`, then
 * `diff` up to four times. A second `check` begins the next round, so a process that lives on never shows old news.
 */
export class LiveReads {
  readonly #rounds = new Map<string, Round>();
  readonly #organizations = new Map<string, Reading<Access | undefined>>();

  constructor(private readonly context: Context) {}

  /** For `read`, which opens a round. */
  fresh(place: Place): Promise<Access> {
    return this.#read(place, this.#open(place, false));
  }

  /** Tells that `check` of this repository runs. */
  enterCheck(place: Place): void {
    const round = this.#rounds.get(this.#keyOf(place));
    if (round?.checked === false) round.checked = true;
    else this.#open(place, true);
  }

  /** For `check` and `diff`: this round's read. */
  shared(place: Place): Promise<Access> {
    const round = this.#current(place);
    return this.#isRecent(round.read) ? round.read.access : this.#read(place, round);
  }

  /** The organization's own list, asked once for all its repositories; undefined where the caller may not read it. */
  organization(place: Place): Promise<Access | undefined> {
    const { organization, region } = place;
    const key = this.#keyOf({ organization, repository: "", ...(region === undefined ? {} : { region }) });
    const known = this.#organizations.get(key);
    if (this.#isRecent(known)) return known.access;
    const access = this.context
      .swr(region)
      .access.readOrganization(organization)
      .catch(() => undefined);
    this.#organizations.set(key, { access, at: this.#now() });
    return access;
  }

  /**
   * Of the users whose access was found to come through the organization, those whom its list still explains. An entry that it
   * does not explain any more is one of the repository's own. What cannot be read explains everything, as it did before.
   */
  async inherited(place: Place, remembered: readonly Grant[]): Promise<readonly Grant[]> {
    if (remembered.length === 0) return [];
    const list = await this.organization(place);
    return list === undefined ? remembered : heldThrough(list, remembered);
  }

  /** Whether the engine is between a refresh's `read` and the program's `check`. */
  isRefreshing(place: Place): boolean {
    return !this.#current(place).checked;
  }

  /** Shows lines once in a round, however often the engine asks for the same diff. */
  sayOnce(place: Place, lines: readonly string[]): void {
    const { said } = this.#current(place);
    for (const line of lines) if (!said.has(line)) this.context.log(line);
    for (const line of lines) said.add(line);
  }

  /** Our own write makes what we know old. */
  forget(place: Place): void {
    this.#rounds.delete(this.#keyOf(place));
  }

  #current(place: Place): Round {
    return this.#rounds.get(this.#keyOf(place)) ?? this.#open(place, true);
  }

  #open(place: Place, checked: boolean): Round {
    const round = { checked, said: new Set<string>() };
    this.#rounds.set(this.#keyOf(place), round);
    return round;
  }

  #keyOf(place: Place): string {
    return placeKey(this.context.settings, place);
  }

  #now(): number {
    return this.context.now().getTime();
  }

  #isRecent<T>(reading: Reading<T> | undefined): reading is Reading<T> {
    return reading !== undefined && this.#now() - reading.at <= MAX_AGE;
  }

  #read(place: Place, round: Round): Promise<Access> {
    const read = { access: this.context.swr(place.region).access.read(place), at: this.#now() };
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
