import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { assertBuilt } from "./built";
import { ProviderClient } from "./providerClient";

/** A real provider in a process of its own, started and called as an engine does. */
export class ProviderProcess extends ProviderClient {
  /** What the process printed, without its port. */
  output = "";

  constructor(
    readonly child: ChildProcess,
    client: ResourceProviderClient,
  ) {
    super(client);
  }

  static async launch<T extends ProviderProcess>(
    this: new (child: ChildProcess, client: ResourceProviderClient) => T,
    [file, ...args]: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
  ): Promise<T> {
    assertBuilt();
    const child = spawn(file, args, { env: { PATH: process.env["PATH"] ?? "", ...environment } });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`it ended with ${String(code)} before it was ready`);
    });
    const [port] = (await Promise.race([once(lines, "line"), ended])) as [string];
    ended.catch(() => undefined);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const started = new this(child, client);
    lines.on("line", (line) => (started.output += `${line}\n`));
    child.stderr.on("data", (data) => (started.output += String(data)));
    return started;
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    // Only then everything that the process printed has been read.
    const closed = once(this.child, "close");
    this.child.kill("SIGKILL");
    await closed;
  }
}
