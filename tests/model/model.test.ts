/**
 * Plays random sequences on a stack of several resources and repositories: edits of the program and by others, faults, dialects,
 * second writers, runs, and kills of the provider. What the emulator saw is judged. `make test` runs a fixed set; `make soak`
 * runs more:
 *
 *   SOAK_RUNS     sequences (default 2,000 in a soak, 25 in make test)
 *   SOAK_MINUTES  runs new sequences for so many minutes, instead of a number of them
 *   SOAK_SEED     the seed; a failure prints it
 *   SOAK_PATH     with the seed of a failure: runs just the sequence it shrank to, `{ seed: …, path: "…" }`
 *   SOAK_ABOUT    only the sequences about `lists`, or those about a `policy`
 *   SOAK_KILLS    how many of a thousand steps kill the provider's process (default 10)
 */
import * as fc from "fast-check";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { type Elsewhere, startElsewhere } from "../support/elsewhere";
import { PluginServer } from "./hosts";
import { KNOWN_SEQUENCES } from "./known";
import { type Subject, sequences } from "./sequences";
import type { Sequence } from "./steps";
import { counts } from "./troubles";
import { World } from "./world";

const DEFAULT = 25;
const given = (name: string): number | undefined =>
  process.env[name] === undefined || process.env[name] === "" ? undefined : Number(process.env[name]);
const runs = given("SOAK_RUNS") ?? DEFAULT;
const minutes = given("SOAK_MINUTES");
const seed = given("SOAK_SEED") ?? 20261122;
const about = process.env["SOAK_ABOUT"] ?? "";
const path = process.env["SOAK_PATH"] ?? "";
/** After how many sequences the emulator is a new one. */
const RENEWED = 50;

describe("model", () => {
  let emulator: Emulator;
  let elsewhere: Elsewhere;
  let server: PluginServer;
  before(async () => {
    emulator = await startEmulator();
    elsewhere = await startElsewhere();
    server = await PluginServer.start();
  });
  after(async () => {
    await emulator.stop();
    elsewhere.stop();
    server.stop();
  });

  /**
   * Gives a sequence an empty emulator. Each command has a provider of its own, whose idle connections the server keeps for more
   * than a minute. A new server closes them, before a long soak runs out of files.
   */
  async function empty(): Promise<void> {
    if (counts.sequences % RENEWED === 0) {
      await emulator.stop();
      emulator = await startEmulator();
    } else emulator.reset();
  }

  async function play({ steps, ...sequence }: Sequence): Promise<void> {
    counts.sequences += 1;
    await empty();
    const world = new World(emulator, elsewhere, server, sequence);
    for (const step of steps) await world.step(step);
    await world.settle();
  }

  for (const [name, sequence] of KNOWN_SEQUENCES) it(`known: ${name}`, () => play(sequence));

  const said =
    minutes === undefined ? `${String(runs)} sequences` : `${String(minutes)} minutes of sequences`;
  const soak = async (subject: Subject): Promise<void> => {
    const property = fc.asyncProperty(sequences(given("SOAK_KILLS") ?? 10, subject), play);
    await fc.assert(property, {
      seed,
      ...(path === "" ? {} : { path, endOnFailure: true }),
      ...(minutes === undefined
        ? { numRuns: runs }
        : { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000 }),
      verbose: fc.VerbosityLevel.None,
    });
    if (minutes !== undefined || runs > DEFAULT) console.log(`      ${JSON.stringify(counts)}`);
  };
  for (const subject of ["lists", "policy"] as const)
    if (about === "" || about === subject)
      it(`${said} about ${subject} (seed ${String(seed)}): nobody loses, gains or sees what is not theirs`, async function () {
        this.timeout(0);
        await soak(subject);
      });
});
