import { type Deleting, Deployment } from "./deployment";
import type { Host, Old, Provider, Values } from "./provider";

/** What a program says of one resource. */
export interface Goal {
  readonly inputs: Values;
  /** The resource option `import`: what is there is read first, as if it had been made by this stack. */
  readonly importId?: string;
  /** The resource option `replaceOnChanges: ["users"]`. */
  readonly replaceOnChanges?: boolean;
}
export type Program = ReadonlyMap<string, Goal>;

/** A resource in the state of a stack. */
export interface Kept extends Old {
  readonly name: string;
  /** The last create or update was done in part. */
  readonly initErrors: boolean;
  /** A replacement was made, and this old one is still to be deleted. Several may have one name. */
  readonly pendingDelete: boolean;
  /** It was deleted for a replacement that is still to be made. Nobody deletes it again. */
  readonly pendingReplacement: boolean;
  /** What the program said when it was last written; undefined: it was imported, and not written since. For the judge alone. */
  readonly said: Values | undefined;
  /** Number of the list that it was last written on, or imported from. For the judge alone. */
  readonly number: unknown;
  /** Whether it has written the whole list of that number, all of it. For the judge alone. */
  readonly isTaken: boolean;
}

/** Whether the engine refreshes: not, or in the same process, or ahead of it in another and telling so, as with the plugin. */
export type Refresh = boolean | "before";

export interface Options {
  readonly refresh?: Refresh;
  /** `--target`: the others are neither checked nor touched. */
  readonly targets?: readonly string[];
  /** `--replace`: made anew without a diff. */
  readonly replace?: readonly string[];
  /** The resource option `replacementTrigger` has another value than in the last run. */
  readonly triggered?: readonly string[];
  /** Instead of the stack's own: a provider that is killed. */
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
  /** The state says what was done. */
  readonly isKept: boolean;
  /** A create whose old resource was deleted right before. */
  readonly isAfterDelete: boolean;
}

/**
 * The state of a stack, and the commands on it, in the order of Pulumi's engine: what the program declares is checked, compared and
 * written one after the other; what it does not declare any more, and what is left over from replacements, is deleted once
 * the program has ended. A destroy deletes without a check.
 */
export class Engine {
  state: readonly Kept[] = [];
  /** Of the last command. */
  failures: Failure[] = [];
  #runs = 0;

  /** `isParallel`: writes run beside the next checks, and deletes side by side; else one step ends before the next. */
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

  /** The resource itself, not an old one that is still to be deleted. */
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

/** The number of a list, as the outputs of either type have it. */
export const numberIn = (outputs: Values): unknown => outputs["repositoryId"] ?? outputs["organizationId"];

/** A resource that was read into the state. */
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
