/**
 * What 500 resources cost on each host: create, a preview without change, an update of one user each, destroy. Beside them
 * the same number of resources that make no call, so that the engine's share and ours can be told apart. Without a CLI the
 * plugin is driven over gRPC, by the engine's part as the tests play it: that has no program to run. Reads /proc: Linux.
 * `BENCH_RESOURCES` and `BENCH_LATENCY` (milliseconds) change the size.
 */
import { readdirSync, readFileSync } from "node:fs";
import { startEmulator, type Emulator } from "../sandbox/emulator";
import { PluginProject } from "../tests/support/pluginEngine";
import { PLUGIN, PluginProcess } from "../tests/support/pluginProcess";
import { DeclaredProject } from "../tests/support/program";
import { type Command, hasPulumi, offlineEngine, Project, pulumiCli, type Run } from "./engines";

const RESOURCES = Number(process.env["BENCH_RESOURCES"] ?? 500);
const LATENCY = Number(process.env["BENCH_LATENCY"] ?? 20);
const USERS = ["alice", "bob", "carol"];

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

/** The process of either host. */
const PROVIDER = /cmd\/dynamic-provider|hosts\/plugin\/main|pulumi-resource-swr/;

/** Highest memory of the provider and number of connections to the emulator while something runs. */
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
        if (!PROVIDER.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"))) continue;
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

interface Bench {
  readonly title: string;
  /** From now on each resource gives the third user this permission. */
  declare(permission: string): void;
  run(command: Command): Promise<Run>;
  remove(): void;
}

const environmentOf = (emulator: Emulator): Record<string, string> => ({
  SWR_ENDPOINT: emulator.url,
  SWR_REGION: "eu-de",
  SWR_CLOUD: "otc",
  SWR_ACCESS_KEY: "AKFAKECI000000000000",
  SWR_SECRET_KEY: "fake-secret-key-of-ci".padEnd(40, "0"),
});

/** Every resource as data: both hosts are given the same. */
const resources = (permission: string): Record<string, object> =>
  Object.fromEntries(
    Array.from({ length: RESOURCES }, (_, at) => [
      `r${String(at)}`,
      { organization: "bench", repository: `r${String(at)}`, users: grants(permission) },
    ]),
  );

function ours(title: string, project: DeclaredProject | PluginProject): Bench {
  return {
    title,
    declare: (permission) => {
      project.declare({ resources: resources(permission) });
    },
    run: (command) => project.run(command),
    remove: () => {
      project.remove();
    },
  };
}

function trivial(environment: Record<string, string>): Bench {
  const engine = hasPulumi() ? pulumiCli : offlineEngine;
  const files = { "Pulumi.yaml": "name: bench\nruntime: nodejs\n", "index.js": TRIVIAL };
  const project = new Project(engine, environment, files);
  return {
    title: `a dynamic resource that makes no call, ${engine.name}`,
    declare: (permission) => {
      project.write("size.json", JSON.stringify({ count: RESOURCES, users: grants(permission) }));
    },
    run: (command) => project.run(command),
    remove: () => {
      project.remove();
    },
  };
}

const dynamicHost = (environment: Record<string, string>): Bench => {
  const engine = hasPulumi() ? pulumiCli : offlineEngine;
  const project = new DeclaredProject(engine, environment, { refresh: false });
  return ours(`RepositoryAccess, dynamic host, ${engine.name}`, project);
};

const pluginHost = (environment: Record<string, string>): Bench =>
  hasPulumi()
    ? ours(
        "RepositoryAccess, plugin, pulumi",
        new DeclaredProject(pulumiCli, environment, { refresh: false, host: "plugin" }),
      )
    : ours(
        "RepositoryAccess, plugin, driven over gRPC",
        new PluginProject(environment, { refreshesFirst: true }),
      );

const PHASES: readonly (readonly [string, Command, string])[] = [
  ["create", "up", "Read"],
  ["no change", "preview", "Read"],
  ["update one user each", "up", "Write"],
  ["destroy", "destroy", "Write"],
];

async function measure(bench: Bench, emulator: Emulator): Promise<void> {
  process.stdout.write(`\n${bench.title}\n`);
  try {
    for (const [name, command, permission] of PHASES) {
      bench.declare(permission);
      emulator.clearRequests();
      const watch = new Watch(emulator);
      const start = performance.now();
      const run = await bench.run(command);
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
    bench.remove();
  }
}

/** From exec to the printed port. */
async function measureStart(): Promise<void> {
  const times: number[] = [];
  for (let at = 0; at < 10; at += 1) {
    const start = performance.now();
    const plugin = await PluginProcess.start({});
    times.push(performance.now() - start);
    await plugin.stop();
  }
  const [least, most] = [Math.min(...times), Math.max(...times)];
  process.stdout.write(`\n${PLUGIN}: ready ${least.toFixed(0)} to ${most.toFixed(0)} ms after exec\n`);
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
    await measureStart();
    const environment = environmentOf(emulator);
    for (const bench of [dynamicHost, pluginHost, trivial]) await measure(bench(environment), emulator);
  } finally {
    await emulator.stop();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
