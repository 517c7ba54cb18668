import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

export type Props = Record<string, JavaScriptValue>;

/** What a create or update that was done in part leaves behind. */
export class InitFailed extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly properties: Props,
    readonly reasons: string[],
  ) {
    super(message);
  }
}

const toStruct = (props: Props): Struct => Struct.fromJavaScript(props);
const fromStruct = (struct: Struct | undefined): Props => struct?.toJavaScript() ?? {};

function asInitFailure(error: grpc.ServiceError): Error {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!Buffer.isBuffer(bytes)) return error;
  const [detail] = status.Status.deserializeBinary(bytes).getDetailsList();
  const failure = pb.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
  return new InitFailed(
    error.details,
    failure.getId(),
    fromStruct(failure.getProperties()),
    failure.getReasonsList(),
  );
}

/** The real dynamic host of one version of the SDK, in a process of its own, as an engine drives it. */
export class DynamicHost {
  output = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly client: rpc.ResourceProviderClient,
  ) {}

  /** `sdk`: the package whose host runs. The config is what `pulumi config` holds. */
  static async start(
    sdk: string,
    environment: Record<string, string>,
    config: Props = {},
  ): Promise<DynamicHost> {
    const script = require.resolve(`${sdk}/cmd/dynamic-provider`);
    const child = spawn(process.execPath, [script, "no-engine"], {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
    });
    const lines = createInterface({ input: child.stdout });
    const [port] = (await once(lines, "line")) as [string];
    const client = new rpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const host = new DynamicHost(child, client);
    lines.on("line", (line) => (host.output += `${line}\n`));
    child.stderr.on("data", (data) => (host.output += String(data)));
    const request = new pb.ConfigureRequest();
    request.setArgs(toStruct(config));
    await host.#call((done) => client.configure(request, done));
    return host;
  }

  async stop(): Promise<void> {
    this.client.close();
    this.child.kill();
    await once(this.child, "exit");
  }

  #call<T>(start: (done: (error: grpc.ServiceError | null, answer: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      start((error, answer) => {
        if (error === null) resolve(answer);
        else reject(asInitFailure(error));
      });
    });
  }

  async check(
    olds: Props,
    news: Props,
  ): Promise<{ inputs: Props; failures: { property: string; reason: string }[] }> {
    const request = new pb.CheckRequest();
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    const answer = await this.#call<pb.CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: fromStruct(answer.getInputs()),
      failures: answer
        .getFailuresList()
        .map((it) => ({ property: it.getProperty(), reason: it.getReason() })),
    };
  }

  async diff(
    id: string,
    olds: Props,
    news: Props,
  ): Promise<{ changes: boolean; replaces: string[]; first: boolean }> {
    const request = new pb.DiffRequest();
    request.setId(id);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    const answer = await this.#call<pb.DiffResponse>((done) => this.client.diff(request, done));
    return {
      changes: answer.getChanges() === pb.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: answer.getReplacesList(),
      first: answer.getDeletebeforereplace(),
    };
  }

  async create(inputs: Props): Promise<{ id: string; state: Props }> {
    const request = new pb.CreateRequest();
    request.setProperties(toStruct(inputs));
    const answer = await this.#call<pb.CreateResponse>((done) => this.client.create(request, done));
    return { id: answer.getId(), state: fromStruct(answer.getProperties()) };
  }

  async read(id: string, props: Props): Promise<{ id: string; state: Props; inputs: Props }> {
    const request = new pb.ReadRequest();
    request.setId(id);
    request.setProperties(toStruct(props));
    const answer = await this.#call<pb.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: answer.getId(),
      state: fromStruct(answer.getProperties()),
      inputs: fromStruct(answer.getInputs()),
    };
  }

  async update(id: string, olds: Props, news: Props): Promise<Props> {
    const request = new pb.UpdateRequest();
    request.setId(id);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    const answer = await this.#call<pb.UpdateResponse>((done) => this.client.update(request, done));
    return fromStruct(answer.getProperties());
  }

  async delete(id: string, props: Props): Promise<void> {
    const request = new pb.DeleteRequest();
    request.setId(id);
    request.setProperties(toStruct(props));
    await this.#call((done) => this.client.delete(request, done));
  }
}
