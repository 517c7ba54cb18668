import type { Context } from "../../resource";
import { type Access, type RepositoryRef, subjectOf } from "../../swr/access";
import { isMissing } from "../../swr/missing";

/** A refresh of a large stack is this much older, at the most, than the diff that uses it. */
const MAX_AGE = 30_000;

export type Place = RepositoryRef & { region?: string };

interface Round {
  /** The list, once somebody needed it, and when it was asked for. */
  read?: { readonly access: Promise<Access>; readonly at: number };
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

  constructor(private readonly context: Context) {}

  /** For `read`, which opens a round. */
  fresh(place: Place): Promise<Access> {
    return this.#read(place, this.#open(place, false));
  }

  /** Tells that `check` of this repository runs. */
  enterCheck(place: Place): void {
    const round = this.#rounds.get(keyOf(place));
    if (round?.checked === false) round.checked = true;
    else this.#open(place, true);
  }

  /** For `check` and `diff`: this round's read. */
  shared(place: Place): Promise<Access> {
    const round = this.#current(place);
    const { read } = round;
    return read !== undefined && this.context.now().getTime() - read.at <= MAX_AGE
      ? read.access
      : this.#read(place, round);
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
    this.#rounds.delete(keyOf(place));
  }

  #current(place: Place): Round {
    return this.#rounds.get(keyOf(place)) ?? this.#open(place, true);
  }

  #open(place: Place, checked: boolean): Round {
    const round = { checked, said: new Set<string>() };
    this.#rounds.set(keyOf(place), round);
    return round;
  }

  #read(place: Place, round: Round): Promise<Access> {
    const read = {
      access: this.context.swr(place.region).access.read(place),
      at: this.context.now().getTime(),
    };
    round.read = read;
    read.access.catch((thrown: unknown) => {
      // "It is not there" is an answer; anything else may be asked again.
      if (!isMissing(thrown) && round.read === read) delete round.read;
    });
    return read.access;
  }
}

/** One repository, wherever it is. */
export const keyOf = (place: Place): string => `${place.region ?? ""}:${subjectOf(place)}`;

const readers = new WeakMap<Context, LiveReads>();

/** The reads of a context; they end with it. */
export function liveReads(context: Context): LiveReads {
  const reads = readers.get(context) ?? new LiveReads(context);
  readers.set(context, reads);
  return reads;
}
