import { dependentsFirst, fallingWith } from "../../sandbox/engine/graph";
import { declaredGoal, type Goal, UNKNOWN, urnsOf } from "./pluginGoal";
import { masked } from "./pluginLog";
import { type Diff, type Failure, InitFailed, type PluginProcess, type Props, urnOf } from "./pluginProcess";
import type { Declared, Options } from "./program";

/** What an engine keeps of a resource. */
export interface Kept extends Pick<Goal, "urn" | "name" | "dependencies" | "propertyDependencies"> {
  readonly id: string;
  readonly inputs: Props;
  readonly outputs: Props;
  /** The provider asked for a refresh before each update. */
  readonly refreshesFirst: boolean;
  readonly initErrors: boolean;
  /** It was replaced and is still to be deleted. A resource of the same name stands beside it. */
  readonly isReplaced: boolean;
}

/** Ends a run: the text is what the user sees. */
class Failed extends Error {}

/** What a command asks of a run. */
export interface Wishes {
  readonly isReal: boolean;
  /** Every difference is shown with its values. */
  readonly isFull: boolean;
  /** All resources are to be deleted, although the program runs. */
  readonly isDestroy: boolean;
  /** Names; none: all resources. */
  readonly targets: readonly string[];
  /** Names of those that are replaced, whatever their difference is. */
  readonly replaced: readonly string[];
}

/** One run of a program against one process of the plugin. */
export class PluginRun {
  changes = 0;
  readonly lines: string[] = [];
  /** The outputs of what was declared so far, once it is created, updated or replaced. */
  readonly #made = new Map<string, Promise<Props>>();

  /** `state` is changed as the run goes on. */
  constructor(
    private readonly plugin: PluginProcess,
    private readonly state: Kept[],
    private readonly wishes: Wishes,
    private readonly refreshesFirst: boolean,
  ) {}

  async run(program: Declared): Promise<void> {
    const { resources = {}, get = {} } = program;
    try {
      // Checks and diffs come one after another. What they lead to runs beside them, unless something depends on it.
      for (const name of Object.keys(resources)) {
        const write = await this.#plan(await declaredGoal(name, program, (it) => this.#outputsOf(it)));
        const made = write();
        this.#made.set(name, made);
        // It is reported in the end, with the others.
        made.catch(() => undefined);
      }
    } finally {
      await Promise.allSettled(this.#made.values());
    }
    await Promise.all(this.#made.values());
    for (const [name, id] of Object.entries(get)) {
      const { outputs } = await this.plugin.read(urnOf(name), id);
      this.lines.push(`${name}: ${masked(outputs["users"])}`);
    }
    const declared = new Set(urnsOf(resources).values());
    await this.deleteAll((kept) => this.wishes.isDestroy || kept.isReplaced || !declared.has(kept.urn));
  }

  async #outputsOf(name: string): Promise<Props> {
    const made = this.#made.get(name);
    if (made === undefined) throw new Error(`"${name}" has to be declared before what depends on it`);
    return made;
  }

  /**
   * Deletes come last of all, one after another, what depends on others before them. Where one fails, what it depends on
   * stays, and the others are deleted all the same.
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

  /** What has to be done for a resource; doing it answers its outputs. */
  async #plan(goal: Goal): Promise<() => Promise<Props>> {
    const { urn, name, options } = goal;
    // Nobody is asked about what is left as it is, or deleted in the end.
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
    const diff = withReplaces(await this.plugin.diff(urn, old.id, old, inputs), options);
    if (!diff.changes && !old.initErrors) {
      this.#put(old, { ...old, inputs, ...linksOf(goal) });
      return () => Promise.resolve(old.outputs);
    }
    this.changes += 1;
    this.#show(name, diff, old.inputs, inputs);
    if (diff.replaces.length === 0) return () => this.#update(old, goal, inputs);
    // What was taken over from the old one does not count for the new.
    const anew = await this.#check(goal, { inputs: {} });
    return this.#replacing(old, goal, anew, options.deleteBeforeReplace ?? diff.deleteBeforeReplace);
  }

  /** The resource as it was, or as the option `import` reads it. */
  async #import(goal: Goal): Promise<Kept | undefined> {
    const { urn, options } = goal;
    const old = this.#old(urn);
    if (options.import === undefined || old?.id === options.import) return old;
    if (old !== undefined) throw new Failed("this engine imports new resources only");
    const read = await this.plugin.read(urn, options.import);
    if (read.id === "") throw new Failed(`resource '${options.import}' does not exist`);
    const imported = { ...linksOf(goal), ...read, initErrors: false, isReplaced: false };
    this.changes += 1;
    this.#put(undefined, imported);
    return imported;
  }

  async #check({ urn, name, args }: Goal, old: { inputs: Props; outputs?: Props }): Promise<Props> {
    const { inputs, failures } = await this.plugin.check(urn, old.inputs, args, old.outputs);
    refuse(name, failures);
    return inputs;
  }

  /** Values as the engine finds them: both sides are inputs, at the paths that the provider names. */
  #show(name: string, diff: Diff, olds: Props, news: Props): void {
    const marks = diff.diffs.length > 0 ? ` [diff: ~${diff.diffs.join(",~")}]` : "";
    this.lines.push(`~ ${name} update${marks}`);
    if (!this.wishes.isFull) return;
    for (const [path, kind] of Object.entries(diff.details)) {
      const [old, now] = [olds, news].map((side) => masked(valueAt(side, path) ?? null));
      this.lines.push(`  ${kind} ${path}: ${old ?? ""} => ${now ?? ""}`);
    }
  }

  async #create(goal: Goal, inputs: Props, replaced?: Kept): Promise<Props> {
    this.lines.push(`+ ${goal.name} create`);
    if (!this.wishes.isReal) return (await this.plugin.create(goal.urn, inputs, { preview: true })).outputs;
    return this.#keep(goal, inputs, replaced, () => this.plugin.create(goal.urn, inputs));
  }

  async #update(old: Kept, goal: Goal, inputs: Props): Promise<Props> {
    const { urn, id } = old;
    if (!this.wishes.isReal)
      return (await this.plugin.update(urn, id, old, inputs, { preview: true })).outputs;
    return this.#keep(goal, inputs, old, async () => ({
      id,
      ...(await this.plugin.update(urn, id, old, inputs)),
    }));
  }

  /** Keeps what was made, also in part, in the place of the old one. */
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

  /** The old one is deleted at the end of the run, unless it has to go first, and with it what falls with it. */
  async #replacing(
    old: Kept,
    goal: Goal,
    inputs: Props,
    isDeletedFirst: boolean,
  ): Promise<() => Promise<Props>> {
    if (isDeletedFirst) {
      const falling = await fallingWith(old, this.state, async (kept, unknown) => {
        const news = { ...kept.inputs, ...Object.fromEntries(unknown.map((key) => [key, UNKNOWN])) };
        return (await this.plugin.diff(kept.urn, kept.id, kept, news)).replaces.length > 0;
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
        // Where nothing was made, nothing was replaced.
        if (this.#old(goal.urn) === undefined) this.#put(replaced, old);
        throw thrown;
      }
    };
  }

  async #delete(kept: Kept): Promise<void> {
    this.lines.push(`- ${kept.name} delete`);
    if (this.wishes.isReal) await this.plugin.delete(kept.urn, kept.id, kept.outputs);
    this.#put(kept);
  }
}

/** What is kept of a goal beside its inputs. */
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

/** Fails with every failure by its property. */
export function refuse(name: string, failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  const lines = failures.map(
    ({ property, reason }) => `property ${property} of ${name} has a problem: ${reason}`,
  );
  throw new Failed(lines.join("\n"));
}

/** The differences that the program wants a replacement for, by the names of the properties. */
function withReplaces(diff: Diff, { replaceOnChanges = [] }: Options): Diff {
  if (!diff.changes) return diff;
  const changed = [...diff.diffs, ...Object.keys(diff.details).map((path) => path.split(/[.[]/)[0] ?? "")];
  const wanted = replaceOnChanges.filter((property) => changed.includes(property));
  return { ...diff, replaces: [...diff.replaces, ...wanted] };
}

/** The value at `users[1].permission`. */
const valueAt = (props: Props, path: string): unknown =>
  [...path.matchAll(/[^.[\]"]+/g)].reduce<unknown>(
    (value, [step]) => (value as Record<string, unknown> | undefined)?.[step],
    props,
  );
