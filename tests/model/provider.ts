/** The provider that the model's engine calls, with plain values. Each host of the package implements it. */

export type Values = Readonly<Record<string, unknown>>;

/** What the state holds of a resource. */
export interface Old {
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
}

export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  /** Names of the properties that differ. Empty on a host that cannot tell them. */
  readonly diffs: readonly string[];
}

/** One process of a provider. Every call names its resource. */
export interface Provider {
  /** Checks inputs. There is no `old` for a new resource or a replacement. Throws `CheckFailed`. */
  check(name: string, old: Old | undefined, news: Values): Promise<Values>;
  diff(name: string, old: Old, news: Values): Promise<Diff>;
  /** Creates a resource. Throws `Incomplete` if only a part was done, as `update` does. */
  create(name: string, news: Values): Promise<Pick<Old, "id" | "outputs">>;
  update(name: string, old: Old, news: Values): Promise<Values>;
  /** Reads a resource; an import has no `old`. Resolves to undefined if it is gone. */
  read(name: string, id: string, old: Old | undefined): Promise<Old | undefined>;
  delete(name: string, old: Old): Promise<void>;
  stop(): Promise<void>;
}

/** A run of the engine. It may start two processes of the provider: one for a refresh, then one for everything else. */
export interface Run {
  /** Each run of a stack has another number. */
  readonly number: number;
  /** Whether the second process is told what the first one has read. */
  readonly isTold: boolean;
}

export interface Host {
  /** The provider's lines since the last process was started. */
  readonly lines: readonly string[];
  start(run: Run): Promise<Provider>;
}

/** A create or update that was done in part: the engine keeps the resource with these outputs. */
export class Incomplete extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly outputs: Values,
  ) {
    super(message);
  }
}
