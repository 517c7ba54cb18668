import { parseArgs } from "node:util";
import type { Command, Deployment, Run } from "../../scripts/engines";
import { Log, masked } from "./pluginLog";
import { PluginProcess, type Props, secret, urnOf } from "./pluginProcess";
import { type Kept, PluginRun, refuse, type Wishes } from "./pluginRun";
import { type Declared, killWhen, nameOf, type ScenarioProject } from "./program";

const list = { type: "string", multiple: true, default: [] as string[] } as const;
const flag = { type: "boolean", default: false } as const;
const OPTIONS = { diff: flag, "expect-no-changes": flag, "run-program": flag, target: list, replace: list };

/**
 * A stack whose engine is this class: it plays the engine's part over gRPC, on the real plugin. A refresh runs in a process of
 * its own with the settings of the last run, as the engine does it; deletes come last, and of what does not depend on each other
 * what was created first is deleted first.
 */
export class PluginProject implements ScenarioProject {
  #environment: Record<string, string>;
  #program: Declared = {};
  #config: Props = {};
  /** The provider's configuration as of the last `up`: what a refresh and a destroy run with. */
  #lastConfig: Props = {};
  #state: Kept[] = [];
  #lines: string[] = [];
  #changes = 0;
  #plugin: PluginProcess | undefined;

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

  load({ deployment }: Deployment): void {
    const own = deployment.resources.filter(({ type }) => type.startsWith("swr:"));
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

  /** The state of a resource, as it is kept. */
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
    return killWhen(isTime, this.run(command, ...flags), () => this.#plugin?.child.kill("SIGKILL"));
  }

  async #perform(command: Command, engine: string, wishes: Wishes, runsProgram: boolean): Promise<void> {
    const isChosen = ({ name }: Kept): boolean =>
      wishes.targets.length === 0 || wishes.targets.includes(name);
    if (command === "refresh")
      return this.#with(engine, this.#lastConfig, (plugin) => this.#refresh(plugin, isChosen));
    const isFirst = (kept: Kept): boolean => kept.refreshesFirst && isChosen(kept);
    if (this.#state.some(isFirst) && this.options.refreshesFirst)
      await this.#with(engine, this.#lastConfig, (plugin) => this.#refresh(plugin, isFirst));
    const hasProgram = command !== "destroy" || runsProgram;
    await this.#with(engine, hasProgram ? this.#config : this.#lastConfig, async (plugin) => {
      if (hasProgram) await this.#checkConfig(plugin, wishes.isReal);
      const run = new PluginRun(plugin, this.#state, wishes, this.options.refreshesFirst);
      try {
        await (hasProgram ? run.run(this.#program) : run.deleteAll(() => true));
      } finally {
        this.#lines.push(...run.lines);
        this.#changes = run.changes;
      }
    });
  }

  async #checkConfig(plugin: PluginProcess, isReal: boolean): Promise<void> {
    const { failures } = await plugin.checkConfig(this.#config);
    refuse("provider", failures);
    if (isReal) this.#lastConfig = this.#config;
  }

  /** Type, name and id; the program does not run. What it reads is checked as if the program said so, for a warning only. */
  async #import(engine: string, [type = "", name = "", id = ""]: readonly string[]): Promise<void> {
    const urn = urnOf(name, type);
    await this.#with(engine, this.#config, async (plugin) => {
      await this.#checkConfig(plugin, true);
      if (this.kept(name) !== undefined) throw new Error(`resource '${name}' already exists`);
      const read = await plugin.read(urn, id);
      if (read.id === "") throw new Error(`resource '${id}' does not exist`);
      const { failures } = await plugin.check(urn, read.inputs, read.inputs, {});
      this.#lines.push(...failures.map(({ property, reason }) => `warning: ${property}: ${reason}`));
      const links = { urn, name, dependencies: [], propertyDependencies: {} };
      this.#state.push({ ...links, ...read, initErrors: false, isReplaced: false });
    });
  }

  /** One plugin process, from handshake to the end. */
  async #with(engine: string, config: Props, work: (plugin: PluginProcess) => Promise<void>): Promise<void> {
    const plugin = await PluginProcess.start(this.#environment, engine);
    this.#plugin = plugin;
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
  async #refresh(plugin: PluginProcess, isChosen: (kept: Kept) => boolean): Promise<void> {
    const now = await Promise.all(
      this.#state.map(async (old) => {
        if (!isChosen(old)) return [old];
        const read = await plugin.read(old.urn, old.id, old);
        if (read.id === "") return [];
        await plugin.diff(old.urn, read.id, read, old.inputs);
        return [{ ...old, ...read, initErrors: false }];
      }),
    );
    this.#state = now.flat();
  }
}
