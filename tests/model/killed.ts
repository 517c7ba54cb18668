import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../sandbox/emulator";
import type { Stack } from "../support/stack";

const WORKER = join(__dirname, "worker.js");

interface Point {
  readonly method: string;
  /** The provider is killed when its n-th request with this method is seen, */
  readonly nth: number;
  /** before or after it is carried out. */
  readonly when: "before" | "after";
}

/** One `up` in a process that is killed at a request. The stack keeps what an engine would: its old state. */
export async function killedUp(
  emulator: Emulator,
  stack: Stack,
  program: object,
  environment: Readonly<Record<string, string | undefined>>,
  { method, nth, when }: Point,
): Promise<void> {
  // The request never returns: so it is the last one, whatever the machine's speed.
  const match = { method, path: "/access" };
  const fault = emulator.fault({ match, nth, times: "forever", action: { hang: when } });
  const child = spawn(process.execPath, [WORKER], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "close");
  let output = "";
  child.stdout.on("data", (data) => (output += String(data)));
  const { id, state, inputs } = stack;
  child.stdin.end(JSON.stringify({ id, state, inputs, program }));
  while (child.exitCode === null && !isMet(emulator, fault)) await sleep(2);
  child.kill("SIGKILL");
  await exit;
  emulator.clearFaults(fault);
  if (output === "") return;
  // It ended before that request: what it did stands.
  const { error, ...kept } = JSON.parse(output) as { error?: string };
  Object.assign(stack, kept);
  if (error !== undefined) throw new Error(error);
}

const isMet = (emulator: Emulator, fault: number): boolean =>
  emulator.faults().some(({ id, applied }) => id === fault && applied > 0);
