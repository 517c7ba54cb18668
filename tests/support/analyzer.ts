import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { send, struct } from "./grpc";
import { urnOf } from "./pluginProcess";

const ROOT = resolve(__dirname, "../..");

/** What an engine tells a policy of a resource. */
export interface Analyzed {
  readonly type: string;
  readonly name?: string;
  /** The inputs as `check` has returned them. */
  readonly props: object;
  readonly additionalSecretOutputs?: readonly string[];
}

export interface Violation {
  readonly policy: string;
  readonly message: string;
  readonly isMandatory: boolean;
}

/** Settings by policy. */
export type PolicySettings = Readonly<Record<string, object>>;

/** A policy pack in a process of its own, with the server of `@pulumi/policy`. It is called as an engine calls it. */
export class Analyzer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: rpc.AnalyzerClient,
  ) {}

  static async start(pack: string): Promise<Analyzer> {
    const child = spawn(process.execPath, ["--require", "ts-node/register/transpile-only", pack], {
      cwd: ROOT,
      env: { PATH: process.env["PATH"] ?? "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the policy pack ended with ${String(code)} before it was ready`);
    });
    const [port] = (await Promise.race([once(createInterface({ input: child.stdout }), "line"), ended])) as [
      string,
    ];
    ended.catch(() => undefined);
    return new Analyzer(
      child,
      new rpc.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()),
    );
  }

  /** Replaces the configuration of all policies. */
  async configure(settings: PolicySettings): Promise<void> {
    const request = new pb.ConfigureAnalyzerRequest();
    for (const [policy, properties] of Object.entries(settings)) {
      const config = new pb.PolicyConfig();
      config.setEnforcementlevel(pb.EnforcementLevel.MANDATORY);
      config.setProperties(struct(properties));
      request.getPolicyconfigMap().set(policy, config);
    }
    await send((done) => this.client.configure(request, done));
  }

  async info(): Promise<pb.AnalyzerInfo.AsObject> {
    const answer = await send<pb.AnalyzerInfo>((done) => this.client.getAnalyzerInfo(new Empty(), done));
    return answer.toObject();
  }

  async analyze({ type, name = "web", props, additionalSecretOutputs = [] }: Analyzed): Promise<Violation[]> {
    const options = new pb.AnalyzerResourceOptions();
    options.setAdditionalsecretoutputsList([...additionalSecretOutputs]);
    options.setCustomtimeouts(new pb.AnalyzerResourceOptions.CustomTimeouts());
    const request = new pb.AnalyzeRequest();
    request.setType(type);
    request.setName(name);
    request.setUrn(urnOf(name, type));
    request.setProperties(struct(props));
    request.setOptions(options);
    const answer = await send<pb.AnalyzeResponse>((done) => this.client.analyze(request, done));
    return answer.getDiagnosticsList().map((it) => ({
      policy: it.getPolicyname(),
      message: it.getMessage(),
      isMandatory: it.getEnforcementlevel() === pb.EnforcementLevel.MANDATORY,
    }));
  }

  async stop(): Promise<void> {
    this.client.close();
    this.child.kill();
    await once(this.child, "exit");
  }
}
