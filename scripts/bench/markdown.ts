/** The tables of bench/results.md. */
import { goals, median } from "./goals";
import { growths } from "./growth";
import { OPERATIONS, type Results, type Row, SUBJECTS } from "./row";
import { WIRE_CALLS } from "./wire";

/** From this share of busy processors on, in percent, a row counts as measured beside other work. */
export const BUSY = 10;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const number = (value: number): string => value.toLocaleString("en-US");
export const seconds = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const kilobytes = (bytes: number | undefined): string =>
  bytes === undefined ? "" : `${number(Math.ceil(bytes / 1000))} kB`;

const most = (row: Row, key: "connections" | "memoryMiB"): number =>
  Math.max(0, ...Object.values(row.operations).map((it) => it[key] ?? 0));

const ORDER = Object.values(SUBJECTS) as readonly string[];
const ENGINES = ["none", "pulumi", "offline engine", "gRPC"];
export const sorted = (rows: readonly Row[]): Row[] =>
  [...rows].sort(
    (a, b) =>
      a.latencyMs - b.latencyMs ||
      ENGINES.indexOf(a.engine) - ENGINES.indexOf(b.engine) ||
      ORDER.indexOf(a.subject) - ORDER.indexOf(b.subject) ||
      a.switches.localeCompare(b.switches) ||
      a.size - b.size,
  );

function cellsOf(row: Row): string[] {
  const operations = OPERATIONS.map((name) => {
    const it = row.operations[name];
    return it === undefined ? "" : `${seconds(it.seconds)}; ${number(it.calls)}`;
  });
  const memory = most(row, "memoryMiB");
  const { firstCallMs: start, processorSeconds: processor } = row.operations.create ?? {};
  return [
    `${row.subject}${row.switches === "" ? "" : `, ${row.switches}`}${row.othersBusyPercent > BUSY ? " \\*" : ""}`,
    number(row.size),
    ...operations,
    processor === undefined ? "" : seconds(processor),
    String(most(row, "connections")),
    memory === 0 ? "" : `${String(memory)} MiB`,
    kilobytes(row.stateBytes),
    start === undefined ? "" : `${String(start)} ms`,
  ];
}

const HEAD = ["", "N", ...OPERATIONS, "processor", "connections", "memory", "state", "first call"];

const TITLES: Readonly<Record<string, string>> = {
  none: "The wire alone",
  pulumi: "On the Pulumi CLI",
  "offline engine": "On the offline engine, which is no measure of Pulumi",
  gRPC: "The plugin driven over gRPC, without engine and program",
};

function sections(rows: readonly Row[], suffix: string): string[] {
  const all = sorted(rows);
  const keys = [...new Set(all.map(({ engine, latencyMs }) => `${engine}|${String(latencyMs)}`))];
  return keys.map((key) => {
    const [engine = "", latency = ""] = key.split("|");
    const those = all.filter((it) => it.engine === engine && String(it.latencyMs) === latency);
    const failed = those.flatMap((it) =>
      it.failed === undefined
        ? []
        : [`FAILED: ${it.subject}, N = ${number(it.size)}: ${it.failed.split("\n")[0] ?? ""}`],
    );
    const head = `### ${TITLES[engine] ?? engine}, ${latency} ms${suffix}`;
    return [head, table(HEAD, those.map(cellsOf)), ...failed].join("\n\n");
  });
}

function goalsTable(results: Results): string {
  const rows = goals(results).map(({ goal, figure, isMet }) => [goal, figure, isMet ? "met" : "**not met**"]);
  return rows.length === 0 ? "Too little was measured." : table(["goal", "measured", ""], rows);
}

function growthTable(results: Results): string {
  const rows = growths(results).map(({ subject, engine, latencyMs, exponents, defects }) => [
    subject,
    `${engine}, ${String(latencyMs)} ms`,
    ...OPERATIONS.map((name) => {
      const exponent = exponents[name];
      if (exponent === undefined) return "";
      return `${exponent.toFixed(2)}${defects.includes(name) ? " **defect**" : ""}`;
    }),
  ]);
  return rows.length === 0 ? "Too little was measured." : table(["", "", ...OPERATIONS], rows);
}

const pairs = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** When it was measured, and whether the machine was quiet. */
export function circumstances({ machine, versions, rows }: Results): string {
  const days = rows.map(({ measured }) => measured.slice(0, 10)).sort();
  const busy = rows.filter(({ othersBusyPercent }) => othersBusyPercent > BUSY).length;
  const dates = [...new Set([days[0], days.at(-1)])].join(" to ");
  const quiet =
    busy === 0
      ? "Nothing else ran on the machine."
      : `**${number(busy)} of ${number(rows.length)} rows, marked \\*, were measured while something else was at work on the machine: they are not to be believed.**`;
  return `Measured ${dates}. ${pairs(machine)}; ${pairs(versions)}. ${quiet}`;
}

export function markdownOf(results: Results): string {
  const { start } = results;
  const plain = results.rows.filter(({ switches }) => switches === "");
  const switched = results.rows.filter(({ switches }) => switches !== "");
  return [
    "# Bench",
    "Written by `make bench`; scripts/bench.ts says what can be chosen. Figures as JSON: results.json.",
    circumstances(results),
    "Each repository has three users. Cells: seconds of the whole command, then the calls it made. An operation's effect was judged at the emulator each time. `no change` is a preview, `drift` an `up` after every tenth repository was changed by somebody else (for what calls nobody: by the program), `update` changes one user each. Processor: seconds that the provider, or the bare client, took of it in create. State: after create. Memory: the provider's peak. First call: from the start of the provider's process in create, the engine's own work in between included. The provider signs with an access key; the bare client sends a token.",
    `Calls of the wire alone: ${OPERATIONS.map((name) => `${name}: ${WIRE_CALLS[name]}`).join("; ")}. For a policy the organization's repositories are listed before (${number(1000)} on a page), but for destroy.`,
    ...(start === undefined
      ? []
      : [
          `The plugin by itself, from exec, median of ${String(start.readyMs.length)}: ready after ${String(median(start.readyMs))} ms, first call after ${String(median(start.firstCallMs))} ms.`,
        ]),
    "## Goals",
    goalsTable(results),
    "## Figures",
    ...sections(plain, ""),
    ...(switched.length === 0 ? [] : ["## Switches", ...sections(switched, "")]),
    "## Growth",
    "The exponent k of time ~ N^k, fitted over N ≥ 100, without the time that one repository takes. More than 1.1 where the engine's own (for a policy: the wire's) is not more is a defect.",
    growthTable(results),
  ]
    .join("\n\n")
    .concat("\n");
}
