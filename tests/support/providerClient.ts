import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Failure, failuresOf, type Props, props, send, struct } from "./grpc";

export const urnOf = (name: string, type = "swr:index:RepositoryAccess"): string =>
  `urn:pulumi:dev::scenario::${type}::${name}`;

export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly diffs: readonly string[];
  /** For each path that differs, the kind of difference in the engine's words. */
  readonly details: Readonly<Record<string, string>>;
}

/** Calls a provider that already listens, as an engine does. */
export class ProviderClient {
  /** Whether the provider answers what a create or an update would give. An engine asks others in the real run only. */
  supportsPreview = false;

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
    const answer = await send<pb.ConfigureResponse>((done) => this.client.configure(request, done));
    this.supportsPreview = answer.getSupportspreview();
    return answer;
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

  /** Reads a resource. `known` is missing on an import. An empty id in the answer: it is gone. */
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
      inputs: answer.hasInputs() ? props(answer.getInputs()) : (known?.inputs ?? {}),
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
