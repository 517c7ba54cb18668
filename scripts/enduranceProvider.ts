/**
 * The provider of the endurance run, in a process of its own. It calls the hooks for 16 resources at once, as an engine does
 * in an `up`, with one context for all rounds. `endurance.ts` starts it with --expose-gc.
 */
import { messageOf, PartialFailureError } from "../provider/errors";
import { createContext, createHooks } from "../provider/hosts/hooks";
import { REGISTRY } from "../provider/registry";
import { resolveSettings } from "../provider/settings";
import { environmentOf } from "../tests/support/stack";
import type { Program } from "./enduranceWorld";

/** How many resources an engine works on at once by default. */
const PARALLEL = 16;

export interface Order {
  readonly programs: readonly Program[];
}
export interface Report {
  readonly seconds: number;
  /** Repositories whose `up` failed, with the reason. */
  readonly failed: Readonly<Record<string, string>>;
  /** How many resources were as declared already, so that only check and diff were called. */
  readonly same: number;
  readonly heapMiB: number;
  readonly rssMiB: number;
}

const url = process.argv[2] ?? "";
const settings = resolveSettings(() => undefined, environmentOf({ url }));
const context = createContext(settings, () => undefined);
const hooks = createHooks(REGISTRY.RepositoryAccess, () => context);

/** What an engine keeps of a resource. */
interface StoredResource {
  readonly id: string;
  readonly state: object;
  readonly inputs: object;
}
const kept = new Map<string, StoredResource>();

/** Runs `up` for one resource. Resolves to false if it was as declared. */
async function up(program: Program): Promise<boolean> {
  const prior = kept.get(program.repository);
  const { inputs, failures } = await hooks.check(prior?.inputs, program);
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
  if (prior !== undefined && !(await hooks.diff(prior.id, prior.state, inputs)).changes) return false;
  try {
    const { id, state } =
      prior === undefined
        ? await hooks.create(inputs)
        : { id: prior.id, state: await hooks.update(prior.id, prior.state, inputs) };
    kept.set(program.repository, { id, state, inputs });
    return true;
  } catch (thrown) {
    if (thrown instanceof PartialFailureError)
      kept.set(program.repository, { id: thrown.id, state: thrown.properties, inputs });
    throw thrown;
  }
}

async function memory(): Promise<Pick<Report, "heapMiB" | "rssMiB">> {
  for (let again = 0; again < 3; again += 1) {
    await new Promise(setImmediate);
    global.gc?.();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMiB: heapUsed / 2 ** 20, rssMiB: rss / 2 ** 20 };
}

async function carryOut({ programs }: Order): Promise<Report> {
  const failed: Record<string, string> = {};
  let same = 0;
  const start = performance.now();
  const queue = programs.values();
  const worker = async (): Promise<void> => {
    // All workers take from the same queue.
    for (const program of queue)
      try {
        if (!(await up(program))) same += 1;
      } catch (thrown) {
        failed[program.repository] = messageOf(thrown);
      }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  const seconds = (performance.now() - start) / 1000;
  return { seconds, failed, same, ...(await memory()) };
}

if (global.gc === undefined)
  throw new Error("memory can be measured only with --expose-gc: start with make endurance");
process.on("message", (order: Order) => {
  carryOut(order).then(
    (report) => process.send?.(report),
    (thrown: unknown) => {
      process.stderr.write(`${messageOf(thrown)}\n`);
      process.exit(1);
    },
  );
});
