/** The figures of docs/performance.md. */
import { number, seconds, sorted, table } from "./markdown";
import { OPERATIONS, type Results, type Row, SUBJECTS } from "./row";

const CLI = "pulumi";
/** The latency that the page shows, in milliseconds. Every real network has some. */
const LATENCY = 20;

const line = (row: Row): string[] =>
  OPERATIONS.map((name) => {
    const it = row.operations[name];
    return it === undefined ? "" : seconds(it.seconds);
  });

const rowsOf = ({ rows }: Results, subjects: readonly string[], switches: (it: Row) => boolean): Row[] =>
  sorted(rows).filter((row) => row.engine === CLI && subjects.includes(row.subject) && switches(row));

/** The table with both resources at every size, and the engine alone. */
function sizes(results: Results): string {
  const subjects = [SUBJECTS.lists, SUBJECTS.policy, SUBJECTS.dynamicLists, SUBJECTS.dynamicPolicy];
  const latency = (row: Row): boolean => row.switches === "" && row.latencyMs === LATENCY;
  const ours = rowsOf(results, subjects, latency);
  const floors = rowsOf(results, [SUBJECTS.builtin, SUBJECTS.nobody], (row) => row.switches === "");
  const state = ({ stateBytes }: Row): string =>
    stateBytes === undefined ? "" : `${number(Math.ceil(stateBytes / 1000))} kB`;
  const cells = (row: Row): string[] => [row.subject, number(row.size), ...line(row), state(row)];
  return table(
    [`seconds, ${String(LATENCY)} ms a request`, "N", ...OPERATIONS, "state"],
    [...ours, ...floors].map(cells),
  );
}

/** What each switch changes. */
function switches(results: Results): string {
  const rows = sorted(results.rows).filter((row) => row.switches !== "" && row.latencyMs === LATENCY);
  const cells = (row: Row): string[] => [row.subject, number(row.size), row.switches, ...line(row)];
  return rows.length === 0
    ? "Not measured: `make bench BENCH=switches`."
    : table([`seconds, ${String(LATENCY)} ms a request`, "N", "switches", ...OPERATIONS], rows.map(cells));
}

/** The tables, by the names that the page has for them. */
export const FIGURES: Readonly<Record<string, (results: Results) => string>> = { sizes, switches };
