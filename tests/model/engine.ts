import { type Deleting, Deployment } from "./deployment";
import type { Host, Provider } from "./provider";
import { imported, type Op, type Options, type Program, Stack } from "./stack";

/**
 * The state of a stack, and the commands on it, in the order of Pulumi's engine: what the program declares is checked, compared and
 * written one after the other; what it does not declare any more, and what is left over from replacements, is deleted once
 * the program has ended. A destroy deletes without a check.
 */
export class Engine extends Stack {
  #runs = 0;

  constructor(
    private readonly host: Host,
    isParallel: boolean,
  ) {
    super(isParallel);
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

  /** The program is not run. */
  async destroy(options: Options = {}): Promise<void> {
    await this.#with(options, (provider) =>
      new Deployment(this, provider, options, true).delete(({ isTargeted }) => isTargeted),
    );
  }

  /** `pulumi import`: nothing else of the stack is looked at. */
  async import(name: string, id: string): Promise<void> {
    await this.#with({}, async (provider) => {
      const found = await provider.read(name, id, undefined);
      if (found === undefined) throw new Error(`resource '${id}' does not exist`);
      // The engine only warns of what is wrong with them.
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

  /** One run: its processes, and the refresh ahead of it. */
  async #with<T>(options: Options, work: (provider: Provider) => Promise<T>): Promise<T> {
    this.failures = [];
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

  /** Reads run at the same time; each is then compared with what was declared last. */
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
