import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { CheckFailure } from "../../provider/resource";
import { PartialFailureError } from "../../provider/errors";
import { EngineLog } from "../../provider/hosts/engineLog";
import { createContext, createHooks, type Hooks } from "../../provider/hosts/hooks";
import { createService } from "../../provider/hosts/plugin/service";
import { Session } from "../../provider/hosts/plugin/session";
import { REGISTRY } from "../../provider/registry";
import { resolveSettings } from "../../provider/settings";
import type { Emulator } from "../../sandbox/emulator";
import { InitFailed, PluginProcess, type Props, ProviderClient, urnOf } from "../support/pluginProcess";
import { CheckFailed } from "../support/stack";
import { typeOf } from "./declared";
import { type Host, Incomplete, type Old, type Provider, type Run, type Values } from "./provider";
import type { Writing } from "./state";

export type Environment = Readonly<Record<string, string | undefined>>;

/** How many times faster than real time the provider waits. */
const HASTE = 100;
const hastily = (milliseconds: number): Promise<void> => sleep(milliseconds / HASTE);

const passed = <I>({ inputs, failures }: { inputs: I; failures: readonly CheckFailure[] }): I => {
  if (failures.length > 0) throw new CheckFailed(failures);
  return inputs;
};

/** Calls the hooks directly, as the dynamic host does: without names, and without the properties of a diff. */
export class HooksHost implements Host {
  lines: string[] = [];
  /** The outputs that the first process of a run has read. */
  #read = new WeakSet<Values>();
  #run = 0;

  constructor(private readonly environment: () => Environment) {}

  start({ number, isTold }: Run): Promise<Provider> {
    this.lines = [];
    if (number !== this.#run) this.#read = new WeakSet();
    this.#run = number;
    const settings = resolveSettings(() => undefined, { ...this.environment() });
    const context = createContext(settings, (line) => this.lines.push(line), { sleep: hastily });
    const hooksOf = (name: string): Hooks => createHooks(REGISTRY[typeOf(name)], () => context);
    const readAt = (old: Old | undefined): number | undefined =>
      isTold && old !== undefined && this.#read.has(old.outputs) ? Date.now() : undefined;
    return Promise.resolve({
      check: async (name, old, news) =>
        passed(await hooksOf(name).check(old?.inputs, news, readAt(old))) as Values,
      diff: async (name, old, news) => ({
        ...(await hooksOf(name).diff(old.id, old.outputs, news, readAt(old))),
        diffs: [],
      }),
      create: (name, news) =>
        inPart(async () => {
          const { id, state } = await hooksOf(name).create(news);
          return { id, outputs: state as Values };
        }),
      update: (name, old, news) =>
        inPart(async () => (await hooksOf(name).update(old.id, old.outputs, news)) as Values),
      read: async (name, id, old) => {
        const found = await hooksOf(name).read(id, old?.outputs);
        if (found === undefined) return undefined;
        this.#read.add(found.state as Values);
        return { id: found.id, inputs: found.inputs as Values, outputs: found.state as Values };
      },
      delete: (name, old) => hooksOf(name).delete(old.id, old.outputs),
      stop: () => Promise.resolve(),
    });
  }
}

type Service = ReturnType<typeof createService>;

/** One gRPC server for the plugin's services of all runs. To start a server for each run would take most of the time. */
export class PluginServer {
  service: Service | undefined;

  private constructor(
    private readonly server: grpc.Server,
    readonly client: ResourceProviderClient,
  ) {}

  static async start(): Promise<PluginServer> {
    const server = new grpc.Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    const address = `127.0.0.1:${String(port)}`;
    const client = new ResourceProviderClient(address, grpc.credentials.createInsecure());
    const started = new PluginServer(server, client);
    const names = Object.keys(createService(new Session(new EngineLog(), {}))) as (keyof Service)[];
    const handlers = names.map((name) => [
      name,
      (...[call, done]: Parameters<grpc.handleUnaryCall<never, never>>) => {
        const handle = started.service?.[name] as grpc.handleUnaryCall<never, never> | undefined;
        handle?.(call, done);
      },
    ]);
    server.addService(
      ResourceProviderService,
      Object.fromEntries(handlers) as grpc.UntypedServiceImplementation,
    );
    return started;
  }

  stop(): void {
    this.client.close();
    this.server.forceShutdown();
  }
}

/** The plugin's service in this process, called over gRPC. */
export class PluginHost implements Host {
  lines: string[] = [];

  constructor(
    private readonly environment: () => Environment,
    private readonly server: PluginServer,
  ) {}

  async start({ number, isTold }: Run): Promise<Provider> {
    const lines: string[] = [];
    this.lines = lines;
    class Log extends EngineLog {
      override say(line: string): void {
        lines.push(line);
      }
    }
    const session = new Session(new Log(), { ...this.environment() }, { sleep: hastily });
    this.server.service = createService(session);
    const plugin = new ProviderClient(this.server.client);
    await ready(plugin, number, isTold);
    return overGrpc(plugin, () => session.cancel());
  }
}

/** Where a provider is killed: at its n-th request with this method, before or after it is carried out. */
export interface Point {
  readonly method: string;
  readonly nth: number;
  readonly when: "before" | "after";
  /** If set, requests count from the first write of this kind on. */
  readonly during?: Writing;
}

const WORKER = join(__dirname, "worker.js");

/** The plugin's service in a process of its own, which is killed at a request. */
export class KilledHost implements Host {
  lines: string[] = [];
  #fault: number | undefined;

  constructor(
    private readonly emulator: Emulator,
    private readonly environment: () => Environment,
    private readonly point: Point,
  ) {}

  async start({ number, isTold }: Run): Promise<Provider> {
    const given = Object.entries(this.environment()).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    const plugin = await PluginProcess.start(Object.fromEntries(given), "", [process.execPath, WORKER]);
    this.during(undefined);
    const watch = setInterval(() => {
      if (this.wasMet()) plugin.child.kill("SIGKILL");
    }, 2);
    await ready(plugin, number, isTold);
    return overGrpc(plugin, async () => {
      clearInterval(watch);
      await plugin.stop();
      this.lines = [plugin.output];
    });
  }

  /** Called when the engine begins a write of this kind: sets the fault if the point waits for it. */
  during(kind: Writing | undefined): void {
    const { method, nth, when, during } = this.point;
    if (this.#fault !== undefined || during !== kind) return;
    // The request is never answered. So no other follows it, however slowly the kill comes.
    const match = { method, path: "/access" };
    this.#fault = this.emulator.fault({ match, nth, times: "forever", action: { hang: when } });
  }

  /** Whether the point was reached, at which the provider is killed. */
  wasMet(): boolean {
    return this.emulator.faults().some(({ id, applied }) => id === this.#fault && applied > 0);
  }
}

/** Prepares a plugin for a run. The engine's address only tells runs apart: nobody listens there. */
async function ready(plugin: ProviderClient, run: number, isTold: boolean): Promise<void> {
  await plugin.handshake(`run ${String(run)}`, isTold);
  await plugin.configure({});
}

const urnIn = (name: string): string => urnOf(name, `swr:index:${typeOf(name)}`);

const overGrpc = (plugin: ProviderClient, stop: () => Promise<void>): Provider => ({
  check: async (name, old, news) =>
    passed(
      await plugin.check(urnIn(name), (old?.inputs ?? {}) as Props, news as Props, old?.outputs as Props),
    ),
  diff: (name, old, news) => plugin.diff(urnIn(name), old.id, sides(old), news as Props),
  create: (name, news) => inPart(() => plugin.create(urnIn(name), news as Props)),
  update: (name, old, news) =>
    inPart(async () => (await plugin.update(urnIn(name), old.id, sides(old), news as Props)).outputs),
  read: async (name, id, old) => {
    const found = await plugin.read(urnIn(name), id, old === undefined ? undefined : sides(old));
    return found.id === "" ? undefined : found;
  },
  delete: (name, old) => plugin.delete(urnIn(name), old.id, old.outputs as Props),
  stop,
});

const sides = ({ inputs, outputs }: Old): { inputs: Props; outputs: Props } => ({
  inputs: inputs as Props,
  outputs: outputs as Props,
});

/** Turns a host's own error of a partial failure into `Incomplete`, so that all hosts report it alike. */
async function inPart<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof InitFailed || thrown instanceof PartialFailureError)
      throw new Incomplete(thrown.message, thrown.id, thrown.properties as Values);
    throw thrown;
  }
}
