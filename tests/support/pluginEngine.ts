import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Command, Run } from "../../scripts/engines";
import {
  type Diff,
  type Failure,
  InitFailed,
  PluginProcess,
  type Props,
  secret,
  urnOf,
} from "./pluginProcess";
import { type Declared, revived, type ScenarioProject } from "./program";

/** What an engine keeps of a resource. */
interface Kept {
  id: string;
  inputs: Props;
  outputs: Props;
  /** The provider asked for a refresh before each update. */
  refreshesFirst: boolean;
  initErrors: boolean;
}

/** Ends a run: the text is what the user sees. */
class Failed extends Error {}

const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
/** As an engine shows and keeps it: what is marked secret is not there. */
const masked = (value: unknown): string =>
  JSON.stringify(value, (_key, it: unknown) => (isSecret(it) ? "[secret]" : it));

/** Where the plugin's lines arrive. */
class Log {
  lines: string[] = [];
  readonly #server = new grpc.Server();

  async start(): Promise<string> {
    const log: grpc.handleUnaryCall<LogRequest, Empty> = ({ request }, done) => {
      this.lines.push(request.getMessage());
      done(null, new Empty());
    };
    this.#server.addService(EngineService, { log });
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return `127.0.0.1:${String(port)}`;
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

/**
 * A stack whose engine is this class: it plays the engine's part over gRPC, on the real plugin. A refresh runs in a process of
 * its own with the settings of the last run, as the engine does it; what was created first is deleted first.
 */
export class PluginProject implements ScenarioProject {
  #environment: Record<string, string>;
  #program: Declared = {};
  #config: Props = {};
  /** The provider's configuration as of the last `up`: what a refresh and a destroy run with. */
  #lastConfig: Props = {};
  #state = new Map<string, Kept>();
  #lines: string[] = [];
  #changes = 0;
  /** What is being created, updated and replaced. */
  #writes: Promise<void>[] = [];

  /** `refreshesFirst`: whether the engine can refresh before it updates; `config`: what the provider is configured with. */
  constructor(
    environment: Readonly<Record<string, string>>,
    private readonly options: { readonly refreshesFirst: boolean },
  ) {
    this.#environment = { ...environment };
  }

  declare(program: Declared): void {
    this.#program = program;
  }

  setEnvironment(environment: Readonly<Record<string, string>>): void {
    this.#environment = { ...this.#environment, ...environment };
  }

  /** Only the provider's own settings reach it. */
  setSecret(key: string, value: string): void {
    const [namespace, name = ""] = key.split(":");
    if (namespace === "swr") this.#config = { ...this.#config, [name]: secret(value) };
  }

  written(): Record<string, string> {
    return { state: masked([...this.#state]), config: masked(this.#lastConfig) };
  }

  remove(): void {
    this.#state.clear();
  }

  /** The state of a resource, as it is kept. */
  kept(name: string): Readonly<Kept> | undefined {
    return this.#state.get(name);
  }

  async run(command: Command, ...flags: readonly string[]): Promise<Run> {
    [this.#lines, this.#changes] = [[], 0];
    const log = new Log();
    const engine = await log.start();
    const before = new Map(this.#state);
    let code = 0;
    try {
      await this.#perform(command, engine, flags);
      const isUnexpected = flags.includes("--expect-no-changes") && this.#changes > 0;
      if (isUnexpected) code = 7;
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      this.#lines.push(`error: ${thrown.message}`);
      code = 1;
    } finally {
      if (command === "preview") this.#state = before;
      log.stop();
    }
    return { code, output: [...log.lines, ...this.#lines].join("\n") };
  }

  async #perform(command: Command, engine: string, flags: readonly string[]): Promise<void> {
    if (command === "refresh")
      return this.#with(engine, this.#lastConfig, (plugin) => this.#refresh(plugin, true));
    if (command === "destroy")
      return this.#with(engine, this.#lastConfig, (plugin) => this.#delete(plugin, [...this.#state.keys()]));
    if ([...this.#state.values()].some((it) => it.refreshesFirst) && this.options.refreshesFirst)
      await this.#with(engine, this.#lastConfig, (plugin) => this.#refresh(plugin, false));
    await this.#with(engine, this.#config, async (plugin) => {
      const { failures } = await plugin.checkConfig(this.#config);
      this.#refuse("provider", failures);
      if (command === "up") this.#lastConfig = this.#config;
      await this.#run(plugin, command === "up", flags.includes("--diff"));
    });
  }

  /** One plugin process, from handshake to the end. */
  async #with(engine: string, config: Props, work: (plugin: PluginProcess) => Promise<void>): Promise<void> {
    const plugin = await PluginProcess.start(this.#environment, engine);
    try {
      await plugin.handshake(engine, this.options.refreshesFirst);
      await plugin.configure(config);
      await work(plugin);
      await plugin.cancel();
      this.#lines.push(plugin.output);
    } finally {
      await plugin.stop();
    }
  }

  /** Reads run at the same time; each is then compared with what was declared last. */
  async #refresh(plugin: PluginProcess, isAll: boolean): Promise<void> {
    const kept = [...this.#state].filter(([, it]) => isAll || it.refreshesFirst);
    await Promise.all(
      kept.map(async ([name, old]) => {
        const now = await plugin.read(urnOf(name), old.id, old);
        if (now.id === "") {
          this.#state.delete(name);
          return;
        }
        this.#state.set(name, { ...old, ...now });
        await plugin.diff(urnOf(name), now.id, now, old.inputs);
      }),
    );
  }

  async #run(plugin: PluginProcess, isReal: boolean, isFull: boolean): Promise<void> {
    const { resources = {}, get = {} } = this.#program;
    this.#writes = [];
    try {
      // Checks and diffs come one after another, what they lead to runs beside them.
      for (const [name, args] of Object.entries(resources))
        await this.#step(plugin, name, revived(args as Props, secret) as Props, isReal, isFull);
    } finally {
      await Promise.allSettled(this.#writes);
    }
    await Promise.all(this.#writes);
    for (const [name, id] of Object.entries(get)) {
      const { outputs } = await plugin.read(urnOf(name), id);
      this.#lines.push(`${name}: ${masked(outputs["users"])}`);
    }
    const left = [...this.#state.keys()].filter((name) => !(name in resources));
    this.#changes += left.length;
    if (isReal) await this.#delete(plugin, left);
  }

  #refuse(name: string, failures: readonly Failure[]): void {
    if (failures.length === 0) return;
    const lines = failures.map(
      ({ property, reason }) => `property ${property} of ${name} has a problem: ${reason}`,
    );
    throw new Failed(lines.join("\n"));
  }

  async #step(
    plugin: PluginProcess,
    name: string,
    args: Props,
    isReal: boolean,
    isFull: boolean,
  ): Promise<void> {
    const urn = urnOf(name);
    const old = this.#state.get(name);
    const { inputs, failures } = await plugin.check(urn, old?.inputs ?? {}, args, old?.outputs);
    this.#refuse(name, failures);
    if (old === undefined) {
      this.#changes += 1;
      this.#writes.push(this.#create(plugin, name, inputs, isReal));
      return;
    }
    const diff = await plugin.diff(urn, old.id, old, inputs);
    if (!diff.changes && !old.initErrors) {
      this.#state.set(name, { ...old, inputs });
      return;
    }
    this.#changes += 1;
    this.#show(name, diff, old.inputs, inputs, isFull);
    this.#writes.push(
      diff.replaces.length > 0
        ? this.#replace(plugin, name, old, inputs, diff, isReal)
        : this.#update(plugin, name, old, inputs, isReal),
    );
  }

  /** Values as the engine finds them: both sides are inputs, at the paths that the provider names. */
  #show(name: string, diff: Diff, olds: Props, news: Props, isFull: boolean): void {
    const marks = diff.diffs.length > 0 ? ` [diff: ~${diff.diffs.join(",~")}]` : "";
    this.#lines.push(`~ ${name} update${marks}`);
    if (!isFull) return;
    for (const [path, kind] of Object.entries(diff.details)) {
      const [old, now] = [olds, news].map((side) => masked(valueAt(side, path) ?? null));
      this.#lines.push(`  ${kind} ${path}: ${old ?? ""} => ${now ?? ""}`);
    }
  }

  async #create(plugin: PluginProcess, name: string, inputs: Props, isReal: boolean): Promise<void> {
    const urn = urnOf(name);
    this.#lines.push(`+ ${name} create`);
    if (!isReal) {
      await plugin.create(urn, inputs, { preview: true });
      return;
    }
    await this.#keepPartial(name, inputs, async () => {
      const made = await plugin.create(urn, inputs);
      return { ...made, inputs, initErrors: false };
    });
  }

  async #update(
    plugin: PluginProcess,
    name: string,
    old: Kept,
    inputs: Props,
    isReal: boolean,
  ): Promise<void> {
    const urn = urnOf(name);
    if (!isReal) {
      await plugin.update(urn, old.id, old, inputs, { preview: true });
      return;
    }
    await this.#keepPartial(name, inputs, async () => {
      const made = await plugin.update(urn, old.id, old, inputs);
      return { ...made, id: old.id, inputs, initErrors: false };
    });
  }

  async #keepPartial(name: string, inputs: Props, work: () => Promise<Kept>): Promise<void> {
    try {
      this.#state.set(name, await work());
    } catch (thrown) {
      if (thrown instanceof InitFailed) {
        const { id, properties: outputs, reasons } = thrown;
        const { refreshesFirst } = this.options;
        this.#state.set(name, { id, inputs, outputs, refreshesFirst, initErrors: true });
        throw new Failed(reasons.map((reason) => `* ${reason}`).join("\n"));
      }
      throw thrown;
    }
  }

  async #replace(
    plugin: PluginProcess,
    name: string,
    old: Kept,
    inputs: Props,
    { deleteBeforeReplace }: Diff,
    isReal: boolean,
  ): Promise<void> {
    const remove = (): Promise<void> => plugin.delete(urnOf(name), old.id, old.outputs);
    if (isReal && deleteBeforeReplace) await remove();
    await this.#create(plugin, name, inputs, isReal);
    if (isReal && !deleteBeforeReplace) await remove();
  }

  async #delete(plugin: PluginProcess, names: readonly string[]): Promise<void> {
    for (const name of names) {
      const kept = this.#state.get(name);
      if (kept !== undefined) await plugin.delete(urnOf(name), kept.id, kept.outputs);
      this.#state.delete(name);
    }
  }
}

/** The value at `users[1].permission`. */
const valueAt = (props: Props, path: string): unknown =>
  [...path.matchAll(/[^.[\]"]+/g)].reduce<unknown>(
    (value, [step]) => (value as Record<string, unknown> | undefined)?.[step],
    props,
  );
