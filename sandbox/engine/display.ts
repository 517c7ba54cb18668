/** What a run prints: a line for each step with the changed inputs below it, outputs, a summary. */
import { isDeepStrictEqual } from "node:util";
import type { Job } from "./project";
import { UNKNOWN } from "./secrets";
import { hide, MASK, type Props, type Resource, type Value } from "./state";

const MARKS = { create: "+", update: "~", delete: "-", replace: "+-", same: "", read: ">", refresh: "~" };
export type Op = keyof typeof MARKS;
const CHANGES: Op[] = ["create", "update", "delete", "replace"];
const verb = (op: Op, dry: boolean, to = ""): string => (CHANGES.includes(op) && !dry ? `${op}d` : to + op);
type Shown = Pick<Job, "counts" | "dryRun" | "full" | "print">;
type Named = Pick<Resource, "type" | "name" | "secrets">;
/** Shows a step with its old and new inputs. If one of the two is missing, inputs are shown only with `--diff`. */
export function showStep(job: Shown, op: Op, resource: Named, before?: Props, after?: Props) {
  const { type, name, secrets } = resource;
  job.counts.set(op, (job.counts.get(op) ?? 0) + 1);
  if (op === "same") return;
  const [olds, news] = [hide(before ?? {}, secrets), hide(after ?? {}, secrets)];
  const keys = Object.keys({ ...olds, ...news }).filter((key) => key !== "__provider");
  const lines = keys.sort().map((key) => ({ key, ...compare(olds[key], news[key]) }));
  const marked = (mark: string): string[] => lines.flatMap((it) => (it.mark === mark ? [it.key] : []));
  const groups = ["+", "-", "~"].filter((mark) => before && after && marked(mark).length > 0);
  const diff = groups.map((mark) => mark + marked(mark).join(",")).join("");
  job.print(` ${MARKS[op].padEnd(2)} ${type} ${name} ${verb(op, job.dryRun)}${diff && ` [diff: ${diff}]`}`);
  const shown = lines.filter(({ mark }) => job.full || (diff && mark !== " "));
  for (const { mark, key, text } of shown) job.print(`      ${mark} ${key}: ${text}`);
}

export function showSummary({ counts, dryRun, print }: Job, outputs: Props): boolean {
  const count = (op: Op): number => counts.get(op) ?? 0;
  const changes = CHANGES.filter(count);
  const total = changes.reduce((sum, op) => sum + count(op), 0);
  const list = Object.entries(outputs).map(([key, value]) => `    ${key}: ${render(value)}`);
  const row = (op: Op): string => `    ${MARKS[op].padEnd(2)}${String(count(op))} ${verb(op, dryRun, "to ")}`;
  const rest = `${changes.length > 1 ? `${String(total)} changes. ` : ""}${String(count("same"))} unchanged`;
  print([...(list.length > 0 ? ["Outputs:", ...list] : []), "Resources:", ...changes.map(row)].join("\n"));
  if (rest !== "0 unchanged") print(`    ${rest}`);
  return total > 0;
}

function compare(old: Value | undefined, now: Value | undefined): { mark: string; text: string } {
  if (old === undefined) return { mark: "+", text: render(now) };
  if (now === undefined) return { mark: "-", text: render(old) };
  if (isDeepStrictEqual(old, now)) return { mark: " ", text: render(now) };
  const [left, right] = [render(old), render(now)];
  return { mark: "~", text: left + (left.length + right.length > 80 ? "\n          => " : " => ") + right };
}

export function render(value: Value | undefined): string {
  if (value === UNKNOWN || value === MASK) return value === MASK ? MASK : "[unknown]";
  if (Array.isArray(value)) return `[${value.map(render).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${key}: ${render(inner)}`).join(", ")}}`;
}
