import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Count, Order, Started } from "./emulatorProcess";
import type { Permission } from "./world";

/** An emulator that runs in another process, with N repositories to which nobody has access. */
export class Emulated {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly token: string,
  ) {}

  static async start(size: number, latencyMs: number): Promise<Emulated> {
    const child = fork(join(__dirname, "emulatorProcess.ts"), {
      execArgv: ["-r", "ts-node/register/transpile-only"],
    });
    const { url, token } = (await ask(child, { kind: "start", size, latencyMs })) as Started;
    return new Emulated(child, url, token);
  }

  async begin(): Promise<void> {
    await ask(this.child, { kind: "begin" });
  }

  async count(): Promise<Count> {
    return (await ask(this.child, { kind: "count" })) as Count;
  }

  async drift(): Promise<void> {
    await ask(this.child, { kind: "drift" });
  }

  /** Fails where a list is not as declared. */
  async judge(permission: Permission | undefined): Promise<void> {
    const order =
      permission === undefined ? { kind: "judge" as const } : { kind: "judge" as const, permission };
    const wrong = await ask(this.child, order);
    if (typeof wrong === "string") throw new Error(`${wrong} is not as declared afterwards`);
  }

  async stop(): Promise<void> {
    this.child.disconnect();
    if (this.child.exitCode === null) await once(this.child, "exit");
  }
}

function ask(child: ChildProcess, order: Order): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(new Error("the emulator's process has ended"));
    };
    child.once("exit", end);
    child.once("message", ({ answer, error }: { answer?: unknown; error?: string }) => {
      child.off("exit", end);
      if (error === undefined) resolve(answer);
      else reject(new Error(error));
    });
    child.send(order);
  });
}
