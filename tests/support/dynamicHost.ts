import { join } from "node:path";
import type { ResourceName } from "../../provider/registry";
import type { Failure, Props } from "./grpc";
import { ProviderProcess } from "./providerProcess";

export { InitFailed, type Props } from "./grpc";

/** The text that the SDK's class puts into each resource, and the host runs. It is in every state, so it is repeated here. */
export const providerText = (resource: ResourceName): string =>
  `exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.${resource}`;

/** Loads the SDK's parts only when they are needed, which saves the host more than half of its start. */
const SDK_ON_DEMAND = join(__dirname, "../../dist/sandbox/sdkOnDemand.js");

/** Starts the dynamic host of the SDK as engines do. `engine`: the address that gets the host's lines. */
export const startDynamicHost = (
  environment: Readonly<Record<string, string>>,
  engine: string,
): Promise<ProviderProcess> =>
  ProviderProcess.launch(
    [
      process.execPath,
      "--require",
      SDK_ON_DEMAND,
      require.resolve("@pulumi/pulumi/cmd/dynamic-provider"),
      engine,
    ],
    environment,
  );

/** The real dynamic host of one version of the SDK, in a process of its own. Calls carry only what this host reads. */
export class DynamicHost {
  private constructor(private readonly provider: ProviderProcess) {}

  /** `sdk`: the package whose host runs; `config`: what `pulumi config` holds; `engine`: the address that gets the host's lines. */
  static async start(
    sdk: string,
    environment: Record<string, string>,
    config: Props = {},
    engine = "no-engine",
  ): Promise<DynamicHost> {
    const script = require.resolve(`${sdk}/cmd/dynamic-provider`);
    const provider = await ProviderProcess.launch([process.execPath, script, engine], environment);
    const host = new DynamicHost(provider);
    await host.configure(config);
    return host;
  }

  get output(): string {
    return this.provider.output;
  }

  /** Begins a run with this config. The host then remembers nothing of the run before. */
  async configure(config: Props): Promise<void> {
    await this.provider.configure(config);
  }

  stop(): Promise<void> {
    return this.provider.stop();
  }

  check(olds: Props, news: Props): Promise<{ inputs: Props; failures: Failure[] }> {
    return this.provider.check("", olds, news);
  }

  async diff(
    id: string,
    outputs: Props,
    news: Props,
  ): Promise<{ changes: boolean; replaces: readonly string[]; first: boolean }> {
    const old = { inputs: {}, outputs };
    const { changes, replaces, deleteBeforeReplace: first } = await this.provider.diff("", id, old, news);
    return { changes, replaces, first };
  }

  async create(inputs: Props): Promise<{ id: string; state: Props }> {
    const { id, outputs: state } = await this.provider.create("", inputs);
    return { id, state };
  }

  async read(id: string, outputs: Props): Promise<{ id: string; state: Props; inputs: Props }> {
    const read = await this.provider.read("", id, { inputs: {}, outputs });
    return { id: read.id, state: read.outputs, inputs: read.inputs };
  }

  async update(id: string, outputs: Props, news: Props): Promise<Props> {
    return (await this.provider.update("", id, { inputs: {}, outputs }, news)).outputs;
  }

  delete(id: string, outputs: Props): Promise<void> {
    return this.provider.delete("", id, outputs);
  }
}
