import { type Diff, Incomplete, type Old, type Provider, type Values } from "./provider";
import type { Failure, Goal, Kept, Op, Options, Program, StackState } from "./state";
import { imported, numberIn } from "./state";

/** A resource of the state that a run may delete at its end. */
export interface Deleting {
  readonly kept: Kept;
  readonly isTargeted: boolean;
}

/** The resource that a create replaces, and whether it is deleted first. */
interface Replacement {
  readonly old: Kept;
  readonly isDeletedFirst: boolean;
}

/** How a deployment runs. */
interface Way {
  /** False in a preview, which writes nothing. */
  readonly isReal: boolean;
  /** Whether writes run at the same time as the next checks, and deletes at the same time as each other. If not, each step ends before the next begins. */
  readonly isParallel: boolean;
}

/** One run of a program over a stack. */
export class Deployment {
  /** Writes that have begun. */
  readonly #writes: Promise<void>[] = [];
  #isFailed = false;
  /** Deleted before a replacement that failed, then replaced without a delete first. The engine deletes them again. */
  readonly #again: Kept[] = [];

  constructor(
    private readonly stack: StackState,
    private readonly provider: Provider,
    private readonly options: Options,
    private readonly way: Way,
  ) {}

  /** Checks and compares one resource after another. Their writes may run beside that. */
  async run(program: Program): Promise<Op[]> {
    const ops: Op[] = [];
    try {
      for (const [name, goal] of program) {
        ops.push(await this.#step(name, goal));
        if (this.#isFailed) break;
      }
    } finally {
      await Promise.allSettled(this.#writes);
    }
    await Promise.all(this.#writes);
    return ops;
  }

  /** Deletes the resources that are to go, at the end of a run. A run that has failed does not call it. */
  async delete(isDoomed: (deleting: Deleting) => boolean): Promise<Op[]> {
    const doomed = this.stack.state
      .filter((kept) => isDoomed({ kept, isTargeted: this.#isTargeted(kept.name) }))
      .reverse();
    if (!this.way.isReal) return doomed.map(() => "delete");
    for (const kept of [...this.#again, ...doomed]) {
      const isDone = kept.pendingReplacement && !this.#again.includes(kept);
      const deleting = (isDone ? Promise.resolve() : this.#delete(kept)).then(() => {
        this.stack.put(kept);
      });
      this.#started(deleting);
      if (!this.way.isParallel) await deleting;
    }
    await Promise.allSettled(this.#writes);
    await Promise.all(this.#writes);
    return doomed.map(() => "delete");
  }

  #isTargeted(name: string): boolean {
    const { targets } = this.options;
    return targets === undefined || targets.includes(name);
  }

  async #step(name: string, goal: Goal): Promise<Op> {
    const known = this.stack.kept(name);
    // The provider is not asked about a resource that is no target.
    if (!this.#isTargeted(name)) return known === undefined ? "skipped" : "same";
    const isImport = known === undefined && goal.importId !== undefined;
    const old = isImport ? await this.#import(name, goal.importId) : known;
    const isReplaced = this.options.replace?.includes(name) === true;
    const inputs = await this.provider.check(name, isReplaced ? undefined : old, goal.inputs);
    if (old === undefined) return this.#write("create", () => this.#create(name, goal, inputs, undefined));
    // With --replace an engine asks for no diff, and checks only once.
    if (isReplaced && !isImport) {
      const replacement = { old, isDeletedFirst: false };
      return this.#write("replace", () => this.#create(name, goal, inputs, replacement));
    }
    const diff = await this.#diff(name, old, goal, inputs, isImport);
    if (old.pendingReplacement || diff.replaces.length > 0) {
      const anew = await this.provider.check(name, undefined, goal.inputs);
      const replacement = { old, isDeletedFirst: diff.deleteBeforeReplace };
      return this.#write("replace", () => this.#create(name, goal, anew, replacement));
    }
    if (diff.changes || old.initErrors)
      return this.#write("update", () => this.#update(name, goal, old, inputs));
    // The inputs of a resource that was just imported stay as they were read.
    if (this.way.isReal && !isImport) this.stack.put(old, { ...old, inputs });
    return "same";
  }

  async #import(name: string, id = ""): Promise<Kept> {
    const found = await this.provider.read(name, id, undefined);
    if (found === undefined) throw new Error(`resource '${id}' does not exist`);
    const kept = imported(name, found);
    this.stack.imports.push(kept);
    this.stack.put(undefined, kept);
    return kept;
  }

  async #diff(name: string, old: Kept, goal: Goal, inputs: Values, isImport: boolean): Promise<Diff> {
    if (this.options.triggered?.includes(name) === true && !isImport)
      return { changes: true, replaces: ["replacementTrigger"], deleteBeforeReplace: false, diffs: [] };
    const diff = await this.provider.diff(name, old, inputs);
    // A resource that still has the option `import` in the program may not be replaced.
    const said = diff.diffs.filter((it) => it === "users" || it === "rules");
    const isForced = goal.replaceOnChanges === true && !isImport && said.length > 0;
    return diff.changes && isForced ? { ...diff, replaces: [...diff.replaces, ...said] } : diff;
  }

  async #write(op: Op, work: () => Promise<void>): Promise<Op> {
    if (!this.way.isReal) return op;
    const writing = work().catch((thrown: unknown) => {
      this.#isFailed = true;
      throw thrown;
    });
    this.#started(writing);
    if (!this.way.isParallel) await Promise.allSettled([writing]);
    return op;
  }

  /** Keeps a write that has begun. The run asks for its failure at the end. */
  #started(writing: Promise<void>): void {
    writing.catch(() => undefined);
    this.#writes.push(writing);
  }

  async #create(name: string, goal: Goal, inputs: Values, replacement: Replacement | undefined) {
    const isDeletedFirst = replacement?.isDeletedFirst === true;
    const old = isDeletedFirst ? await this.#deleteFirst(replacement.old) : replacement?.old;
    const failure = { name, inputs: goal.inputs, kind: "create", isAfterDelete: isDeletedFirst } as const;
    const { made, thrown } = await this.#made(failure, () => this.provider.create(name, inputs));
    const left = old === undefined || old.pendingReplacement ? [] : [{ ...old, pendingDelete: true }];
    if (old?.pendingReplacement === true && !isDeletedFirst) this.#again.push(old);
    const isDone = thrown === undefined;
    const before = isSamePlace(old?.inputs, inputs) ? old : undefined;
    this.stack.put(old, ...left, written(name, goal, inputs, made, isDone, before));
    if (!isDone) throw thrown;
  }

  async #update(name: string, goal: Goal, old: Kept, inputs: Values): Promise<void> {
    const failure = { name, inputs: goal.inputs, kind: "update", isAfterDelete: false } as const;
    const { made, thrown } = await this.#made(failure, async () => ({
      id: old.id,
      outputs: await this.provider.update(name, old, inputs),
    }));
    const isDone = thrown === undefined;
    this.stack.put(old, written(name, goal, inputs, made, isDone, old));
    if (!isDone) throw thrown;
  }

  /** Runs a write. Throws if it did nothing; for a partial failure it returns what was made, with the error. */
  async #made(
    failure: Omit<Failure, "isKept">,
    work: () => Promise<Pick<Old, "id" | "outputs">>,
  ): Promise<{ made: Pick<Old, "id" | "outputs">; thrown?: Incomplete }> {
    this.options.onWrite?.(failure.kind);
    try {
      return { made: await work() };
    } catch (thrown) {
      const isKept = thrown instanceof Incomplete;
      this.stack.failures.push({ ...failure, isKept });
      if (!isKept) throw thrown;
      return { made: { id: thrown.id, outputs: thrown.outputs }, thrown };
    }
  }

  /** Deletes a resource before its replacement, and marks it in the state in case the create fails. */
  async #deleteFirst(old: Kept): Promise<Kept> {
    if (old.pendingReplacement) return old;
    await this.#delete(old);
    const deleted = { ...old, pendingReplacement: true };
    this.stack.put(old, deleted);
    return deleted;
  }

  async #delete(kept: Kept): Promise<void> {
    this.options.onWrite?.("delete");
    await this.provider.delete(kept.name, kept).catch((thrown: unknown) => {
      const { name, inputs } = kept;
      this.stack.failures.push({ name, inputs, kind: "delete", isKept: true, isAfterDelete: false });
      throw thrown;
    });
  }
}

/** What the state holds after a write. `before`: the old resource on the same list, which an incomplete write only keeps. */
function written(
  name: string,
  { inputs: said }: Goal,
  inputs: Values,
  { id, outputs }: Pick<Old, "id" | "outputs">,
  isDone: boolean,
  before: Kept | undefined,
): Kept {
  const number = numberIn(outputs);
  const wasTaken = before?.isTaken === true && before.number === number;
  return {
    name,
    id,
    inputs,
    outputs,
    initErrors: !isDone,
    pendingDelete: false,
    pendingReplacement: false,
    said,
    number,
    isTaken: said["exclusive"] !== false && (isDone || wasTaken),
  };
}

const isSamePlace = (a: Values | undefined, b: Values): boolean =>
  a?.["organization"] === b["organization"] && a?.["repository"] === b["repository"];
