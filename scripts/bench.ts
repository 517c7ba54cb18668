/**
 * What a stack of N repositories costs on each host, beside the floors: the engine alone and the wire alone. Each subject goes
 * through create, no change, a drift of every tenth repository, an update of one user each, refresh and destroy, on an emulator in
 * a process of its own, and what is left at the emulator is judged after each. Reads /proc: Linux.
 *
 * The table is written to bench/results.json and bench/results.md, and the figures into docs/performance.md, after each row. Rows
 * that are not measured again stay, each with its date, unless machine or versions have changed.
 *
 * BENCH            parts, of:
 *                    wire      the wire alone: a bare client that makes the fewest calls
 *                    engine    the engine alone: a builtin type, and a dynamic resource that calls nobody (CLI)
 *                    plugin    RepositoryAccess × N, plugin, YAML (CLI)
 *                    policy    RepositoryAccessPolicy, plugin, YAML (CLI)
 *                    dynamic   both on the dynamic host, JavaScript (CLI)
 *                    offline   both on the offline engine's dynamic host; RepositoryAccess on the plugin, driven over gRPC
 *                    start     from the start of the plugin's process to its first call, ten times
 *                    profile   where the processor time of provider and program goes, into bench/profile.md
 *                    switches  what each switch of engine and provider changes, at 20 ms (CLI)
 *                    large     N = 200 and 2,000, policies of 1,000 and 10,000, too, at 20 ms (CLI); takes hours
 *                  `all` for all of them, `report` for none: only writes the tables again.
 *                  Default: all but profile, switches and large; about a quarter of an hour on a quiet machine of two
 *                  processors, since 500 single resources are measured at 20 ms only
 * BENCH_SIZES      numbers of repositories of all parts but large. Default: 1 100 500; offline beside a CLI
 *                  1 100; switches 200
 * BENCH_LATENCIES  milliseconds that the emulator adds to each request, of all parts but switches and large.
 *                  Default: 0 20
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hasPulumi } from "./engines";
import { machine, versions } from "./bench/machine";
import { type Cell, measure } from "./bench/measure";
import { writeProfiles } from "./bench/profile";
import { cellsFor, readWish } from "./bench/plan";
import { InstalledPlugin } from "./bench/pluginArchive";
import { writeReport } from "./bench/report";
import { keyOf, OPERATIONS, type Results, type Row, SUBJECTS } from "./bench/row";
import { measureStart } from "./bench/start";

const RESULTS = join(__dirname, "../bench/results.json");

/** The earlier results from the same machine and versions. A run without the CLI keeps the rows that were measured with it. */
function resultsSoFar(): Results {
  const fresh: Results = { machine: machine(), versions: versions(), rows: [] };
  if (!existsSync(RESULTS)) return fresh;
  const before = JSON.parse(readFileSync(RESULTS, "utf8")) as Results;
  const isSame = (part: "machine" | "versions"): boolean =>
    Object.entries(fresh[part]).every(([name, value]) => [undefined, value].includes(before[part][name]));
  if (!isSame("machine") || !isSame("versions")) return fresh;
  return { ...before, versions: { ...before.versions, ...fresh.versions } };
}

const withRow = (results: Results, row: Row): Results => ({
  ...results,
  rows: [...results.rows.filter((it) => keyOf(it) !== keyOf(row)), row],
});

function titleOf({ engine, subject, switches, size, latencyMs }: Cell): string {
  const how = switches === "" ? engine : `${engine}, ${switches}`;
  return `${SUBJECTS[subject]} (${how}), N = ${String(size)}, ${String(latencyMs)} ms`;
}

function print({ operations, failed, othersBusyPercent }: Row): void {
  const cells = OPERATIONS.flatMap((name) => {
    const it = operations[name];
    return it === undefined ? [] : `${name} ${it.seconds.toFixed(1)} s ${String(it.calls)} calls`;
  });
  const busy = othersBusyPercent > 10 ? [`NOT QUIET: ${String(othersBusyPercent)} % busy before`] : [];
  process.stdout.write(`  ${[...cells, ...busy].join(", ")}\n`);
  if (failed !== undefined) process.stdout.write(`  FAILED ${failed}\n`);
}

async function main(): Promise<void> {
  const wish = readWish();
  // The tables can be written again on any machine, since nothing is measured then.
  let results =
    wish.parts.length === 0 ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Results) : resultsSoFar();
  if (!hasPulumi())
    process.stdout.write(
      "No pulumi on PATH: only the rows that need no CLI are measured. The others are the ones that count.\n",
    );
  const plugin = wish.parts.length === 0 ? undefined : await InstalledPlugin.install();
  try {
    if (plugin !== undefined && wish.parts.includes("start"))
      results = { ...results, start: await measureStart(plugin.executable) };
    if (wish.parts.includes("profile")) await writeProfiles();
    for (const cell of cellsFor(wish)) {
      process.stdout.write(`${titleOf(cell)}\n`);
      const row = await measure(cell, plugin === undefined ? {} : { PULUMI_HOME: plugin.home });
      print(row);
      if (row.failed !== undefined) process.exitCode = 1;
      results = withRow(results, row);
      writeReport(results);
    }
  } finally {
    plugin?.remove();
  }
  writeReport(results);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
