import type { Context } from "../../resource";
import { type Access, type Grant, type RepositoryRef, subjectOf } from "../../swr/access";
import { isMissing } from "../../swr/missing";

/** A refresh of a large stack is this much older, at the most, than the diff that uses it. */
const MAX_AGE = 30_000;

export type Place = RepositoryRef & { region?: string };

interface Known {
  readonly access: Promise<Access>;
  readonly at: number;
  /** The users of the state that a refresh is about to replace. */
  readonly before: readonly Grant[] | undefined;
  /** Whether `check` has run since: then the engine is past its refresh, and the next `check` opens a new round. */
  checked: boolean;
  /** Lines of this round that the user has seen. */
  readonly said: Set<string>;
}

/**
 * One read of a repository for all that an engine asks in one round: refresh (`read`, `diff`), then `check`, then
 * `diff` up to four times. A second `check` begins the next round, so a process that lives on never shows old news.
 */
export class LiveReads {
  readonly #known = new Map<string, Known>();

  constructor(private readonly context: Context) {}

  /** For `read`, which opens a round. `before`: the users of the state as it was. */
  fresh(place: Place, before: readonly Grant[] | undefined): Promise<Access> {
    return this.#read(place, false, before);
  }

  /** The users of the state before this round's refresh; undefined without one. */
  before(place: Place): readonly Grant[] | undefined {
    return this.#current(place)?.before;
  }

  /** Tells that `check` of this repository runs. */
  enterCheck(place: Place): void {
    const known = this.#current(place);
    if (known === undefined) return;
    if (known.checked) this.forget(place);
    else known.checked = true;
  }

  /** For `check` and `diff`: this round's read. */
  shared(place: Place): Promise<Access> {
    return this.#current(place)?.access ?? this.#read(place, true, undefined);
  }

  /** Whether the engine is between a refresh's `read` and the program's `check`. */
  isRefreshing(place: Place): boolean {
    return this.#current(place)?.checked === false;
  }

  /** Shows lines once in a round, however often the engine asks for the same diff. */
  sayOnce(place: Place, lines: readonly string[]): void {
    const said = this.#current(place)?.said;
    for (const line of lines) if (said?.has(line) !== true) this.context.log(line);
    for (const line of lines) said?.add(line);
  }

  /** Our own write makes what we know old. */
  forget(place: Place): void {
    this.#known.delete(keyOf(place));
  }

  #current(place: Place): Known | undefined {
    const known = this.#known.get(keyOf(place));
    return known !== undefined && Date.now() - known.at <= MAX_AGE ? known : undefined;
  }

  #read(place: Place, checked: boolean, before: readonly Grant[] | undefined): Promise<Access> {
    const key = keyOf(place);
    const known = {
      access: this.context.swr(place.region).access.read(place),
      at: Date.now(),
      before,
      checked,
      said: new Set<string>(),
    };
    this.#known.set(key, known);
    known.access.catch((thrown: unknown) => {
      // "It is not there" is an answer; anything else may be asked again.
      if (!isMissing(thrown) && this.#known.get(key) === known) this.#known.delete(key);
    });
    return known.access;
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
