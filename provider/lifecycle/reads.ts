/** What a run remembers of the objects at the server, so that refresh, check and diff of one object read it once. */
import { NotFoundError } from "../errors";
import type { Context } from "../resource";

/** An object as the server returns it, by the name of the property. */
type Found = Readonly<Record<string, unknown>>;

/**
 * How long a read is used again, unless the run writes the object. Refresh, check and diff of one round need the same.
 * Milliseconds.
 */
const MAX_AGE = 30_000;

/** What a run has read, and which objects belong to the stack, by place. */
export class Reads {
  readonly #reads = new Map<string, { readonly at: number; readonly live: Promise<Found | undefined> }>();
  readonly #own = new Set<string>();
  readonly #adopted = new Set<string>();
  readonly #refreshing = new Set<string>();
  readonly #said = new Set<string>();

  constructor(private readonly context: Context) {}

  /** Notes that the object belongs to the stack: a state contains it, or this run has created it. */
  own(key: string): void {
    this.#own.add(key);
  }

  isOwn(key: string): boolean {
    return this.#own.has(key);
  }

  /**
   * Notes that a resource of this run has taken over an existing object. The resource that had the object before must not
   * delete it.
   */
  adopt(key: string): void {
    this.#own.add(key);
    this.#adopted.add(key);
  }

  isAdopted(key: string): boolean {
    return this.#adopted.has(key);
  }

  /**
   * Notes that an engine's refresh has read the object. Until the program's own check, a diff belongs to the refresh and logs
   * nothing.
   */
  refresh(key: string): void {
    this.own(key);
    this.#refreshing.add(key);
  }

  enterCheck(key: string): void {
    this.#refreshing.delete(key);
  }

  /** Reads the object; undefined: it does not exist. */
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

  /** Logs a line once in a run, however often the engine asks for the diff, and never during a refresh. */
  sayOnce(key: string, line: string): void {
    if (this.#refreshing.has(key) || this.#said.has(line)) return;
    this.context.log(line);
    this.#said.add(line);
  }
}
export const readsOf = (context: Context): Reads => context.recall(createReads);
const createReads = (context: Context): Reads => new Reads(context);
