import { isDeepStrictEqual, parseArgs } from "node:util";
import type { Command, Deployment, Run } from "../../scripts/engines";
import type { Props } from "./grpc";
import { type HostKind, PLUGIN_HOST } from "./grpcHosts";
import { GrpcRun, type Kept, refuse, type Wishes } from "./grpcRun";
import { Log, masked } from "./pluginLog";
import { type Declared, killWhen, nameOf, type ScenarioProject } from "./program";
import { urnOf } from "./providerClient";
import type { ProviderProcess } from "./providerProcess";

const list = { type: "string", multiple: true, default: [] as string[] } as const;
const flag = { type: "boolean", default: false } as const;
const OPTIONS = { diff: flag, "expect-no-changes": flag, "run-program": flag, target: list, replace: list };

/**
 * A small engine for one stack: it calls a provider on its real host over gRPC, as Pulumi's engine does. The program is data, so
 * no process runs it. A refresh runs with the settings of the last run. Deletes come last; of resources that do not depend on
 * each other, the one created first is deleted first.
 */
export class GrpcProject implements ScenarioProject {
  #environment: Record<string, string>;
  #program: Declared = {};
  #config: Props = {};
  /** The provider's configuration of the last `up`, with which a refresh or a destroy runs. */
  #lastConfig: Props = {};
  #state: Kept[] = [];
  #lines: string[] = [];
  #changes = 0;
  #provider: ProviderProcess | undefined;

  /** `refreshesFirst`: whether the engine refreshes before it updates, where the host or the project asks for it. */
  constructor(
    environment: Readonly<Record<string, string>>,
    private readonly options: { readonly refreshesFirst: boolean },
    private readonly host: HostKind = PLUGIN_HOST,
  ) {
    this.#environment = { ...environment };
  }

  declare(program: Declared): void {
    this.#program = program;
  }

  setEnvironment(environment: Readonly<Record<string, string>>): void {
    this.#environment = { ...this.#environment, ...environment };
  }

  /** Sets a secret of the configuration. The provider is given only those in its own namespace. */
  setSecret(key: string, value: string): void {
    const [namespace, name = ""] = key.split(":");
    if (namespace === "swr") this.#config = { ...this.#config, [name]: this.host.secret(value) };
  }

  load({ deployment }: Deployment): void {
    const own = deployment.resources.filter(({ type }) => type.startsWith(this.host.prefix));
    this.#state = own.map(({ urn, id = "", inputs = {}, outputs = {}, ...it }) => ({
      ...{ urn, name: urn.split("::").at(-1) ?? "", id },
      ...{ inputs: inputs as Props, outputs: outputs as Props },
      ...{ dependencies: it.dependencies ?? [], propertyDependencies: it.propertyDependencies ?? {} },
      ...{ refreshesFirst: it.refreshBeforeUpdate === true, initErrors: false, isReplaced: false },
    }));
  }

  written(): Record<string, string> {
    return { state: masked(this.#state), config: masked(this.#lastConfig) };
  }

  remove(): void {
    this.#state = [];
  }

  /** What the state holds of a resource. */
  kept(name: string): Readonly<Kept> | undefined {
    return this.#state.find((kept) => kept.name === name && !kept.isReplaced);
  }

  async run(command: Command, ...args: readonly string[]): Promise<Run> {
    [this.#lines, this.#changes] = [[], 0];
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const log = new Log();
    const engine = await log.start();
    const before = [...this.#state];
    const wishes = {
      isReal: command !== "preview",
      isFull: values.diff,
      isDestroy: command === "destroy",
      targets: values.target.map(nameOf),
      replaced: values.replace.map(nameOf),
    };
    let code = 0;
    try {
      if (command === "import") await this.#import(engine, positionals);
      else await this.#perform(command, engine, wishes, values["run-program"]);
      const isUnexpected = values["expect-no-changes"] && this.#changes > 0;
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

  async runKilled(isTime: () => boolean, command: Command, ...flags: readonly string[]): Promise<Run> {
    return killWhen(isTime, this.run(command, ...flags), () => this.#provider?.child.kill("SIGKILL"));
  }

  async #perform(command: Command, engine: string, wishes: Wishes, runsProgram: boolean): Promise<void> {
    const isChosen = ({ name }: Kept): boolean =>
      wishes.targets.length === 0 || wishes.targets.includes(name);
    const refresh = (isWanted: (kept: Kept) => boolean) => (provider: ProviderProcess) =>
      this.#refresh(provider, isWanted, wishes);
    if (command === "refresh") return this.#with(engine, this.#lastConfig, refresh(isChosen));
    const { refreshesFirst } = this.options;
    const isAsking = (kept: Kept): boolean => kept.refreshesFirst && isChosen(kept);
    if (refreshesFirst && this.#state.some(isAsking))
      await this.#with(engine, this.#lastConfig, refresh(isAsking));
    const hasProgram = command !== "destroy" || runsProgram;
    await this.#with(engine, hasProgram ? this.#config : this.#lastConfig, async (provider) => {
      if (refreshesFirst && !this.host.asksForRefresh) await refresh(isChosen)(provider);
      if (hasProgram) await this.#checkConfig(provider, wishes.isReal);
      const run = new GrpcRun(this.host, provider, this.#state, wishes, refreshesFirst);
      try {
        await (hasProgram ? run.run(this.#program) : run.deleteAll(() => true));
      } finally {
        this.#lines.push(...run.lines);
        this.#changes = run.changes;
      }
    });
  }

  async #checkConfig(provider: ProviderProcess, isReal: boolean): Promise<void> {
    if (this.host.checksConfig) refuse("provider", (await provider.checkConfig(this.#config)).failures);
    if (isReal) this.#lastConfig = this.#config;
  }

  /** Imports by type, name and id, without the program. The inputs that were read are checked too, and failures only warn. */
  async #import(engine: string, [type = "", name = "", id = ""]: readonly string[]): Promise<void> {
    const urn = urnOf(name, type);
    await this.#with(engine, this.#config, async (provider) => {
      await this.#checkConfig(provider, true);
      if (this.kept(name) !== undefined) throw new Error(`resource '${name}' already exists`);
      const read = await provider.read(urn, id);
      if (read.id === "") throw new Error(`resource '${id}' does not exist`);
      const { failures } = await provider.check(urn, read.inputs, read.inputs, {});
      this.#lines.push(...failures.map(({ property, reason }) => `warning: ${property}: ${reason}`));
      const links = { urn, name, dependencies: [], propertyDependencies: {} };
      this.#state.push({ ...links, ...read, initErrors: false, isReplaced: false });
    });
  }

  /** Runs `work` with a process of the provider, from its start to its end. */
  async #with(
    engine: string,
    config: Props,
    work: (provider: ProviderProcess) => Promise<void>,
  ): Promise<void> {
    const provider = await this.host.start(this.#environment, engine, this.options.refreshesFirst);
    this.#provider = provider;
    try {
      await provider.configure(config);
      await work(provider);
      await provider.cancel();
    } finally {
      await provider.stop();
      this.#lines.push(provider.output);
    }
  }

  /** Reads all chosen resources at the same time, then compares each with the inputs of the last run. */
  async #refresh(
    provider: ProviderProcess,
    isChosen: (kept: Kept) => boolean,
    { isFull }: Wishes,
  ): Promise<void> {
    const now = await Promise.all(
      this.#state.map(async (old) => {
        if (!isChosen(old)) return [old];
        const { urn, name } = old;
        const read = await provider.read(urn, old.id, old);
        const isGone = read.id === "";
        if (!isGone) await provider.diff(urn, read.id, read, old.inputs);
        const olds = { ...old.outputs, ...old.inputs };
        const news = isGone ? {} : { ...read.outputs, ...read.inputs };
        if (!isDeepStrictEqual(olds, news))
          this.#lines.push(...this.host.lines({ op: "refresh", urn, name, olds, news }, isFull));
        return isGone ? [] : [{ ...old, ...read, initErrors: false }];
      }),
    );
    this.#state = now.flat();
  }
}
