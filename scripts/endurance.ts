/**
 * Endurance run: 20 rounds of `up` on 1,000 repositories, each round with an edit of every program, drift and random faults.
 * The provider runs in one process for all rounds. An engine starts a new process for each run, but only one that lives on
 * shows what grows without bound. The run fails if something is not as declared in the end, if a request took access from a
 * declared user or gave too much, if there were too many connections, or if memory grows.
 *
 * `ENDURANCE_SEED`, `ENDURANCE_REPOSITORIES`, `ENDURANCE_ROUNDS`, `ENDURANCE_FAULTS` (percent), `ENDURANCE_LATENCY`
 * (milliseconds). The seed decides programs, drift, and the fault for the n-th request. Which request is the n-th depends
 * on the machine.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../sandbox/emulator";
import { RandomFaults } from "./enduranceFaults";
import type { Order, Report } from "./enduranceProvider";
import { World } from "./enduranceWorld";
import { Random } from "./random";

const setting = (name: string, otherwise: number): number =>
  Number(process.env[`ENDURANCE_${name}`] ?? otherwise);
const SEED = setting("SEED", 1);
const REPOSITORIES = setting("REPOSITORIES", 1000);
const ROUNDS = setting("ROUNDS", 20);
const FAULTS = setting("FAULTS", 5) / 100;
const LATENCY = setting("LATENCY", 5);

/** The default of `swr:maxConcurrency`. */
const MAX_CONNECTIONS = 16;
/** How many MiB of heap more the last three rounds may hold than rounds 3 to 5: some 30 bytes a request. */
const MORE_HEAP = 2;
/** The same for the whole process (RSS). A process gives memory back late, so this only notices what grows fast. */
const MORE_RSS = 32;

/** Counts the open connections to the emulator, which is the only server of this process. */
class Connections {
  #open = 0;
  #most = 0;

  constructor() {
    subscribe("net.server.socket", (message) => {
      this.#open += 1;
      this.#most = Math.max(this.#most, this.#open);
      (message as { socket: Socket }).socket.once("close", () => (this.#open -= 1));
    });
  }

  /** The largest number of open connections since the last call of this method. */
  take(): number {
    const most = this.#most;
    this.#most = this.#open;
    return most;
  }
}

/** The provider, driven round by round. */
class Provider {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;

  constructor(url: string) {
    this.#process = fork(join(__dirname, "enduranceProvider.ts"), [url], {
      execArgv: ["--expose-gc", "-r", "ts-node/register/transpile-only"],
    });
    this.#ended = once(this.#process, "exit").then(() => {
      throw new Error("the provider's process ended");
    });
    this.#ended.catch(() => undefined);
  }

  async run(order: Order): Promise<Report> {
    this.#process.send(order);
    const [report] = (await Promise.race([once(this.#process, "message"), this.#ended])) as [Report];
    return report;
  }

  end(): void {
    this.#process.kill();
  }
}

interface Round extends Report {
  readonly calls: number;
  readonly faults: number;
  readonly connections: number;
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

class Endurance {
  readonly rounds: Round[] = [];
  readonly wrong: string[] = [];
  #failedLast: string[] = [];

  constructor(
    private readonly emulator: Emulator,
    private readonly world: World,
    private readonly provider: Provider,
    private readonly connections: Connections,
  ) {}

  /** Runs one `up` of all resources. `faults` is undefined for a round without faults. */
  async round(title: string, faults: RandomFaults | undefined): Promise<Round> {
    const [since, metBefore] = [new Date().toISOString(), faults?.count ?? 0];
    this.emulator.clearRequests();
    const report = await this.provider.run({ programs: this.world.programs() });
    const round = {
      ...report,
      calls: this.emulator.requests().length,
      faults: (faults?.count ?? 0) - metBefore,
      connections: this.connections.take(),
    };
    const failed = Object.keys(round.failed);
    const healed = this.#failedLast.filter((name) => !failed.includes(name)).length;
    const differing = this.world
      .differing()
      .filter((line) => !failed.some((it) => line.startsWith(`${it}:`)));
    this.#failedLast = failed;
    this.wrong.push(...[...differing, ...this.world.wrongdoings(since)].map((line) => `${title}: ${line}`));
    if (round.connections > MAX_CONNECTIONS)
      this.wrong.push(`${title}: ${String(round.connections)} connections at once`);
    this.rounds.push(round);
    print([
      title,
      `${round.seconds.toFixed(1)} s`,
      ...[round.calls, round.faults, failed.length, healed, round.connections].map(String),
      round.heapMiB.toFixed(1),
      round.rssMiB.toFixed(0),
    ]);
    for (const [name, reason] of Object.entries(round.failed).slice(0, 3))
      process.stdout.write(`    failed: ${name}: ${reason}\n`);
    return round;
  }

  /** Checks that one `up` without faults repairs everything, and that a second one finds nothing to do. */
  async settle(): Promise<void> {
    const up = await this.round("up, no faults", undefined);
    const again = await this.round("up again", undefined);
    for (const [name, reason] of Object.entries({ ...up.failed, ...again.failed }))
      this.wrong.push(`without faults: ${name}: ${reason}`);
    this.wrong.push(...this.world.differing());
    if (again.same < REPOSITORIES)
      this.wrong.push(`${String(REPOSITORIES - again.same)} resources are not clean after an up`);
  }

  judgeMemory(): void {
    const rounds = this.rounds.slice(0, ROUNDS);
    if (rounds.length < 10) {
      process.stdout.write("\nToo few rounds to judge memory by.\n");
      return;
    }
    const rows = [
      ["heap", MORE_HEAP, rounds.map(({ heapMiB }) => heapMiB)],
      ["RSS", MORE_RSS, rounds.map(({ rssMiB }) => rssMiB)],
    ] as const;
    for (const [name, allowed, all] of rows) {
      const [first, last] = [median(all.slice(2, 5)), median(all.slice(-3))];
      const line =
        `${name} after gc: ${first.toFixed(1)} MiB in rounds 3 to 5, ${last.toFixed(1)} MiB in the last three ` +
        `(${String(allowed)} MiB more allowed)`;
      process.stdout.write(`${line}\n`);
      if (last - first > allowed) this.wrong.push(`memory is not flat: ${line}`);
    }
  }
}

function print(cells: readonly string[]): void {
  const [first = "", ...others] = cells;
  process.stdout.write(`${first.padEnd(14)}${others.map((cell) => cell.padStart(9)).join("")}\n`);
}

async function main(): Promise<void> {
  const connections = new Connections();
  const emulator = await startEmulator({ latencyMs: LATENCY });
  const provider = new Provider(emulator.url);
  try {
    const world = new World(emulator, new Random(SEED), REPOSITORIES);
    const endurance = new Endurance(emulator, world, provider, connections);
    process.stdout.write(
      `${String(REPOSITORIES)} repositories, ${String(ROUNDS)} rounds, ${String(100 * FAULTS)} % faults, ` +
        `${String(LATENCY)} ms latency, seed ${String(SEED)}\n\n`,
    );
    const idle = await provider.run({ programs: [] });
    print(["", "time", "calls", "faults", "failed", "healed", "connect.", "heap MiB", "RSS MiB"]);
    // The memory of the process before the first round: Node, the TypeScript loader and the code.
    print(["before", "", "", "", "", "", "", idle.heapMiB.toFixed(1), idle.rssMiB.toFixed(0)]);
    const faults = new RandomFaults(emulator, new Random(SEED + 1), FAULTS);
    let drifted = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      // The first round creates the resources. Drift before it would make it a take-over.
      if (round > 1) {
        world.edit();
        drifted += world.drift();
      }
      await endurance.round(`round ${String(round)}`, faults);
    }
    faults.end();
    await endurance.settle();
    process.stdout.write(`\ndrift in ${String(drifted)} repositories; faults met:\n`);
    for (const [kind, count] of faults.met) process.stdout.write(`${String(count).padStart(8)}  ${kind}\n`);
    process.stdout.write("\n");
    endurance.judgeMemory();
    for (const line of endurance.wrong.slice(0, 20)) process.stdout.write(`WRONG  ${line}\n`);
    const verdict = endurance.wrong.length === 0 ? "as declared everywhere" : "failed";
    process.stdout.write(`${verdict}\n`);
    process.exitCode = endurance.wrong.length === 0 ? 0 : 1;
  } finally {
    provider.end();
    await emulator.stop();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
