import {
  type Diff,
  type Failure,
  InitFailed,
  type PluginProcess,
  type Props,
  secret,
  urnOf,
} from "./pluginProcess";
import { masked } from "./pluginLog";
import { type Declared, type Options, revived } from "./program";

/** What an engine keeps of a resource. */
export interface Kept {
  readonly name: string;
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
  /** What is being created, updated and replaced. */
  readonly #writes: Promise<void>[] = [];

  /** `state` is changed as the run goes on. */
  constructor(
    private readonly plugin: PluginProcess,
    private readonly state: Kept[],
    private readonly wishes: Wishes,
    private readonly refreshesFirst: boolean,
  ) {}

  async run({ resources = {}, options = {}, get = {} }: Declared): Promise<void> {
    try {
      // Checks and diffs come one after another, what they lead to runs beside them.
      for (const [name, args] of Object.entries(resources))
        await this.#step(name, revived(args as Props, secret) as Props, options[name] ?? {});
    } finally {
      await Promise.allSettled(this.#writes);
    }
    await Promise.all(this.#writes);
    for (const [name, id] of Object.entries(get)) {
      const { outputs } = await this.plugin.read(urnOf(name), id);
      this.lines.push(`${name}: ${masked(outputs["users"])}`);
    }
    await this.deleteAll((kept) => this.wishes.isDestroy || kept.isReplaced || !(kept.name in resources));
  }

  /** Deletes come last of all, one after another. Where one fails, the others are done all the same. */
  async deleteAll(isOver: (kept: Kept) => boolean): Promise<void> {
    const errors: string[] = [];
    for (const kept of this.state.filter((it) => isOver(it) && this.#isTarget(it.name))) {
      if (!kept.isReplaced) this.changes += 1;
      if (!this.wishes.isReal) continue;
      try {
        await this.#delete(kept);
      } catch (thrown) {
        errors.push(thrown instanceof Error ? thrown.message : String(thrown));
      }
    }
    if (errors.length > 0) throw new Failed(errors.join("\n"));
  }

  #isTarget(name: string): boolean {
    return this.wishes.targets.length === 0 || this.wishes.targets.includes(name);
  }

  #old(name: string): Kept | undefined {
    return this.state.find((kept) => kept.name === name && !kept.isReplaced);
  }

  #put(old: Kept | undefined, ...now: Kept[]): void {
    this.state.splice(old === undefined ? this.state.length : this.state.indexOf(old), 1, ...now);
  }

  async #step(name: string, args: Props, options: Options): Promise<void> {
    // Nobody is asked about what is left as it is, or deleted in the end.
    if (this.wishes.isDestroy || !this.#isTarget(name)) return;
    const urn = urnOf(name);
    const old = await this.#import(name, options);
    const isAsked = old !== undefined && this.wishes.replaced.includes(name);
    const known = isAsked || old === undefined ? { inputs: {} } : old;
    const inputs = await this.#check(name, known, args);
    if (old === undefined) {
      this.changes += 1;
      this.#writes.push(this.#create(name, inputs));
      return;
    }
    if (isAsked) {
      this.changes += 1;
      this.#writes.push(this.#replace(old, inputs, false));
      return;
    }
    const diff = replacing(await this.plugin.diff(urn, old.id, old, inputs), options);
    if (!diff.changes && !old.initErrors) {
      this.#put(old, { ...old, inputs });
      return;
    }
    this.changes += 1;
    this.#show(name, diff, old.inputs, inputs);
    if (diff.replaces.length === 0) this.#writes.push(this.#update(old, inputs));
    else {
      // What was taken over from the old one does not count for the new.
      const anew = await this.#check(name, { inputs: {} }, args);
      this.#writes.push(this.#replace(old, anew, diff.deleteBeforeReplace));
    }
  }

  /** The resource as it was, or as the option `import` reads it. */
  async #import(name: string, options: Options): Promise<Kept | undefined> {
    const old = this.#old(name);
    if (options.import === undefined || old?.id === options.import) return old;
    if (old !== undefined) throw new Failed("this engine imports new resources only");
    const read = await this.plugin.read(urnOf(name), options.import);
    if (read.id === "") throw new Failed(`resource '${options.import}' does not exist`);
    const imported = { name, ...read, initErrors: false, isReplaced: false };
    this.changes += 1;
    this.#put(undefined, imported);
    return imported;
  }

  async #check(name: string, old: { inputs: Props; outputs?: Props }, args: Props): Promise<Props> {
    const { inputs, failures } = await this.plugin.check(urnOf(name), old.inputs, args, old.outputs);
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

  async #create(name: string, inputs: Props, replaced?: Kept): Promise<void> {
    const urn = urnOf(name);
    this.lines.push(`+ ${name} create`);
    if (!this.wishes.isReal) {
      await this.plugin.create(urn, inputs, { preview: true });
      return;
    }
    await this.#keep({ name, inputs }, replaced, () => this.plugin.create(urn, inputs));
  }

  async #update(old: Kept, inputs: Props): Promise<void> {
    const { name, id } = old;
    if (!this.wishes.isReal) {
      await this.plugin.update(urnOf(name), id, old, inputs, { preview: true });
      return;
    }
    await this.#keep({ name, inputs }, old, async () => ({
      id,
      ...(await this.plugin.update(urnOf(name), id, old, inputs)),
    }));
  }

  /** Keeps what was made, also in part, in the place of the old one. */
  async #keep(
    made: Pick<Kept, "name" | "inputs">,
    old: Kept | undefined,
    work: () => Promise<Pick<Kept, "id" | "outputs" | "refreshesFirst">>,
  ): Promise<void> {
    try {
      this.#put(old, { ...made, ...(await work()), initErrors: false, isReplaced: false });
    } catch (thrown) {
      if (!(thrown instanceof InitFailed)) throw thrown;
      const { id, properties: outputs, reasons } = thrown;
      const { refreshesFirst } = this;
      this.#put(old, { ...made, id, outputs, refreshesFirst, initErrors: true, isReplaced: false });
      throw new Failed(reasons.map((reason) => `* ${reason}`).join("\n"));
    }
  }

  /** The old one is deleted at the end of the run, unless it has to go first. */
  async #replace(old: Kept, inputs: Props, isDeletedFirst: boolean): Promise<void> {
    if (!this.wishes.isReal) return this.#create(old.name, inputs);
    if (isDeletedFirst) {
      await this.#delete(old);
      return this.#create(old.name, inputs);
    }
    const replaced = { ...old, isReplaced: true };
    this.#put(old, replaced);
    try {
      await this.#create(old.name, inputs);
    } catch (thrown) {
      // Where nothing was made, nothing was replaced.
      if (this.#old(old.name) === undefined) this.#put(replaced, old);
      throw thrown;
    }
  }

  async #delete(kept: Kept): Promise<void> {
    this.lines.push(`- ${kept.name} delete`);
    await this.plugin.delete(urnOf(kept.name), kept.id, kept.outputs);
    this.#put(kept);
  }
}

/** Fails with every failure by its property. */
export function refuse(name: string, failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  const lines = failures.map(
    ({ property, reason }) => `property ${property} of ${name} has a problem: ${reason}`,
  );
  throw new Failed(lines.join("\n"));
}

/** The differences that the program wants a replacement for, by the names of the properties. */
function replacing(diff: Diff, { replaceOnChanges = [] }: Options): Diff {
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
