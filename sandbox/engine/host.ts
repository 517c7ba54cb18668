/** The two processes of a run, started as the Pulumi CLI starts them: the program and the dynamic provider host. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Job } from "./project";
import type { Props } from "./state";
const SDK_ON_DEMAND = path.join(__dirname, "../sdkOnDemand.js");
process.once("exit", () => void killAll());
const children: { exit: Promise<unknown>; kill: () => void }[] = [];
export async function killAll(): Promise<void> {
  for (const { kill } of children) kill();
  await Promise.all(children.map(({ exit }) => exit));
}
/** Runs a script of the SDK in a process group, so that its children end too. Resolves to "" or to its exit code or signal. */
function start(cwd: string, script: string, args: string[], added: object, print: Job["print"]) {
  const file = createRequire(path.join(cwd, "index.js")).resolve(`@pulumi/pulumi/cmd/${script}`);
  const env: NodeJS.ProcessEnv = { ...process.env, ...added, TRACEPARENT: undefined };
  const stdio = ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"];
  const node = ["--require", SDK_ON_DEMAND, file, ...args];
  const child = spawn(process.execPath, node, { cwd, env, detached: true, stdio });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", print);
  const exit = once(child, "close").then(([code, by]: unknown[]) => (code === 0 ? "" : String(by ?? code)));
  const kill = (): void => {
    if (child.pid && child.exitCode === null && !child.signalCode) process.kill(-child.pid, "SIGKILL");
  };
  children.push({ exit, kill });
  return exit;
}

export function startProgram(job: Job, address: string): Promise<string> {
  const { name: project, stack, root, programDir: pwd, config, secretKeys } = job;
  const options = { monitor: address, engine: address, project, stack, "root-directory": root, pwd };
  const flags = Object.entries(options).map(([key, value]) => `--${key}=${value}`);
  const args = [...flags, "--parallel=16", ...(job.dryRun ? ["--dry-run"] : []), job.entry];
  const [PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS] = [config, secretKeys].map((it) => JSON.stringify(it));
  const env = { PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT: String(job.typescript) };
  return start(pwd, "run", args, env, job.print);
}

export async function startHost(job: Job, address: string): Promise<ResourceProviderClient> {
  let read = job.print;
  const first = new Promise<string>((resolve) => (read = resolve));
  const line = (text: string): void => (read(text), void (read = job.print));
  const env = { PULUMI_NODEJS_PROJECT: job.name, PULUMI_PROJECT: job.name };
  const port = await Promise.race([first, start(job.programDir, "dynamic-provider", [address], env, line)]);
  if (port === "SIGKILL") return new Promise(() => undefined); // `killAll` ended it: nobody waits
  if (!/^\d+$/.test(port)) throw new Error(`the dynamic provider host did not start: ${port}`);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  await ask((done) => client.configure(new ConfigureRequest().setArgs(pack(job.config)), done));
  return client;
}

export const pack = Struct.fromJavaScript.bind(Struct);
export const unpack = (struct: Struct | undefined): Props => struct?.toJavaScript() ?? {};
export const ask = <T>(
  send: (done: (error: grpc.ServiceError | null, answer: T) => void) => void,
): Promise<T> => promisify(send)().catch((error: unknown) => Promise.reject(readError(error)));
/** The error of a call. `kept`: the resource exists all the same, in part, and a later run has to complete it. */
export type CallError = Error & { kept?: { id: string; outputs: Props; initErrors: string[] } };
function readError(error: unknown): CallError {
  const { metadata, details } = error as grpc.ServiceError;
  const packed = metadata.get("grpc-status-details-bin")[0];
  const [detail] = typeof packed === "object" ? Status.deserializeBinary(packed).getDetailsList() : [];
  if (!detail) return new Error(details);
  const init = ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  const [id, outputs, initErrors] = [init.getId(), unpack(init.getProperties()), init.getReasonsList()];
  return Object.assign(new Error(["", ...initErrors].join("\n\t* ")), { kept: { id, outputs, initErrors } });
}
