/** The goals, on the CLI with the plugin and a program of YAML, each judged by the rows that are there. */
import { growths } from "./growth";
import {
  type Measure,
  type Operation,
  OPERATIONS,
  type Results,
  type Row,
  type Subject,
  SUBJECTS,
} from "./row";
import { MAX_CONCURRENCY } from "./world";

export interface Judged {
  readonly goal: string;
  readonly figure: string;
  readonly isMet: boolean;
}

/** Seconds that Terraform took once: ten requests at once, 20 ms a request, a quiet machine of two processors. Not every machine has Terraform. */
const TERRAFORM: Readonly<Record<number, Partial<Record<Operation, number>>>> = {
  200: { create: 1.9, update: 4.2, destroy: 2.4 },
  500: { create: 7.9, "no change": 3.7, update: 17.0, destroy: 9.3 },
  2000: { create: 49.7, "no change": 9.5, update: 156.9 },
};
const TERRAFORM_LATENCY = 20;
/** How many times faster than Terraform a policy has to be with 2,000 repositories. */
const TIMES_FASTER = { writes: 4, reads: 2 };
/** How many resources an engine on two processors works on at once. */
const ENGINE_PARALLEL = 8;
const MOST_MEMORY = 150;
/** The largest allowed ratio of the memory at the largest size to the memory at 500. */
const FLAT = 1.2;
const MOST_START = 150;
/** Calls that do not depend on N: the list's pages, the caller's name. */
const FIXED_CALLS = 5;

const find = (results: Results, engine: string, subject: Subject, size: number, latencyMs: number) =>
  results.rows.find(
    (row) =>
      row.engine === engine &&
      row.subject === SUBJECTS[subject] &&
      row.size === size &&
      row.latencyMs === latencyMs &&
      row.switches === "",
  );
const ours = (results: Results, subject: Subject): Row[] =>
  results.rows
    .filter((it) => it.engine === "pulumi" && it.subject === SUBJECTS[subject] && it.switches === "")
    .sort((a, b) => a.latencyMs - b.latencyMs || a.size - b.size);
const place = ({ size, latencyMs }: Row): string => `N = ${String(size)}, ${String(latencyMs)} ms`;
const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** The operation that is nearest to its limit, or the farthest above it. */
function worst(
  row: Row,
  limitOf: (operation: Operation, measure: Measure) => number | undefined,
): { readonly figure: string; readonly isMet: boolean } | undefined {
  const all = OPERATIONS.flatMap((operation) => {
    const measure = row.operations[operation];
    const limit = measure === undefined ? undefined : limitOf(operation, measure);
    return measure === undefined || limit === undefined ? [] : [{ operation, took: measure.seconds, limit }];
  }).sort((a, b) => b.took / b.limit - a.took / a.limit);
  const [first] = all;
  if (first === undefined) return undefined;
  const missed = all.filter(({ took, limit }) => took > limit);
  const shown = missed.length === 0 ? [first] : missed;
  return {
    figure: shown
      .map(({ operation, took, limit }) => `${operation} ${seconds(took)}, limit ${seconds(limit)}`)
      .join("; "),
    isMet: missed.length === 0,
  };
}

const judgedRows = (
  rows: readonly Row[],
  goal: string,
  limitOf: (row: Row, operation: Operation, measure: Measure) => number | undefined,
): Judged[] =>
  rows.flatMap((row) => {
    const found = worst(row, (operation, measure) => limitOf(row, operation, measure));
    return found === undefined ? [] : [{ goal: `${goal}; ${place(row)}`, ...found }];
  });

const nearTheWire = (results: Results): Judged[] =>
  judgedRows(ours(results, "policy"), "policy ≤ 1.5 × wire + 1 s", ({ size, latencyMs }, operation) => {
    const floor = find(results, "none", "wirePolicy", size, latencyMs)?.operations[operation]?.seconds;
    return floor === undefined ? undefined : 1.5 * floor + 1;
  });

function terraformLimit(size: number, operation: Operation): number | undefined {
  const theirs = TERRAFORM[size]?.[operation];
  if (theirs === undefined || size < 2000) return theirs;
  return theirs / (operation === "no change" ? TIMES_FASTER.reads : TIMES_FASTER.writes);
}
const againstTerraform = (results: Results): Judged[] =>
  judgedRows(
    ours(results, "policy").filter(({ latencyMs }) => latencyMs === TERRAFORM_LATENCY),
    "policy faster than Terraform (at 2,000: 4 times in writes, twice without change)",
    ({ size }, operation) => terraformLimit(size, operation),
  );

const nearTheEngine = (results: Results, subject: Subject, floor: Subject, name: string): Judged[] =>
  judgedRows(
    ours(results, subject),
    `${name} ≤ 1.25 × (${floor === "builtin" ? "engine alone" : "resource that calls nobody"} + calls × latency / ${String(ENGINE_PARALLEL)}) + 0.5 s`,
    ({ size, latencyMs }, operation, { calls }) => {
      const engine = find(results, "pulumi", floor, size, 0)?.operations[operation]?.seconds;
      if (engine === undefined) return undefined;
      return 1.25 * (engine + (calls * latencyMs) / 1000 / ENGINE_PARALLEL) + 0.5;
    },
  );

function callsOfWrites(results: Results, subject: Subject, name: string): Judged[] {
  return ours(results, subject).flatMap((row) => {
    const writes = (["create", "update"] as const).flatMap((operation) => {
      const calls = row.operations[operation]?.calls;
      return calls === undefined ? [] : [{ operation, calls }];
    });
    if (writes.length === 0) return [];
    const pages = subject === "policy" ? Math.ceil(row.size / 1000) : 0;
    return [
      {
        goal: `${name}: calls of create and update 3N; ${place(row)}`,
        figure: writes.map(({ operation, calls }) => `${operation} ${String(calls)}`).join(", "),
        isMet: writes.every(({ calls }) => calls <= 3 * row.size + FIXED_CALLS + 2 * pages),
      },
    ];
  });
}

const peakOf = (row: Row): number =>
  Math.max(0, ...Object.values(row.operations).map(({ memoryMiB }) => memoryMiB ?? 0));

function memory(results: Results, subject: Subject, name: string): Judged[] {
  const rows = ours(results, subject).filter(({ latencyMs }) => latencyMs === TERRAFORM_LATENCY);
  const large = rows.filter(({ size }) => size >= 2000);
  const middle = rows.find(({ size }) => size === 500);
  return large.flatMap((row) => {
    const peak = peakOf(row);
    const figure = `${String(peak)} MiB`;
    const most: Judged = {
      goal: `${name}: memory ≤ ${String(MOST_MEMORY)} MB at 2,000; ${place(row)}`,
      figure,
      isMet: peak * 1.048576 <= MOST_MEMORY,
    };
    if (middle === undefined) return [most];
    const flat = {
      goal: `${name}: memory flat, ≤ ${String(FLAT)} × that at 500; ${place(row)}`,
      figure: `${figure}, at 500 ${String(peakOf(middle))} MiB`,
      isMet: peak <= FLAT * peakOf(middle),
    };
    return [most, flat];
  });
}

function connections(results: Results): Judged[] {
  const rows = results.rows.filter((row) => row.switches === "" && row.engine !== "none");
  const most = Math.max(
    0,
    ...rows.flatMap((row) => Object.values(row.operations).map((it) => it.connections)),
  );
  if (most === 0) return [];
  const goal = `never more than ${String(MAX_CONCURRENCY)} connections, in ${String(rows.length)} rows`;
  return [{ goal, figure: String(most), isMet: most <= MAX_CONCURRENCY }];
}

export const median = (all: readonly number[]): number =>
  [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

function start({ start: measured }: Results): Judged[] {
  if (measured === undefined) return [];
  const took = median(measured.firstCallMs);
  const goal = `start of the plugin to its first call ≤ ${String(MOST_START)} ms, median of ${String(measured.firstCallMs.length)}`;
  return [{ goal, figure: `${String(took)} ms`, isMet: took <= MOST_START }];
}

const growth = (results: Results): Judged[] =>
  growths(results)
    .filter(({ engine }) => engine === "pulumi")
    .flatMap(({ subject, latencyMs, exponents, defects }) =>
      defects.map((operation) => ({
        goal: `${subject}: grows with no more than N^1.1 where its floor does not; ${operation}, ${String(latencyMs)} ms`,
        figure: `N^${(exponents[operation] ?? NaN).toFixed(2)}`,
        isMet: false,
      })),
    );

export const goals = (results: Results): Judged[] => [
  ...nearTheWire(results),
  ...againstTerraform(results),
  ...nearTheEngine(results, "lists", "builtin", "RepositoryAccess"),
  ...nearTheEngine(results, "dynamicLists", "nobody", "RepositoryAccess, dynamic host,"),
  ...callsOfWrites(results, "lists", "RepositoryAccess"),
  ...callsOfWrites(results, "policy", "policy"),
  ...start(results),
  ...memory(results, "lists", "RepositoryAccess"),
  ...memory(results, "policy", "policy"),
  ...connections(results),
  ...growth(results),
];
