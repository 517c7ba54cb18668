import { type Deleting, Deployment } from "./deployment";
import type { Host, Provider } from "./provider";
import { imported, type Op, type Options, type Program, StackState } from "./state";

/**
 * A small engine: the state of a stack, and the commands, in the order of Pulumi's engine. Resources that the program declares are
 * checked, compared and written one after another. Once the program has ended, the engine deletes what is no longer declared and
 * what replacements have left. A destroy deletes without a check.
 */
export class Engine extends StackState {
  #runs = 0;

  /** `isParallel`: writes run beside the next checks, and deletes beside each other. Else each step ends before the next. */
  constructor(
    private readonly host: Host,
    private readonly isParallel: boolean,
  ) {
    super();
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
      this.#deployment(provider, options, true).delete(({ isTargeted }) => isTargeted),
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

  #deployment(provider: Provider, options: Options, isReal: boolean): Deployment {
    return new Deployment(this, provider, options, { isReal, isParallel: this.isParallel });
  }

  #deploy(program: Program, options: Options, isReal: boolean): Promise<readonly Op[]> {
    return this.#with(options, async (provider) => {
      const deployment = this.#deployment(provider, options, isReal);
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

async function during<T>(provider: Provider, work: (provider: Provider) => Promise<T>): Promise<T> {
  try {
    return await work(provider);
  } finally {
    await provider.stop();
  }
}
