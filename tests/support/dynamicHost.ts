import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import { assertBuilt } from "./built";
import { failuresOf, type Props, props, send, struct } from "./grpc";

export { InitFailed, type Props } from "./grpc";

/** The real dynamic host of one version of the SDK, in a process of its own, as an engine drives it. */
export class DynamicHost {
  output = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly client: rpc.ResourceProviderClient,
  ) {}

  /** `sdk`: the package whose host runs. The config is what `pulumi config` holds. `engine`: where lines are sent to. */
  static async start(
    sdk: string,
    environment: Record<string, string>,
    config: Props = {},
    engine = "no-engine",
  ): Promise<DynamicHost> {
    assertBuilt();
    const script = require.resolve(`${sdk}/cmd/dynamic-provider`);
    const child = spawn(process.execPath, [script, engine], {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
    });
    const lines = createInterface({ input: child.stdout });
    const [port] = (await once(lines, "line")) as [string];
    const client = new rpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const host = new DynamicHost(child, client);
    lines.on("line", (line) => (host.output += `${line}\n`));
    child.stderr.on("data", (data) => (host.output += String(data)));
    await host.configure(config);
    return host;
  }

  /** With this config a run begins: nothing of the one before is remembered. */
  async configure(config: Props): Promise<void> {
    const request = new pb.ConfigureRequest();
    request.setArgs(struct(config));
    await send((done) => this.client.configure(request, done));
  }

  async stop(): Promise<void> {
    this.client.close();
    this.child.kill();
    await once(this.child, "exit");
  }

  async check(
    olds: Props,
    news: Props,
  ): Promise<{ inputs: Props; failures: { property: string; reason: string }[] }> {
    const request = new pb.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await send<pb.CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: props(answer.getInputs()),
      failures: failuresOf(answer.getFailuresList()),
    };
  }

  async diff(
    id: string,
    olds: Props,
    news: Props,
  ): Promise<{ changes: boolean; replaces: string[]; first: boolean }> {
    const request = new pb.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await send<pb.DiffResponse>((done) => this.client.diff(request, done));
    return {
      changes: answer.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: answer.getReplacesList(),
      first: answer.getDeletebeforereplace(),
    };
  }

  async create(inputs: Props): Promise<{ id: string; state: Props }> {
    const request = new pb.CreateRequest();
    request.setProperties(struct(inputs));
    const answer = await send<pb.CreateResponse>((done) => this.client.create(request, done));
    return { id: answer.getId(), state: props(answer.getProperties()) };
  }

  async read(id: string, known: Props): Promise<{ id: string; state: Props; inputs: Props }> {
    const request = new pb.ReadRequest();
    request.setId(id);
    request.setProperties(struct(known));
    const answer = await send<pb.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: answer.getId(),
      state: props(answer.getProperties()),
      inputs: props(answer.getInputs()),
    };
  }

  async update(id: string, olds: Props, news: Props): Promise<Props> {
    const request = new pb.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await send<pb.UpdateResponse>((done) => this.client.update(request, done));
    return props(answer.getProperties());
  }

  async delete(id: string, known: Props): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(known));
    await send((done) => this.client.delete(request, done));
  }
}
