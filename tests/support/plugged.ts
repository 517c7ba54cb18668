import assert from "node:assert/strict";
import { resolve } from "node:path";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { deleteOwner } from "./emulated";
import { PluginProcess, type Props, urnOf } from "./pluginProcess";
import { accessCalls, environmentOf, granted, type Listed, ORGANIZATION, REPOSITORY } from "./stack";

/** An address where nobody listens. The plugin then writes its lines to stderr, so that a test finds them in `output`. */
export const ENGINE = "127.0.0.1:1";

export { UNKNOWN } from "./grpc";

/** Each version of Pulumi's SDK that may be installed beside the plugin, and the variables that make a process use it. */
export const SDKS = {
  "@pulumi/pulumi": {},
  "pulumi-oldest": { NODE_OPTIONS: `--require ${resolve(__dirname, "oldestPulumi.js")}` },
} as const;

/** The lists that are run over gRPC, each with an SDK. What an SDK can change is the same for both kinds of lists. */
export const PLUGGED: readonly { readonly list: Listed; readonly sdk: keyof typeof SDKS }[] = [
  { list: REPOSITORY, sdk: "@pulumi/pulumi" },
  { list: REPOSITORY, sdk: "pulumi-oldest" },
  { list: ORGANIZATION, sdk: "@pulumi/pulumi" },
];

/** An emulator for a suite, and for each test a plugin after its handshake. `isConfigured`: whether the plugin also gets its settings. */
export class Plugged {
  emulator!: Emulator;
  plugin!: PluginProcess;

  constructor(
    private readonly isConfigured: boolean,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    before(async () => (this.emulator = await startEmulator()));
    after(() => this.emulator.stop());
    beforeEach(async () => {
      this.emulator.reset();
      await this.#start();
    });
    afterEach(() => this.plugin.stop());
  }

  async #start(): Promise<void> {
    this.plugin = await PluginProcess.start({ ...environmentOf(this.emulator), ...this.environment });
    await this.plugin.handshake(ENGINE, true);
    if (this.isConfigured) await this.plugin.configure({});
  }

  /** A new process, as for the next run. */
  async restart(): Promise<void> {
    await this.plugin.stop();
    await this.#start();
  }
}

/** What an engine keeps of a resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

/** A program with one access list, run by the plugin. */
export class PluggedList extends Plugged {
  readonly urn: string;

  constructor(
    private readonly list: Listed,
    environment: Readonly<Record<string, string>> = {},
  ) {
    super(true, environment);
    this.urn = this.urnOf("web");
  }

  /** Another resource of the same type. */
  urnOf(name: string): string {
    return urnOf(name, `swr:index:${this.list.resource}`);
  }

  program(...users: Props[]): Props {
    return { ...this.list.place, users };
  }

  async create(...users: Props[]): Promise<Kept> {
    const { inputs, failures } = await this.plugin.check(this.urn, {}, this.program(...users));
    assert.deepEqual(failures, []);
    return { inputs, ...(await this.plugin.create(this.urn, inputs)) };
  }

  async check(old: Kept, news: Props): Promise<Props> {
    const { inputs, failures } = await this.plugin.check(this.urn, old.inputs, news, old.outputs);
    assert.deepEqual(failures, []);
    return inputs;
  }

  /** Requests to lists of this kind since this was last called. */
  calls(): string[] {
    const calls = accessCalls(this.emulator.requests(), this.list);
    this.emulator.clearRequests();
    return calls;
  }

  /** Who is on the list at the API. */
  granted(): string[] {
    return granted(this.emulator, this.list.place);
  }

  /** Deletes the repository or organization of the list, as another user would. */
  deleteOwner(): void {
    deleteOwner(this.emulator, this.list);
  }
}
