/** How time grows with the number of repositories: the exponent k of time = c × N^k. */
import { type Operation, OPERATIONS, type Results, type Row, type Subject, SUBJECTS } from "./row";

/** The subject that each subject's growth is compared with: the engine alone, or the wire alone for a policy, which is one resource. */
const REFERENCES: Partial<Record<Subject, Subject>> = {
  lists: "builtin",
  dynamicLists: "nobody",
  policy: "wirePolicy",
  dynamicPolicy: "wirePolicy",
};
/** The smallest size that counts. With fewer repositories the fixed time of a command, which differs by some tenths of a second from run to run, hides what grows. */
const SMALLEST = 100;
const LEAST_SECONDS = 0.5;
/** Sizes that are nearer to each other tell nothing: what else a machine does then weighs more than how the time grows. */
const LEAST_SPAN = 5;
const MOST = 1.1;

export interface Growth {
  readonly subject: string;
  readonly engine: string;
  readonly latencyMs: number;
  readonly exponents: Partial<Record<Operation, number>>;
  /** Operations that grow with more than 1.1 although the reference, measured at the same sizes, does not. */
  readonly defects: readonly Operation[];
}

/** The slope of the straight line through the logarithms, by least squares; undefined: too few points. */
export function exponentOf(
  points: readonly (readonly [size: number, seconds: number])[],
): number | undefined {
  if (points.length < 2) return undefined;
  const logs = points.map(([size, seconds]) => [Math.log(size), Math.log(seconds)] as const);
  const mean = (at: 0 | 1): number => logs.reduce((sum, it) => sum + it[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((sum, it) => sum + (it[0] - x) * (it[1] - y), 0);
  return over / logs.reduce((sum, it) => sum + (it[0] - x) ** 2, 0);
}

/** Time by size, without what a command takes for a single repository. */
function pointsOf(rows: readonly Row[], operation: Operation): Map<number, number> {
  const secondsAt = (row: Row | undefined): number | undefined => row?.operations[operation]?.seconds;
  const fixed = secondsAt(rows.find(({ size }) => size === 1)) ?? 0;
  const points = rows.flatMap((row) => {
    const seconds = secondsAt(row);
    const isCounted = row.size >= SMALLEST && seconds !== undefined && seconds - fixed >= LEAST_SECONDS;
    return isCounted ? [[row.size, seconds - fixed] as const] : [];
  });
  return new Map(points);
}

const rowsOf = ({ rows }: Results, engine: string, subject: Subject, latencyMs: number): Row[] =>
  rows.filter(
    (row) =>
      row.subject === SUBJECTS[subject] &&
      row.engine === engine &&
      row.latencyMs === latencyMs &&
      row.switches === "",
  );

/** The rows to compare a subject with. The latency does not matter for the engine alone, which sends no request. */
function referenceOf(results: Results, engine: string, subject: Subject, latencyMs: number): Row[] {
  const reference = REFERENCES[subject];
  if (reference === undefined) return [];
  if (reference === "wirePolicy") return rowsOf(results, "none", reference, latencyMs);
  return rowsOf(results, engine, reference, 0);
}

function growthOf(results: Results, engine: string, subject: Subject, latencyMs: number): Growth {
  const rows = rowsOf(results, engine, subject, latencyMs);
  const reference = referenceOf(results, engine, subject, latencyMs);
  const exponents: Partial<Record<Operation, number>> = {};
  const defects: Operation[] = [];
  for (const operation of OPERATIONS) {
    const points = pointsOf(rows, operation);
    const own = exponentOf([...points]);
    if (own === undefined) continue;
    exponents[operation] = own;
    // Both exponents are fitted over the same sizes, since the exponent changes with the size.
    const others = pointsOf(reference, operation);
    const common = [...points.keys()].filter((size) => others.has(size));
    const isWide = Math.max(...common) >= LEAST_SPAN * Math.min(...common);
    const over = (all: Map<number, number>): number | undefined =>
      isWide ? exponentOf(common.map((size) => [size, all.get(size) ?? NaN])) : undefined;
    const [ownThere, floor] = [over(points), over(others)];
    if (ownThere !== undefined && floor !== undefined && ownThere > MOST && floor <= MOST)
      defects.push(operation);
  }
  return { subject: SUBJECTS[subject], engine, latencyMs, exponents, defects };
}

export function growths(results: Results): Growth[] {
  const subjects = Object.keys(SUBJECTS) as Subject[];
  const kinds = new Map<string, readonly [string, Subject, number]>();
  for (const { engine, subject, latencyMs } of results.rows) {
    const key = subjects.find((it) => SUBJECTS[it] === subject);
    if (key !== undefined) kinds.set(`${engine} ${key} ${String(latencyMs)}`, [engine, key, latencyMs]);
  }
  return [...kinds.values()]
    .map(([engine, subject, latencyMs]) => growthOf(results, engine, subject, latencyMs))
    .filter(({ exponents }) => Object.keys(exponents).length > 0);
}
