/** Measures one subject at one size and latency: all operations, one after another, each judged by what it left behind. */
import { tmpdir } from "node:os";
import type { Command } from "../engines";
import { Emulated } from "./emulated";
import { type Measure, type Operation, OPERATIONS, type Row, type Subject, SUBJECTS } from "./row";
import { createStack, type Declaration, type Kind, type Setting, type Stack } from "./stacks";
import { othersBusyPercent, Watch } from "./watch";
import { Wire } from "./wire";
import { environmentOf, type Permission } from "./world";

/** What a row is to be measured of. */
export interface Cell {
  readonly engine: Setting["engine"] | "none";
  readonly subject: Subject;
  readonly size: number;
  readonly latencyMs: number;
  /** Shown in the table. */
  readonly switches: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly refreshesAlways?: boolean;
}

const COMMANDS: Readonly<Record<Operation, Command>> = {
  create: "up",
  "no change": "preview",
  drift: "up",
  update: "up",
  refresh: "refresh",
  destroy: "destroy",
};

/** What an operation leaves behind: the last user's permission, or nobody. */
const leaves = (operation: Operation): Permission | undefined =>
  operation === "destroy" ? undefined : operation === "update" || operation === "refresh" ? "Write" : "Read";

/** The kind of resource, and who hosts it. */
const STACKS: Partial<Record<Subject, readonly [Kind, "plugin" | "dynamic"]>> = {
  builtin: ["builtin", "plugin"],
  nobody: ["nobody", "dynamic"],
  lists: ["lists", "plugin"],
  policy: ["policy", "plugin"],
  dynamicLists: ["lists", "dynamic"],
  dynamicPolicy: ["policy", "dynamic"],
};
/** These subjects send no request, so their drift is a change of the program. */
const CALLS_NOBODY: readonly Subject[] = ["builtin", "nobody"];

const declarationOf = (cell: Cell, operation: Operation): Declaration => {
  const permission = operation === "update" || operation === "refresh" ? "Write" : "Read";
  return { permission, drifts: operation === "drift" && CALLS_NOBODY.includes(cell.subject) };
};

/** One operation of a subject, timed. */
type Run = (
  operation: Operation,
) => Promise<Pick<Measure, "seconds" | "memoryMiB" | "processorSeconds"> & { watch?: Watch }>;

const runOf =
  (cell: Cell, stack: Stack): Run =>
  async (operation) => {
    stack.declare(declarationOf(cell, operation));
    let watch: Watch | undefined;
    const start = performance.now();
    const { code, output } = await stack.run(COMMANDS[operation], (pid) => (watch = new Watch(pid)));
    const seconds = (performance.now() - start) / 1000;
    watch?.end();
    if (code !== 0) throw new Error(output);
    if (watch === undefined) return { seconds };
    const { memoryMiB, processorSeconds } = watch;
    return {
      seconds,
      ...(memoryMiB === undefined ? {} : { memoryMiB: Math.round(memoryMiB) }),
      ...(processorSeconds === undefined ? {} : { processorSeconds }),
      watch,
    };
  };

const runOfWire =
  (cell: Cell, emulated: Emulated): Run =>
  async (operation) => {
    // Each operation has a new client, since a provider also opens new connections in each command.
    const wire = new Wire(emulated, cell.size, cell.subject === "wirePolicy");
    const [start, before] = [performance.now(), process.cpuUsage()];
    try {
      await wire.run(operation);
      const seconds = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(before);
      return { seconds, processorSeconds: (user + system) / 1e6 };
    } finally {
      wire.end();
    }
  };

async function measureOne(emulated: Emulated, run: Run, cell: Cell, operation: Operation): Promise<Measure> {
  if (operation === "drift") await emulated.drift();
  await emulated.begin();
  const { watch, seconds, processorSeconds, ...measured } = await run(operation);
  const { calls, connections, firstCallAt } = await emulated.count();
  if (!CALLS_NOBODY.includes(cell.subject)) await emulated.judge(leaves(operation));
  const startedAt = firstCallAt === undefined ? undefined : watch?.startedBefore(firstCallAt);
  return {
    seconds: Number(seconds.toFixed(3)),
    calls,
    connections,
    ...measured,
    ...(processorSeconds === undefined ? {} : { processorSeconds: Number(processorSeconds.toFixed(2)) }),
    ...(firstCallAt === undefined || startedAt === undefined
      ? {}
      : { firstCallMs: Math.round(firstCallAt - startedAt) }),
  };
}

/** The end of what a command said, without the folders of this machine. */
const reasonOf = (thrown: unknown): string =>
  [process.cwd(), tmpdir()].reduce(
    (text, folder) => text.replaceAll(folder, "…"),
    (thrown instanceof Error ? thrown.message : String(thrown)).slice(-1000),
  );

/** `variables`: what every command of the engine needs. */
export async function measure(cell: Cell, variables: Readonly<Record<string, string>>): Promise<Row> {
  const emulated = await Emulated.start(cell.size, cell.latencyMs);
  let stack: Stack | undefined;
  const operations: Partial<Record<Operation, Measure>> = {};
  const row = {
    engine: cell.engine,
    subject: SUBJECTS[cell.subject],
    switches: cell.switches,
    size: cell.size,
    latencyMs: cell.latencyMs,
    measured: new Date().toISOString(),
  };
  let stateBytes: number | undefined;
  let failed: string | undefined;
  try {
    const [kind, host] = STACKS[cell.subject] ?? [];
    if (cell.engine !== "none" && kind !== undefined && host !== undefined)
      stack = createStack(kind, host, cell.size, {
        engine: cell.engine,
        environment: { ...variables, ...environmentOf(emulated.url), ...cell.environment },
        flags: cell.flags ?? [],
        refreshesAlways: cell.refreshesAlways ?? false,
      });
    const busy = await othersBusyPercent();
    const run = stack === undefined ? runOfWire(cell, emulated) : runOf(cell, stack);
    for (const operation of OPERATIONS) {
      try {
        operations[operation] = await measureOne(emulated, run, cell, operation);
      } catch (thrown) {
        failed = `${operation}: ${reasonOf(thrown)}`;
        break;
      }
      if (operation === "create") stateBytes = stack?.stateBytes();
    }
    return {
      ...row,
      othersBusyPercent: busy,
      operations,
      ...(stateBytes === undefined ? {} : { stateBytes }),
      ...(failed === undefined ? {} : { failed }),
    };
  } finally {
    stack?.remove();
    await emulated.stop();
  }
}
