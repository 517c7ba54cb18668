import { type Deleting, Deployment } from "./deployment";
import type { Host, Old, Provider, Values } from "./provider";

/** What a program declares of one resource. */
export interface Goal {
  readonly inputs: Values;
  /** The resource option `import`: the engine first reads the resource with this id into the state. */
  readonly importId?: string;
  /** The resource option `replaceOnChanges: ["users"]`. */
  readonly replaceOnChanges?: boolean;
}
export type Program = ReadonlyMap<string, Goal>;

/** A resource in the state of a stack. */
export interface Kept extends Old {
  readonly name: string;
  /** Whether the last create or update was done only in part. */
  readonly initErrors: boolean;
  /** Whether it was replaced and is still to be deleted. Several such resources may have one name. */
  readonly pendingDelete: boolean;
  /** Whether it was deleted before a replacement that is still to be created. It is not deleted again. */
  readonly pendingReplacement: boolean;
  /** The program's inputs at its last write; undefined if it was imported and not written since. Only the judge uses this. */
  readonly said: Values | undefined;
  /** Number of the list at its last write or import. Only the judge uses this. */
  readonly number: unknown;
  /** Whether it has completed a write of the whole list with that number. Only the judge uses this. */
  readonly isTaken: boolean;
}

/** How the engine refreshes: not at all, in the same process, or (`before`, as with the plugin) in a process before it. */
export type Refresh = boolean | "before";

export interface Options {
  readonly refresh?: Refresh;
  /** `--target`: the others are neither checked nor touched. */
  readonly targets?: readonly string[];
  /** `--replace`: these are replaced without a diff. */
  readonly replace?: readonly string[];
  /** Resources whose option `replacementTrigger` has another value than in the last run. */
  readonly triggered?: readonly string[];
  /** A provider that is killed, instead of the stack's own. */
  readonly host?: Host;
  /** Called before each write that the engine asks for. */
  readonly onWrite?: (kind: Writing) => void;
}

export type Op = "create" | "update" | "replace" | "same" | "delete" | "skipped";

export type Writing = "create" | "update" | "delete";

/** A write that failed. */
export interface Failure {
  readonly name: string;
  readonly kind: Writing;
  readonly inputs: Values;
  /** Whether the state says what was done. */
  readonly isKept: boolean;
  /** Whether it was a create whose old resource had been deleted right before. */
  readonly isAfterDelete: boolean;
}

/**
 * A small engine: the state of a stack, and the commands, in the order of Pulumi's engine. Resources that the program declares are
 * checked, compared and written one after another. Once the program has ended, the engine deletes what is no longer declared and
 * what replacements have left. A destroy deletes without a check.
 */
export class Engine {
  state: readonly Kept[] = [];
  /** Failures of the last command. */
  failures: Failure[] = [];
  /** What the last command has read for the option `import`, as it was read. */
  imports: Kept[] = [];
  #runs = 0;

  /** `isParallel`: writes run beside the next checks, and deletes beside each other. Else each step ends before the next. */
  constructor(
    private readonly host: Host,
    readonly isParallel: boolean,
  ) {}

  /** Puts `now` in the place of `old`; without an old one, at the end. */
  put(old: Kept | undefined, ...now: readonly Kept[]): void {
    const at = old === undefined ? -1 : this.state.indexOf(old);
    const rest = this.state.filter((it) => it !== old);
    const where = at === -1 ? rest.length : at;
    this.state = [...rest.slice(0, where), ...now, ...rest.slice(where)];
  }

  /** The resource of this name, not an old one that is still to be deleted. */
  kept(name: string): Kept | undefined {
    return this.state.find((it) => it.name === name && !it.pendingDelete);
  }

  async preview(program: Program, options: Options = {}): Promise<readonly Op[]> {
    const kept = this.state;
    try {
      return await this.#deploy(program, options, false);
    } finally {
      this.state = kept;
    }
  }

  up(program: Program, options: Options = {}): Promise<readonly Op[]> {
    return this.#deploy(program, options, true);
  }

  async refresh(options: Options = {}): Promise<void> {
    await this.#with({ ...options, refresh: true }, () => Promise.resolve());
  }

  /** Destroys the stack without running the program. */
  async destroy(options: Options = {}): Promise<void> {
    await this.#with(options, (provider) =>
      new Deployment(this, provider, options, true).delete(({ isTargeted }) => isTargeted),
    );
  }

  /** `pulumi import`. It does not look at the other resources of the stack. */
  async import(name: string, id: string): Promise<void> {
    await this.#with({}, async (provider) => {
      const found = await provider.read(name, id, undefined);
      if (found === undefined) throw new Error(`resource '${id}' does not exist`);
      // The engine checks the inputs that were read, and only warns of failures.
      await provider.check(name, found, found.inputs).catch(() => undefined);
      this.put(undefined, imported(name, found));
    });
  }

  #deploy(program: Program, options: Options, isReal: boolean): Promise<readonly Op[]> {
    return this.#with(options, async (provider) => {
      const deployment = new Deployment(this, provider, options, isReal);
      const ops = await deployment.run(program);
      const isLeft = ({ kept, isTargeted }: Deleting): boolean =>
        isTargeted && (kept.pendingDelete || !program.has(kept.name));
      return [...ops, ...(await deployment.delete(isLeft))];
    });
  }

  /** Runs one command in its process, after a refresh in a process before it if that is asked for. */
  async #with<T>(options: Options, work: (provider: Provider) => Promise<T>): Promise<T> {
    this.failures = [];
    this.imports = [];
    this.#runs += 1;
    const { host = this.host, refresh = false } = options;
    const run = { number: this.#runs, isTold: refresh === "before" };
    if (run.isTold)
      await during(await host.start(run), (provider) => this.#refresh(provider, options.targets));
    return during(await host.start(run), async (provider) => {
      if (refresh === true) await this.#refresh(provider, options.targets);
      return work(provider);
    });
  }

  /** Reads all chosen resources at the same time, then compares each with the inputs of the last run. */
  async #refresh(provider: Provider, targets?: readonly string[]): Promise<void> {
    const all = this.state.filter(
      (it) => !it.pendingReplacement && (targets === undefined || targets.includes(it.name)),
    );
    const reads = all.map(async (kept) => {
      const found = await provider.read(kept.name, kept.id, kept);
      if (found === undefined) this.put(kept);
      else {
        const now = { ...kept, ...found };
        this.put(kept, now);
        await provider.diff(kept.name, now, kept.inputs);
      }
    });
    await Promise.allSettled(reads);
    await Promise.all(reads);
  }
}

/** The number of a list, from the outputs of either type of resource. */
export const numberIn = (outputs: Values): unknown => outputs["repositoryId"] ?? outputs["organizationId"];

/** The state's entry for a resource that was imported. */
export const imported = (name: string, found: Old): Kept => ({
  ...found,
  name,
  initErrors: false,
  pendingDelete: false,
  pendingReplacement: false,
  said: undefined,
  number: numberIn(found.outputs),
  isTaken: false,
});

async function during<T>(provider: Provider, work: (provider: Provider) => Promise<T>): Promise<T> {
  try {
    return await work(provider);
  } finally {
    await provider.stop();
  }
}
