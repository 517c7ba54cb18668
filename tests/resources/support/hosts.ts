/** The three ways to a resource's hooks (direct, dynamic host, plugin), all with the same methods. */
import { createContext, createHooks, type Hooks } from "../../../provider/hosts/hooks";
import { REGISTRY, type ResourceName } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { DynamicHost } from "../../support/dynamicHost";
import { PluginProcess, type Props, urnOf } from "../../support/pluginProcess";
import { Log } from "../../support/pluginLog";

export type Environment = Readonly<Record<string, string>>;

/** What an engine keeps of a resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: Props;
  readonly state: Props;
}

export interface Host {
  check(
    old: Kept | undefined,
    news: Props,
  ): Promise<{ inputs: Props; failures: readonly { property: string; reason: string }[] }>;
  diff(
    old: Kept,
    inputs: Props,
  ): Promise<{ changes: boolean; replaces: readonly string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Props): Promise<{ id: string; state: Props }>;
  /** What a preview asks of what would be created, where an engine asks it. */
  previewCreate?(inputs: Props): Promise<unknown>;
  /** Without a state on import. Undefined: it is gone. */
  read(id: string, old: Kept | undefined): Promise<Kept | undefined>;
  update(old: Kept, inputs: Props): Promise<Props>;
  delete(old: Kept): Promise<void>;
  /** Lines shown to the user since the run began. */
  lines(): string;
}

/** Hosts of one kind. Each one that is opened begins a run and remembers nothing of earlier ones. */
export interface Hosts {
  readonly name: string;
  open(resource: ResourceName, environment: Environment): Promise<Host>;
  stop(): Promise<void>;
}

/** Calls the hooks directly, in this process. Waits take a thousandth of their time. */
export const hookHosts: Hosts = {
  name: "hooks",
  open: (resource, environment) => {
    const said: string[] = [];
    const sleep = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, milliseconds / 1000));
    const context = createContext(
      resolveSettings(() => undefined, environment),
      (line) => said.push(line),
      { sleep },
    );
    const hooks = createHooks(REGISTRY[resource], () => context);
    return Promise.resolve({ ...asHost(hooks), lines: () => said.join("\n") });
  },
  stop: () => Promise.resolve(),
};

const asHost = (hooks: Hooks): Omit<Host, "lines"> => ({
  check: async (old, news) => {
    const { inputs, failures } = await hooks.check(old?.inputs, news);
    return { inputs: { ...inputs }, failures };
  },
  diff: (old, inputs) => hooks.diff(old.id, old.state, inputs),
  create: async (inputs) => {
    const { id, state } = await hooks.create(inputs);
    return { id, state: { ...state } };
  },
  read: async (id, old) => {
    const found = await hooks.read(id, old?.state);
    return found === undefined
      ? undefined
      : { id: found.id, state: { ...found.state }, inputs: { ...found.inputs } };
  },
  update: async (old, inputs) => ({ ...(await hooks.update(old.id, old.state, inputs)) }),
  delete: (old) => hooks.delete(old.id, old.state),
});

/** Settings as a stack's config names them: `SWR_ACCESS_KEY` becomes `accessKey`. */
const asConfig = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name
        .replace("SWR_", "")
        .toLowerCase()
        .replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

/**
 * The real dynamic host, in one process for all runs, since its start takes long. It configures each provider text only once, so
 * each run has a text of its own.
 */
export class DynamicHosts implements Hosts {
  readonly name = "dynamic host";
  readonly #log = new Log();
  #host: DynamicHost | undefined;
  #runs = 0;

  async open(resource: ResourceName, environment: Environment): Promise<Host> {
    const provider = `exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.${resource}/* run ${String(this.#runs)} */`;
    this.#runs += 1;
    const host = (this.#host ??= await DynamicHost.start("@pulumi/pulumi", {}, {}, await this.#log.start()));
    const told = Object.entries(asConfig(environment)).map(([key, value]) => [`swr:${key}`, value] as const);
    await host.configure(Object.fromEntries(told));
    this.#log.lines = [];
    const full = (props: Props): Props => ({ ...props, __provider: provider });
    const own = ({ __provider: _text, ...props }: Props): Props => props;
    return {
      check: async (old, news) => {
        const checked = await host.check(old === undefined ? {} : full(old.inputs), full(news));
        return { ...checked, inputs: own(checked.inputs) };
      },
      diff: async (old, inputs) => {
        const { changes, replaces, first } = await host.diff(old.id, full(old.state), full(inputs));
        return { changes, replaces, deleteBeforeReplace: first };
      },
      create: async (inputs) => {
        const { id, state } = await host.create(full(inputs));
        return { id, state: own(state) };
      },
      read: async (id, old) => {
        const read = await host.read(id, full(old?.state ?? {}));
        if (read.id === "") return undefined;
        return { id: read.id, state: own(read.state), inputs: own(read.inputs) };
      },
      update: async (old, inputs) => own(await host.update(old.id, full(old.state), full(inputs))),
      delete: (old) => host.delete(old.id, full(old.state)),
      lines: () => this.#log.lines.join("\n"),
    };
  }

  async stop(): Promise<void> {
    await this.#host?.stop();
    this.#host = undefined;
    this.#log.stop();
  }
}

/** The real plugin, in one process, configured anew for each run. It is called like by an engine without refresh before update. */
export class PluginHosts implements Hosts {
  readonly name = "plugin";
  readonly #log = new Log();
  #plugin: PluginProcess | undefined;

  async #start(): Promise<PluginProcess> {
    const engine = await this.#log.start();
    const plugin = await PluginProcess.start({}, engine);
    await plugin.handshake(engine, false);
    return plugin;
  }

  async open(resource: ResourceName, environment: Environment): Promise<Host> {
    const plugin = (this.#plugin ??= await this.#start());
    await plugin.configure(asConfig(environment));
    this.#log.lines = [];
    const urn = urnOf("it", REGISTRY[resource].token);
    const known = ({ inputs, state }: Kept): { inputs: Props; outputs: Props } => ({
      inputs,
      outputs: state,
    });
    return {
      check: (old, news) => plugin.check(urn, old?.inputs ?? {}, news, old?.state ?? {}),
      diff: (old, inputs) => plugin.diff(urn, old.id, known(old), inputs),
      create: async (inputs) => {
        const { id, outputs } = await plugin.create(urn, inputs);
        return { id, state: outputs };
      },
      previewCreate: (inputs) => plugin.create(urn, inputs, { preview: true }),
      read: async (id, old) => {
        const read = await plugin.read(urn, id, old === undefined ? undefined : known(old));
        return read.id === "" ? undefined : { id: read.id, inputs: read.inputs, state: read.outputs };
      },
      update: async (old, inputs) => (await plugin.update(urn, old.id, known(old), inputs)).outputs,
      delete: (old) => plugin.delete(urn, old.id, old.state),
      lines: () => this.#log.lines.join("\n"),
    };
  }

  async stop(): Promise<void> {
    await this.#plugin?.stop();
    this.#plugin = undefined;
    this.#log.stop();
  }
}
