/** One run over a stack: check and diff decide on a step, which is then applied to the cloud and to the state. */
import { isDeepStrictEqual } from "node:util";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Semaphore } from "async-mutex";
import { type Op, showStep } from "./display";
import { dependentsFirst, fallingWith } from "./graph";
import { ask, type CallError, pack, unpack } from "./host";
import type { Job } from "./project";
import { UNKNOWN } from "./secrets";
import { hide, MASK, type Props, type Resource, unsupported, writeState } from "./state";

export const STACK = "pulumi:pulumi:Stack";
const { DIFF_SOME, DIFF_UNKNOWN } = pb.DiffResponse.DiffChanges;
/** `falling`: what is deleted before the step is taken, in this order. */
type Step = { op: Op; next: Resource; old?: Resource | undefined; falling?: Resource[] };

export class Deployment {
  host!: ResourceProviderClient;
  ready!: () => Promise<void>;
  /** The stack's, which a program says last of all. */
  outputs: Props | undefined;
  readonly stop = new AbortController();
  private readonly planning = new Semaphore(1);
  private readonly slots = new Semaphore(16);
  private readonly seen = new Set<string>();
  /** What fell with a resource that was deleted before its replacement. */
  private readonly fallen = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  constructor(private readonly job: Job) {}
  /** From now on no step starts, and whoever asked for one is not answered. */
  fail = ({ message }: Error): void => {
    this.job.print(`error: ${message}`);
    this.stop.abort();
  };
  save = (): void => {
    this.timer = undefined;
    if (!this.job.dryRun) writeState(this.job);
  };
  idle = (): Promise<void> => this.slots.runExclusive(() => undefined, 16);
  async register(goal: Resource, deleteFirst?: boolean): Promise<Resource | undefined> {
    const step = await this.attempt(goal, () => this.plan(goal, deleteFirst), this.planning);
    return step && this.attempt(goal, () => this.apply(step));
  }
  /** Brings the state up to the cloud; `op` says how a difference is shown. */
  async refresh(op: "update" | "refresh"): Promise<void> {
    const one = async (old: Resource): Promise<void> => {
      const next = await this.look(old, old.outputs);
      // The real engine asks for this diff too: the provider may use it to say what has drifted.
      if (next.id && !old.external) await this.diff(next, old.inputs);
      this.put(old, ...(next.id ? [next] : []));
      const [was, is] = [old, next].map((its) => hide({ ...its.outputs, ...its.inputs }, its.secrets));
      if (!next.id && op === "update") showStep(this.job, "delete", old, was);
      else if (!next.id || !isDeepStrictEqual(was, is)) showStep(this.job, op, old, was, next.id ? is : {});
      else if (op === "update") showStep(this.job, "same", old);
    };
    const all = this.job.resources.filter((old) => old.type !== STACK && this.isTarget(old));
    await Promise.all(all.map((old) => this.attempt(old, () => one(old))));
  }

  async remove(): Promise<void> {
    const isOver = (old: Resource): boolean => this.job.isDoomed || old.delete || !this.seen.has(old.urn);
    const doomed = this.job.resources.filter((old) => isOver(old) && this.isTarget(old)).reverse();
    for (const old of dependentsFirst(doomed)) await this.attempt(old, () => this.removeOne(old));
  }

  private isTarget = ({ name }: Resource): boolean =>
    this.job.target.length === 0 || this.job.target.includes(`**::${name}`);
  private async attempt<T>({ type, name }: Resource, action: () => Promise<T>, lock = this.slots) {
    try {
      return await lock.runExclusive(() => this.ready().then(action));
    } catch (error) {
      const { message } = error as Error;
      if (error !== this.stop.signal.reason) this.fail(new Error(`${type} resource '${name}': ${message}`));
      return undefined;
    }
  }

  private async plan(goal: Resource, wish?: boolean): Promise<Step> {
    if (this.seen.has(goal.urn)) throw new Error(`Duplicate resource URN '${goal.urn}': rename it`);
    this.seen.add(goal.urn);
    const isFallen = this.fallen.has(goal.urn);
    const old = this.job.resources.find((it) => it.urn === goal.urn && !it.delete && !isFallen);
    if (goal.type === STACK) return { op: old ? "same" : "create", next: goal, old };
    if (goal.external) {
      if (old && !old.external) throw unsupported("reading what the stack manages");
      const next = goal.id === UNKNOWN ? goal : await this.look(goal, goal.inputs);
      if (!next.id) throw new Error(`resource '${goal.id}' does not exist`);
      return { op: "read", next: { ...next, inputs: goal.inputs }, old };
    }
    // Nobody is asked about what is left as it is, or deleted in the end.
    if (this.job.isDoomed || !this.isTarget(goal)) {
      if (old) return { op: "same", next: old, old };
      throw unsupported("new resources here: leave them out of the program");
    }
    // A secret is not saved in any form: it is taken as unchanged.
    for (const props of old ? [old.inputs, old.outputs] : []) {
      for (const key of goal.secrets) if (props[key] === MASK) props[key] = goal.inputs[key] ?? MASK;
    }
    const isAsked = this.job.replace.includes(`**::${goal.name}`);
    const inputs = await this.check(goal, (!isAsked && old?.inputs) || {});
    if (!old || old.external) return { op: isFallen ? "replace" : "create", next: { ...goal, inputs }, old };
    if (isAsked)
      return { op: "replace", next: { ...goal, inputs }, old, falling: await this.fall(old, wish) };
    const diff = await this.diff(old, inputs);
    const unknown = diff.getChanges() === DIFF_UNKNOWN && !isDeepStrictEqual(old.inputs, inputs);
    const changes = unknown || diff.getChanges() === DIFF_SOME;
    if (changes && diff.getReplacesList().length > 0) {
      const next = { ...goal, inputs: await this.check(goal, {}) };
      const isFirst = wish ?? diff.getDeletebeforereplace();
      return { op: "replace", next, old, falling: await this.fall(old, isFirst) };
    }
    const next = { ...goal, inputs, id: old.id, outputs: old.outputs };
    return { op: changes || old.initErrors.length > 0 ? "update" : "same", next, old };
  }

  /** What goes before a resource is replaced, if it is deleted first: nothing that the program has declared by now. */
  private async fall(root: Resource, isDeletedFirst = false): Promise<Resource[]> {
    if (!isDeletedFirst) return [];
    const isReplaced = async (it: Resource, keys: readonly string[]): Promise<boolean> => {
      if (it.external || it.delete || this.seen.has(it.urn)) return false;
      const unknown = Object.fromEntries(keys.map((key) => [key, UNKNOWN]));
      return (await this.diff(it, { ...it.inputs, ...unknown })).getReplacesList().length > 0;
    };
    const falling = await fallingWith(root, this.job.resources, isReplaced);
    for (const { urn } of falling) this.fallen.add(urn);
    return falling;
  }

  private async check({ type, name, inputs }: Resource, olds: Props): Promise<Props> {
    const request = new pb.CheckRequest().setOlds(pack(olds)).setNews(pack(inputs));
    const answer = await ask<pb.CheckResponse>((done) => this.host.check(request, done));
    const list = answer.getFailuresList().map((it) => it.toObject());
    const failures = list.map(({ property, reason }) => `property ${property} has a problem: ${reason}`);
    if (failures.length > 0) throw new Error(failures.join(`\nerror: ${type} resource '${name}': `));
    return unpack(answer.getInputs());
  }
  private diff({ id, outputs }: Resource, news: Props): Promise<pb.DiffResponse> {
    const request = new pb.DiffRequest().setId(id).setOlds(pack(outputs)).setNews(pack(news));
    return ask((done) => this.host.diff(request, done));
  }

  private async apply({ op, next, old, falling = [] }: Step): Promise<Resource> {
    for (const one of falling) await this.removeOne(one, true);
    if (op === "same" || op === "read" || next.type === STACK) this.put(old, next);
    else if (this.job.dryRun) next.outputs = next.inputs;
    else await this.change({ op, next, old: falling.length > 0 ? undefined : old });
    showStep(this.job, op, next, old?.inputs, next.inputs);
    return next;
  }

  private async change({ op, next, old }: Step): Promise<void> {
    const replaced = op === "replace" ? old : undefined;
    const [olds, news] = [pack(old?.outputs ?? {}), pack(next.inputs)];
    const update = new pb.UpdateRequest().setId(next.id).setOlds(olds).setNews(news);
    const create = new pb.CreateRequest().setProperties(news);
    const updated = (): Promise<pb.UpdateResponse> => ask((done) => this.host.update(update, done));
    const created = (): Promise<pb.CreateResponse> => ask((done) => this.host.create(create, done));
    const answer = await (op === "update" ? updated() : created()).catch((it: unknown) => it as CallError);
    const failed = answer instanceof Error;
    if (failed && !answer.kept) throw answer;
    Object.assign(next, failed ? answer.kept : { outputs: unpack(answer.getProperties()) });
    if (answer instanceof pb.CreateResponse) next.id = answer.getId();
    if (replaced) replaced.delete = true;
    this.put(replaced ? undefined : old, next);
    if (failed) throw answer;
  }

  private async look(old: Resource, state: Props): Promise<Resource> {
    const request = new pb.ReadRequest().setId(old.id).setProperties(pack(state)).setInputs(pack(old.inputs));
    const answer = await ask<pb.ReadResponse>((done) => this.host.read(request, done));
    const inputs = answer.hasInputs() ? unpack(answer.getInputs()) : old.inputs;
    return { ...old, id: answer.getId(), inputs, outputs: unpack(answer.getProperties()), initErrors: [] };
  }

  private async removeOne(old: Resource, quiet = old.delete || old.external): Promise<void> {
    const request = new pb.DeleteRequest().setId(old.id).setProperties(pack(old.outputs));
    const managed = old.type !== STACK && !old.external;
    if (managed && !this.job.dryRun) await ask((done) => this.host.delete(request, done));
    this.put(old);
    if (!quiet) showStep(this.job, "delete", old, old.inputs);
  }
  /** Puts what there is now in the place of the old, or at the end. Several changes become one write. */
  private put(old: Resource | undefined, ...now: Resource[]): void {
    this.job.resources.splice(old ? this.job.resources.indexOf(old) : this.job.resources.length, 1, ...now);
    this.timer ??= setTimeout(this.save, 20);
  }
}
