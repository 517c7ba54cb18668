import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { assertBuilt } from "../support/built";
import { environmentOf } from "../support/stack";

const MAIN = join(__dirname, "../../dist/cli/main.js");

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Started {
  readonly url?: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Runs `pulumi-swr` as a process of its own, against an emulator. */
export async function runCli(
  args: readonly string[],
  { url, input, environment }: Started = {},
): Promise<Ended> {
  assertBuilt();
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env["PATH"],
      ...(url === undefined ? {} : environmentOf({ url })),
      ...environment,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
  // A command that ends before it has read everything closes its end of the pipe.
  child.stdin.on("error", () => undefined).end(input ?? "");
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err };
}
