/** What a run remembers of the objects at the server, so that refresh, check and difference of one object ask once. */
import { NotFoundError } from "../errors";
import type { Context } from "../resource";

/** What a server answers of an object, by property. */
type Found = Readonly<Record<string, unknown>>;

/** A read of a place is used again for so long, until a write of ours: refresh, check and diff of one round ask for the same. */
const MAX_AGE = 30_000;

/** What a run has read, and which objects it knows to be the stack's own, by place. */
export class Reads {
  readonly #reads = new Map<string, { readonly at: number; readonly live: Promise<Found | undefined> }>();
  readonly #own = new Set<string>();
  readonly #adopted = new Set<string>();
  readonly #refreshing = new Set<string>();
  readonly #said = new Set<string>();

  constructor(private readonly context: Context) {}

  /** The stack has it: a state says so, or this run has made it. */
  own(key: string): void {
    this.#own.add(key);
  }

  isOwn(key: string): boolean {
    return this.#own.has(key);
  }

  /** A resource of this run has taken over what was there: whoever had it before must not delete it. */
  adopt(key: string): void {
    this.#own.add(key);
    this.#adopted.add(key);
  }

  isAdopted(key: string): boolean {
    return this.#adopted.has(key);
  }

  /** An engine's refresh has read it: until the program's own check, the engine compares for itself alone. */
  refresh(key: string): void {
    this.own(key);
    this.#refreshing.add(key);
  }

  enterCheck(key: string): void {
    this.#refreshing.delete(key);
  }

  /** What is there now; undefined: nothing. */
  fresh(key: string, read: () => Promise<Found>): Promise<Found | undefined> {
    const live = read().catch((thrown: unknown) => {
      if (thrown instanceof NotFoundError) return undefined;
      throw thrown;
    });
    const entry = { at: this.context.now().getTime(), live };
    this.#reads.set(key, entry);
    live.catch(() => {
      if (this.#reads.get(key) === entry) this.#reads.delete(key);
    });
    return live;
  }

  shared(key: string, read: () => Promise<Found>): Promise<Found | undefined> {
    const known = this.#reads.get(key);
    const isRecent = known !== undefined && this.context.now().getTime() - known.at <= MAX_AGE;
    return isRecent ? known.live : this.fresh(key, read);
  }

  forget(key: string): void {
    this.#reads.delete(key);
  }

  /** Shows a line on a place once in a run, and none to a refresh: engines ask for a difference several times. */
  sayOnce(key: string, line: string): void {
    if (this.#refreshing.has(key) || this.#said.has(line)) return;
    this.context.log(line);
    this.#said.add(line);
  }
}
export const readsOf = (context: Context): Reads => context.recall(createReads);
const createReads = (context: Context): Reads => new Reads(context);
