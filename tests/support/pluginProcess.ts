import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { assertBuilt } from "./built";
import { type Failure, failuresOf, type Props, props, send, struct } from "./grpc";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

export { type Failure, InitFailed, type Props, send } from "./grpc";
export const PLUGIN = resolve(__dirname, "../../dist/provider/hosts/plugin/main.js");

/** A value as engines mark it for a provider that accepts secrets. */
export const secret = (value: JavaScriptValue): Props => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
export const urnOf = (name: string, type = "swr:index:RepositoryAccess"): string =>
  `urn:pulumi:dev::scenario::${type}::${name}`;

export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly diffs: readonly string[];
  /** Path to kind, as the engine names them. */
  readonly details: Readonly<Record<string, string>>;
}

/** A plugin that listens, as an engine speaks to it. */
export class PluginClient {
  constructor(readonly client: ResourceProviderClient) {}

  async handshake(engine: string, refreshesFirst: boolean): Promise<void> {
    const request = new pb.ProviderHandshakeRequest();
    request.setEngineAddress(engine);
    request.setSupportsRefreshBeforeUpdate(refreshesFirst);
    request.setSendsOldOutputsToCheck(true);
    await send<pb.ProviderHandshakeResponse>((done) => this.client.handshake(request, done));
  }

  async checkConfig(news: Props, olds: Props = {}): Promise<{ inputs: Props; failures: Failure[] }> {
    const request = new pb.CheckRequest();
    request.setUrn(urnOf("default", "pulumi:providers:swr"));
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const answer = await send<pb.CheckResponse>((done) => this.client.checkConfig(request, done));
    return { inputs: props(answer.getInputs()), failures: failuresOf(answer.getFailuresList()) };
  }

  async configure(config: Props): Promise<pb.ConfigureResponse> {
    const request = new pb.ConfigureRequest();
    request.setArgs(struct(config));
    request.setAcceptsecrets(true);
    return send<pb.ConfigureResponse>((done) => this.client.configure(request, done));
  }

  async check(
    urn: string,
    olds: Props,
    news: Props,
    outputs: Props = {},
  ): Promise<{ inputs: Props; failures: Failure[] }> {
    const request = new pb.CheckRequest();
    request.setUrn(urn);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    request.setOldOutputs(struct(outputs));
    const answer = await send<pb.CheckResponse>((done) => this.client.check(request, done));
    return { inputs: props(answer.getInputs()), failures: failuresOf(answer.getFailuresList()) };
  }

  async diff(urn: string, id: string, old: { inputs: Props; outputs: Props }, news: Props): Promise<Diff> {
    const request = new pb.DiffRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(struct(old.outputs));
    request.setOldInputs(struct(old.inputs));
    request.setNews(struct(news));
    const answer = await send<pb.DiffResponse>((done) => this.client.diff(request, done));
    const kinds = Object.entries(pb.PropertyDiff.Kind) as [string, number][];
    const details = answer.getDetaileddiffMap().toArray() as unknown as [string, [number, boolean]][];
    const kindOf = (kind: number): string => kinds.find(([, number]) => number === kind)?.[0] ?? "?";
    return {
      changes: answer.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: answer.getReplacesList(),
      deleteBeforeReplace: answer.getDeletebeforereplace(),
      diffs: answer.getDiffsList(),
      details: Object.fromEntries(details.map(([path, [kind]]) => [path, kindOf(kind)])),
    };
  }

  async create(
    urn: string,
    inputs: Props,
    { preview = false, timeout = 0 } = {},
  ): Promise<{ id: string; outputs: Props; refreshesFirst: boolean }> {
    const request = new pb.CreateRequest();
    request.setUrn(urn);
    request.setProperties(struct(inputs));
    request.setPreview(preview);
    request.setTimeout(timeout);
    const answer = await send<pb.CreateResponse>((done) => this.client.create(request, done));
    return {
      id: answer.getId(),
      outputs: props(answer.getProperties()),
      refreshesFirst: answer.getRefreshBeforeUpdate(),
    };
  }

  /** On import and get there are neither inputs nor outputs. An empty id: it is gone. */
  async read(
    urn: string,
    id: string,
    known?: { inputs: Props; outputs: Props },
  ): Promise<{ id: string; inputs: Props; outputs: Props; refreshesFirst: boolean }> {
    const request = new pb.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    if (known !== undefined) {
      request.setProperties(struct(known.outputs));
      request.setInputs(struct(known.inputs));
    }
    const answer = await send<pb.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: answer.getId(),
      inputs: props(answer.getInputs()),
      outputs: props(answer.getProperties()),
      refreshesFirst: answer.getRefreshBeforeUpdate(),
    };
  }

  async update(
    urn: string,
    id: string,
    old: { inputs: Props; outputs: Props },
    news: Props,
    { preview = false, timeout = 0 } = {},
  ): Promise<{ outputs: Props; refreshesFirst: boolean }> {
    const request = new pb.UpdateRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(struct(old.outputs));
    request.setOldInputs(struct(old.inputs));
    request.setNews(struct(news));
    request.setPreview(preview);
    request.setTimeout(timeout);
    const answer = await send<pb.UpdateResponse>((done) => this.client.update(request, done));
    return { outputs: props(answer.getProperties()), refreshesFirst: answer.getRefreshBeforeUpdate() };
  }

  async delete(urn: string, id: string, outputs: Props): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(struct(outputs));
    await send<Empty>((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: Props): Promise<{ result: Props; failures: Failure[] }> {
    const request = new pb.InvokeRequest();
    request.setTok(token);
    request.setArgs(struct(args));
    const answer = await send<pb.InvokeResponse>((done) => this.client.invoke(request, done));
    return { result: props(answer.getReturn()), failures: failuresOf(answer.getFailuresList()) };
  }

  async schema(): Promise<string> {
    const request = new pb.GetSchemaRequest();
    return (await send<pb.GetSchemaResponse>((done) => this.client.getSchema(request, done))).getSchema();
  }

  async version(): Promise<string> {
    return (await send<PluginInfo>((done) => this.client.getPluginInfo(new Empty(), done))).getVersion();
  }

  async cancel(): Promise<void> {
    await send<Empty>((done) => this.client.cancel(new Empty(), done));
  }
}

/** The real plugin in a process of its own, as an engine drives it. */
export class PluginProcess extends PluginClient {
  /** What it printed beside its port. */
  output = "";

  private constructor(
    readonly child: ChildProcess,
    client: ResourceProviderClient,
  ) {
    super(client);
  }

  /** `command`: how it is started, if not from this checkout. */
  static async start(
    environment: Readonly<Record<string, string>>,
    engine = "",
    [file, ...args]: readonly [string, ...string[]] = [process.execPath, PLUGIN],
  ): Promise<PluginProcess> {
    assertBuilt();
    const child = spawn(file, [...args, engine], {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
    });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`it ended with ${String(code)} before it was ready`);
    });
    const [port] = (await Promise.race([once(lines, "line"), ended])) as [string];
    ended.catch(() => undefined);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const started = new PluginProcess(child, client);
    lines.on("line", (line) => (started.output += `${line}\n`));
    child.stderr.on("data", (data) => (started.output += String(data)));
    return started;
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }
}
