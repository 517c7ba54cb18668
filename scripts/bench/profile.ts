/**
 * Where the processor time of provider and program goes, by package and function, into bench/profile.md: the plugin as a user
 * has it, driven over gRPC, and a program on the dynamic host. On a busy machine the shares are right, the times are not.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { Log } from "../../tests/support/pluginLog";
import { PluginProcess, type Props, urnOf } from "../../tests/support/pluginProcess";
import { bundlePlugin } from "../bundle";
import { hasPulumi } from "../engines";
import { Emulated } from "./emulated";
import { machine, versions } from "./machine";
import { profilesIn, textOf } from "./profiles";
import { createStack, type Kind, RESOURCES } from "./stacks";
import { environmentOf, MAX_CONCURRENCY, type Permission } from "./world";

const PAGE = join(__dirname, "../../bench/profile.md");
const HOOK = join(__dirname, "profiled.js");

/** How many resources an engine on two processors works on at once. */
const PARALLEL = MAX_CONCURRENCY / 2;

/** The plugin's own life of some resources, without an engine: create, read, update with check and diff, delete. */
async function live(plugin: PluginProcess, kind: Kind, size: number): Promise<void> {
  const programOf = (permission: Permission): [string, Props][] =>
    Object.entries(RESOURCES[kind](size, { permission })).map(([name, { type, properties }]) => [
      urnOf(name, type.replace("swr:", "swr:index:")),
      properties as Props,
    ]);
  const kept = new Map<string, { id: string; inputs: Props; outputs: Props }>();
  const known = (urn: string): { id: string; inputs: Props; outputs: Props } =>
    kept.get(urn) ?? { id: "", inputs: {}, outputs: {} };
  const each = async (
    all: readonly [string, Props][],
    work: (urn: string, it: Props) => Promise<unknown>,
  ): Promise<void> => {
    const left = [...all];
    const worker = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(...next);
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  };
  await each(programOf("Read"), async (urn, program) => {
    const { inputs } = await plugin.check(urn, {}, program);
    kept.set(urn, { inputs, ...(await plugin.create(urn, inputs)) });
  });
  await each(programOf("Read"), async (urn) => {
    kept.set(urn, await plugin.read(urn, known(urn).id, known(urn)));
  });
  await each(programOf("Write"), async (urn, program) => {
    const old = known(urn);
    const { inputs } = await plugin.check(urn, old.inputs, program, old.outputs);
    await plugin.diff(urn, old.id, old, inputs);
    kept.set(urn, { id: old.id, inputs, ...(await plugin.update(urn, old.id, old, inputs)) });
  });
  await each(programOf("Write"), (urn) => plugin.delete(urn, known(urn).id, known(urn).outputs));
}

interface Profiled {
  readonly title: string;
  readonly text: string;
}

/** A folder in which processes leave their profiles while `work` runs. */
async function profiling<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "swr-profiles-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function ofPlugin(file: string, map: SourceMap, kind: Kind, size: number): Promise<Profiled> {
  const [emulated, log] = [await Emulated.start(size, 0), new Log()];
  const engine = await log.start();
  try {
    return await profiling(async (folder) => {
      const environment = { ...environmentOf(emulated.url), SWR_PROFILES: folder };
      const command = [process.execPath, "--require", HOOK, file] as const;
      const plugin = await PluginProcess.start(environment, engine, [...command]);
      await plugin.handshake(engine, true);
      await plugin.configure({});
      await emulated.begin();
      await live(plugin, kind, size);
      const { calls } = await emulated.count();
      plugin.child.kill("SIGTERM");
      await once(plugin.child, "exit");
      await plugin.stop();
      const [profile] = profilesIn(folder);
      if (profile === undefined) throw new Error("the plugin left no profile");
      const what = kind === "policy" ? "one RepositoryAccessPolicy" : "RepositoryAccess × N";
      return {
        title: `The plugin: ${what}, N = ${String(size)}, from start to end: create, refresh, update, destroy, ${String(calls)} calls`,
        text: textOf(profile, map),
      };
    });
  } finally {
    log.stop();
    await emulated.stop();
  }
}

/** The program of a stack on the dynamic host. Its provider is killed by the engine, and leaves no profile. */
async function ofProgram(size: number): Promise<Profiled[]> {
  const emulated = await Emulated.start(size, 0);
  try {
    return await profiling(async (folder) => {
      const stack = createStack("lists", "dynamic", size, {
        engine: hasPulumi() ? "pulumi" : "offline engine",
        environment: {
          ...environmentOf(emulated.url),
          NODE_OPTIONS: `--require ${HOOK}`,
          SWR_PROFILES: folder,
        },
        flags: [],
        refreshesAlways: false,
      });
      stack.declare({ permission: "Read" });
      const { code, output } = await stack.run("up", () => undefined);
      stack.remove();
      if (code !== 0) throw new Error(output);
      const isProgram = (command: readonly string[]): boolean =>
        command.some((it) => /cmd\/run|sandbox\/engine\/.*program/i.test(it));
      return profilesIn(folder)
        .filter(({ command }) => isProgram(command))
        .map((profile) => ({
          title: `The program on the dynamic host: RepositoryAccess × ${String(size)}, create`,
          text: textOf(profile),
        }));
    });
  } finally {
    await emulated.stop();
  }
}

export async function writeProfiles(): Promise<void> {
  const { code, map } = await bundlePlugin({ isMapped: true });
  const folder = mkdtempSync(join(tmpdir(), "swr-plugin-"));
  const file = join(folder, "main.cjs");
  writeFileSync(file, code);
  const sources = new SourceMap(JSON.parse(map ?? "{}") as SourceMapPayload);
  try {
    const all = [
      await ofPlugin(file, sources, "policy", 1),
      await ofPlugin(file, sources, "policy", 500),
      await ofPlugin(file, sources, "lists", 300),
      ...(await ofProgram(100)),
    ];
    const pairs = Object.entries({ ...machine(), ...versions() }).map((pair) => pair.join(" "));
    const head = [
      "# Profile",
      "Written by `make bench BENCH=profile`: where the processor time of provider and program goes. Time in a function itself, without those that it calls; on a busy machine the shares are right, the times are not. The emulator runs in another process, and adds no latency.",
      `Measured ${new Date().toISOString().slice(0, 10)}. ${pairs.join(", ")}.`,
    ];
    mkdirSync(join(PAGE, ".."), { recursive: true });
    writeFileSync(
      PAGE,
      [...head, ...all.flatMap(({ title, text }) => [`## ${title}`, text])].join("\n\n").concat("\n"),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
