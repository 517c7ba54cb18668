/** What the model's engine drives: a provider, with plain values in and out. Each host of the package is one. */

export type Values = Readonly<Record<string, unknown>>;

/** What is known of a resource from before. */
export interface Old {
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Names of the properties that differ; a host that cannot say leaves it empty. */
  readonly diffs: readonly string[];
}

/** One process of a provider. Every call names its resource. */
export interface Provider {
  /** Without `old` for what is to be made anew. Throws `CheckFailed`. */
  check(name: string, old: Old | undefined, news: Values): Promise<Values>;
  diff(name: string, old: Old, news: Values): Promise<Diff>;
  /** Throws `Incomplete` where a part was done; so does `update`. */
  create(name: string, news: Values): Promise<Pick<Old, "id" | "outputs">>;
  update(name: string, old: Old, news: Values): Promise<Values>;
  /** Without `old` on import. Undefined: it is gone. */
  read(name: string, id: string, old: Old | undefined): Promise<Old | undefined>;
  delete(name: string, old: Old): Promise<void>;
  stop(): Promise<void>;
}

/** One run of the engine may start two processes: one that refreshes, and then one that does the rest. */
export interface Run {
  /** No two runs of a stack have the same. */
  readonly number: number;
  /** Whether the second process is told what the first one has read. */
  readonly isTold: boolean;
}

export interface Host {
  /** What the provider has said since the last process was started. */
  readonly lines: readonly string[];
  start(run: Run): Promise<Provider>;
}

/** Done in part: the engine keeps the resource with these outputs. */
export class Incomplete extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly outputs: Values,
  ) {
    super(message);
  }
}
