import { dependentsFirst, fallingWith } from "../../sandbox/engine/graph";
import { type Failure, InitFailed, type Props, UNKNOWN } from "./grpc";
import { declaredGoal, type Goal, urnsOf } from "./grpcGoal";
import type { HostKind, Shown } from "./grpcHosts";
import { masked } from "./pluginLog";
import type { Declared, Options } from "./program";
import { type Diff, type ProviderClient, urnOf } from "./providerClient";

/** What an engine keeps of a resource. */
export interface Kept extends Pick<Goal, "urn" | "name" | "dependencies" | "propertyDependencies"> {
  readonly id: string;
  readonly inputs: Props;
  readonly outputs: Props;
  /** Whether the provider asked for a refresh before each update. */
  readonly refreshesFirst: boolean;
  readonly initErrors: boolean;
  /** Whether it was replaced and is still to be deleted. Its replacement has the same name. */
  readonly isReplaced: boolean;
}

/** An error that ends a run. Users see its text. */
class Failed extends Error {}

/** The options of a run, as the command's flags give them. */
export interface Wishes {
  readonly isReal: boolean;
  /** Whether every difference is shown with its values. */
  readonly isFull: boolean;
  /** Whether all resources are deleted in the end, although the program runs. */
  readonly isDestroy: boolean;
  /** Names of the resources to work on; empty for all. */
  readonly targets: readonly string[];
  /** Names of the resources to replace, whatever their difference is. */
  readonly replaced: readonly string[];
}

/** One run of a program against one process of a provider. */
export class GrpcRun {
  changes = 0;
  readonly lines: string[] = [];
  /** By name, the outputs of each resource declared so far, once it is created, updated or replaced. */
  readonly #made = new Map<string, Promise<Props>>();

  /** The run changes `state` in place. */
  constructor(
    private readonly host: HostKind,
    private readonly provider: ProviderClient,
    private readonly state: Kept[],
    private readonly wishes: Wishes,
    private readonly refreshesFirst: boolean,
  ) {}

  async run(program: Declared): Promise<void> {
    const { resources = {}, get = {} } = program;
    try {
      // Resources are checked and compared one after another. Their writes run beside that, unless something depends on them.
      for (const name of Object.keys(resources)) {
        const write = await this.#plan(
          await declaredGoal(name, program, this.host, (it) => this.#outputsOf(it)),
        );
        const made = write();
        this.#made.set(name, made);
        // A failure is reported in the end, with all others.
        made.catch(() => undefined);
      }
    } finally {
      await Promise.allSettled(this.#made.values());
    }
    await Promise.all(this.#made.values());
    for (const [name, id] of Object.entries(get)) {
      const inputs = this.host.added("RepositoryAccess");
      const known = Object.keys(inputs).length > 0 ? { inputs, outputs: {} } : undefined;
      const urn = urnOf(name, `${this.host.prefix}RepositoryAccess`);
      const { outputs } = await this.provider.read(urn, id, known);
      this.lines.push(`${name}: ${masked(outputs["users"])}`);
    }
    const declared = new Set(urnsOf(program, this.host).values());
    await this.deleteAll((kept) => this.wishes.isDestroy || kept.isReplaced || !declared.has(kept.urn));
  }

  async #outputsOf(name: string): Promise<Props> {
    const made = this.#made.get(name);
    if (made === undefined) throw new Error(`"${name}" has to be declared before what depends on it`);
    return made;
  }

  /**
   * Deletes resources one after another, each before those it depends on. If one fails, those it depends on stay, and the others
   * are deleted all the same.
   */
  async deleteAll(isOver: (kept: Kept) => boolean): Promise<void> {
    const errors: string[] = [];
    const staying = new Set<string>();
    for (const kept of dependentsFirst(this.state.filter((it) => isOver(it) && this.#isTarget(it.name)))) {
      if (!kept.isReplaced) this.changes += 1;
      if (!this.wishes.isReal) continue;
      try {
        if (!staying.has(kept.urn)) {
          await this.#delete(kept);
          continue;
        }
      } catch (thrown) {
        errors.push(thrown instanceof Error ? thrown.message : String(thrown));
      }
      for (const urn of kept.dependencies) staying.add(urn);
    }
    if (errors.length > 0) throw new Failed(errors.join("\n"));
  }

  #isTarget(name: string): boolean {
    return this.wishes.targets.length === 0 || this.wishes.targets.includes(name);
  }

  #old(urn: string): Kept | undefined {
    return this.state.find((kept) => kept.urn === urn && !kept.isReplaced);
  }

  #put(old: Kept | undefined, ...now: Kept[]): void {
    this.state.splice(old === undefined ? this.state.length : this.state.indexOf(old), 1, ...now);
  }

  /** Plans the step for a resource. The returned function takes it and answers the outputs. */
  async #plan(goal: Goal): Promise<() => Promise<Props>> {
    const { urn, name, options } = goal;
    // The provider is not asked about a resource that is no target, or that a destroy deletes in the end.
    if (this.wishes.isDestroy || !this.#isTarget(name)) {
      const { outputs = {} } = this.#old(urn) ?? {};
      return () => Promise.resolve(outputs);
    }
    const old = await this.#import(goal);
    const isAsked = old !== undefined && this.wishes.replaced.includes(name);
    const known = isAsked || old === undefined ? { inputs: {} } : old;
    const inputs = await this.#check(goal, known);
    if (old === undefined) {
      this.changes += 1;
      return () => this.#create(goal, inputs);
    }
    if (isAsked) {
      this.changes += 1;
      return this.#replacing(old, goal, inputs, options.deleteBeforeReplace ?? false);
    }
    const diff = withReplaces(await this.provider.diff(urn, old.id, old, inputs), options);
    if (!diff.changes && !old.initErrors) {
      this.#put(old, { ...old, inputs, ...linksOf(goal) });
      return () => Promise.resolve(old.outputs);
    }
    this.changes += 1;
    this.#show({ op: "update", urn, name, olds: old.inputs, news: inputs, diff });
    if (diff.replaces.length === 0) return () => this.#update(old, goal, inputs);
    // The new resource is checked without the inputs of the old one.
    const anew = await this.#check(goal, { inputs: {} });
    return this.#replacing(old, goal, anew, options.deleteBeforeReplace ?? diff.deleteBeforeReplace);
  }

  /** The resource in the state, or the one that the option `import` reads. */
  async #import(goal: Goal): Promise<Kept | undefined> {
    const { urn, options } = goal;
    const old = this.#old(urn);
    if (options.import === undefined || old?.id === options.import) return old;
    if (old !== undefined) throw new Failed("this engine imports new resources only");
    const read = await this.provider.read(urn, options.import);
    if (read.id === "") throw new Failed(`resource '${options.import}' does not exist`);
    const imported = { ...linksOf(goal), ...read, initErrors: false, isReplaced: false };
    this.changes += 1;
    this.#put(undefined, imported);
    return imported;
  }

  async #check({ urn, name, args }: Goal, old: { inputs: Props; outputs?: Props }): Promise<Props> {
    const { inputs, failures } = await this.provider.check(urn, old.inputs, args, old.outputs);
    refuse(name, failures);
    return inputs;
  }

  #show(step: Shown): void {
    this.lines.push(...this.host.lines(step, this.wishes.isFull));
  }

  async #create(goal: Goal, inputs: Props, replaced?: Kept): Promise<Props> {
    const { urn, name } = goal;
    this.#show({ op: "create", urn, name, news: inputs });
    if (this.wishes.isReal)
      return this.#keep(goal, inputs, replaced, () => this.provider.create(urn, inputs));
    if (!this.provider.supportsPreview) return inputs;
    return (await this.provider.create(urn, inputs, { preview: true })).outputs;
  }

  async #update(old: Kept, goal: Goal, inputs: Props): Promise<Props> {
    const { urn, id } = old;
    if (this.wishes.isReal)
      return this.#keep(goal, inputs, old, async () => ({
        id,
        ...(await this.provider.update(urn, id, old, inputs)),
      }));
    if (!this.provider.supportsPreview) return inputs;
    return (await this.provider.update(urn, id, old, inputs, { preview: true })).outputs;
  }

  /** Puts what was made into the state in the place of the old one, even if it was made only in part. */
  async #keep(
    goal: Goal,
    inputs: Props,
    old: Kept | undefined,
    work: () => Promise<Pick<Kept, "id" | "outputs" | "refreshesFirst">>,
  ): Promise<Props> {
    const made = { ...linksOf(goal), inputs, isReplaced: false };
    try {
      const done = await work();
      this.#put(old, { ...made, ...done, initErrors: false });
      return done.outputs;
    } catch (thrown) {
      if (!(thrown instanceof InitFailed)) throw thrown;
      const { id, properties: outputs, reasons } = thrown;
      this.#put(old, { ...made, id, outputs, refreshesFirst: this.refreshesFirst, initErrors: true });
      throw new Failed(reasons.map((reason) => `* ${reason}`).join("\n"));
    }
  }

  /** Replaces a resource. The old one is deleted at the end, or first, together with the dependents that fall with it. */
  async #replacing(
    old: Kept,
    goal: Goal,
    inputs: Props,
    isDeletedFirst: boolean,
  ): Promise<() => Promise<Props>> {
    if (isDeletedFirst) {
      const falling = await fallingWith(old, this.state, async (kept, unknown) => {
        const news = { ...kept.inputs, ...Object.fromEntries(unknown.map((key) => [key, UNKNOWN])) };
        return (await this.provider.diff(kept.urn, kept.id, kept, news)).replaces.length > 0;
      });
      return async () => {
        for (const kept of falling) await this.#delete(kept);
        return this.#create(goal, inputs);
      };
    }
    if (!this.wishes.isReal) return () => this.#create(goal, inputs);
    return async () => {
      const replaced = { ...old, isReplaced: true };
      this.#put(old, replaced);
      try {
        return await this.#create(goal, inputs);
      } catch (thrown) {
        // If nothing was made, the old resource stays in the state as it was.
        if (this.#old(goal.urn) === undefined) this.#put(replaced, old);
        throw thrown;
      }
    };
  }

  async #delete(kept: Kept): Promise<void> {
    this.#show({ op: "delete", urn: kept.urn, name: kept.name, olds: kept.inputs });
    if (this.wishes.isReal) await this.provider.delete(kept.urn, kept.id, kept.outputs);
    this.#put(kept);
  }
}

/** What the state keeps of a goal beside its inputs. */
export const linksOf = ({
  urn,
  name,
  dependencies,
  propertyDependencies,
}: Goal): Omit<Goal, "args" | "options"> => ({
  urn,
  name,
  dependencies,
  propertyDependencies,
});

/** Throws all failures of a check, each with its property. */
export function refuse(name: string, failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  const lines = failures.map(
    ({ property, reason }) => `property ${property} of ${name} has a problem: ${reason}`,
  );
  throw new Failed(lines.join("\n"));
}

/** Makes a difference a replacement if it is in a property of the option `replaceOnChanges`. */
function withReplaces(diff: Diff, { replaceOnChanges = [] }: Options): Diff {
  if (!diff.changes) return diff;
  const changed = [...diff.diffs, ...Object.keys(diff.details).map((path) => path.split(/[.[]/)[0] ?? "")];
  const wanted = replaceOnChanges.filter((property) => changed.includes(property));
  return { ...diff, replaces: [...diff.replaces, ...wanted] };
}
