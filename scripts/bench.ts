/**
 * What 500 resources cost: create, a preview without change, an update of one user each, destroy. Beside it the same
 * number of resources that make no call, so that the engine's share and ours can be told apart. Reads /proc: Linux.
 * `BENCH_RESOURCES` and `BENCH_LATENCY` (milliseconds) change the size.
 */
import { readdirSync, readFileSync } from "node:fs";
import { startEmulator, type Emulator } from "../sandbox/emulator";
import { type Command, hasPulumi, offlineEngine, Project, pulumiCli } from "./engines";

const RESOURCES = Number(process.env["BENCH_RESOURCES"] ?? 500);
const LATENCY = Number(process.env["BENCH_LATENCY"] ?? 20);
const USERS = ["alice", "bob", "carol"];

const OURS = `"use strict";
const swr = require("pulumi-swr");
const { count, users } = JSON.parse(require("node:fs").readFileSync(__dirname + "/size.json", "utf8"));
for (let at = 0; at < count; at += 1)
  new swr.RepositoryAccess("r" + at, { organization: "bench", repository: "r" + at, users });
`;
const TRIVIAL = `"use strict";
const pulumi = require("@pulumi/pulumi");
const { count, users } = JSON.parse(require("node:fs").readFileSync(__dirname + "/size.json", "utf8"));
const same = "async (id, olds, news) => ({ changes: JSON.stringify(olds.users) !== JSON.stringify(news.users) })";
const provider =
  "exports.handler=()=>({ check: async (olds, news) => ({ inputs: news }), diff: " + same +
  ", create: async (inputs) => ({ id: 'x', outs: inputs }), update: async (id, olds, news) => ({ outs: news })," +
  " read: async (id, props) => ({ id, props, inputs: props }), delete: async () => {} })";
class Trivial extends pulumi.CustomResource {
  constructor(name, users) {
    super("pulumi-nodejs:dynamic/bench:Trivial", name, { users, __provider: provider });
  }
}
for (let at = 0; at < count; at += 1) new Trivial("r" + at, users);
`;

/** Highest memory of the dynamic host and number of connections to the emulator while something runs. */
class Watch {
  memory = 0;
  connections = 0;
  readonly #port: string;
  readonly #timer: NodeJS.Timeout;

  constructor(emulator: Emulator) {
    this.#port = Number(new URL(emulator.url).port).toString(16).toUpperCase().padStart(4, "0");
    this.#timer = setInterval(() => {
      this.#look();
    }, 50);
  }

  #look(): void {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("cmd/dynamic-provider")) continue;
        const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
        this.memory = Math.max(this.memory, Number(kib) / 1024);
      } catch {
        // It ended while we looked.
      }
    }
    const established = readFileSync("/proc/net/tcp", "utf8")
      .split("\n")
      .filter((line) => new RegExp(`^\\s*\\d+: \\S+:${this.#port} \\S+ 01 `).test(line));
    this.connections = Math.max(this.connections, established.length);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

const grants = (last: string): object[] =>
  USERS.map((userName, at) => ({
    userId: ["a11ce000", "b0b00000", "ca401000"][at]?.padEnd(31, "0").concat("1"),
    userName,
    permission: at === USERS.length - 1 ? last : "Read",
  }));

async function measure(title: string, emulator: Emulator, program: string): Promise<void> {
  const engine = hasPulumi() ? pulumiCli : offlineEngine;
  const environment = {
    SWR_ENDPOINT: emulator.url,
    SWR_REGION: "eu-de",
    SWR_CLOUD: "otc",
    SWR_ACCESS_KEY: "AKFAKECI000000000000",
    SWR_SECRET_KEY: "fake-secret-key-of-ci".padEnd(40, "0"),
  };
  const project = new Project(engine, environment, {
    "Pulumi.yaml": "name: bench\nruntime: nodejs\n",
    "index.js": program,
  });
  const phases: [string, Command, string][] = [
    ["create", "up", "Read"],
    ["no change", "preview", "Read"],
    ["update one user each", "up", "Write"],
    ["destroy", "destroy", "Write"],
  ];
  process.stdout.write(`\n${title}, ${engine.name}\n`);
  try {
    for (const [name, command, permission] of phases) {
      project.write("size.json", JSON.stringify({ count: RESOURCES, users: grants(permission) }));
      emulator.clearRequests();
      const watch = new Watch(emulator);
      const start = performance.now();
      const run = await project.run(command);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      watch.end();
      if (run.code !== 0) throw new Error(`${name} failed:\n${run.output.slice(-2000)}`);
      const calls = emulator.requests().filter(({ path }) => path.includes("/repos/")).length;
      process.stdout.write(
        `  ${name.padEnd(22)}${seconds.padStart(7)} s  ${String(calls).padStart(6)} calls  ` +
          `${String(watch.connections).padStart(3)} connections  ${watch.memory.toFixed(0).padStart(5)} MiB\n`,
      );
    }
  } finally {
    project.remove();
  }
}

async function main(): Promise<void> {
  const emulator = await startEmulator({ latencyMs: LATENCY });
  emulator.createOrganization({ name: "bench" });
  for (let at = 0; at < RESOURCES; at += 1)
    emulator.createRepository({ organization: "bench", repository: `r${String(at)}` });
  process.stdout.write(
    `${String(RESOURCES)} resources, ${String(USERS.length)} users each, ${String(LATENCY)} ms latency\n`,
  );
  try {
    await measure("RepositoryAccess", emulator, OURS);
    await measure("a resource that makes no call", emulator, TRIVIAL);
  } finally {
    await emulator.stop();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
