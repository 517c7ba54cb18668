/** The lines of a preview about a policy: for each rule how many repositories it matches, then what will change where. */
import type { Context } from "../../resource";
import type { Plan } from "../accessList/plan";
import type { Coverage } from "./coverage";
import type { Rule } from "./model";

/** The largest number of lines that are shown. The others are counted. */
export const SHOWN = 50;

const list = (items: readonly string[]): string => items.join(", ");

/** The effect of a plan in one clause: `will grant alice Manage, bob Write`. */
export function describeWhole({ add, change, remove, own }: Plan): string {
  const clauses = [
    ...(add.length === 0 ? [] : [`grant ${list(add.map((it) => `${it.userName} ${it.permission}`))}`]),
    ...change.map((it) => `change ${it.userName} from ${it.from} to ${it.permission}`),
    ...(remove.length === 0
      ? []
      : [`revoke ${list(remove.map((it) => `${it.userName} (${it.permission})`))}`]),
  ];
  if (clauses.length > 0) return `will ${clauses.join(", ")}`;
  return own.length > 0 ? "gives the caller less than declared" : "has what is declared already";
}

/** The first lines, and a line with the number of the others. `rest`: where the others can be found. */
export const firstOf = (lines: readonly string[], rest: string): readonly string[] =>
  lines.length <= SHOWN
    ? lines
    : [...lines.slice(0, SHOWN), `… and ${String(lines.length - SHOWN)} more${rest}`];

/** How much will be written, by the rule that decides it. */
export interface Sums {
  readonly grants: number[];
  readonly changes: number[];
  revocations: number;
}

const counted = (count: number, what: string): string[] => (count === 0 ? [] : [`${what} ${String(count)}`]);

/**
 * One line for each rule, one for the revocations, and one for each pattern that matches nothing. `names`: all repositories of
 * the organization; undefined where they were not listed, so that nothing can be counted.
 */
export function describeRules(
  subject: string,
  rules: readonly Rule[],
  coverage: Coverage,
  names: readonly string[] | undefined,
  sums: Sums,
): readonly string[] {
  const counts = coverage.counts(names ?? []);
  const lines = rules.map(({ repositories }, at) => {
    const todo = [...counted(sums.grants[at] ?? 0, "grant"), ...counted(sums.changes[at] ?? 0, "change")];
    const effect = todo.length === 0 ? "" : `; up will ${todo.join(", ")}`;
    const rule = `${subject}: rules[${String(at)}] (${repositories.join(" ")})`;
    if (names === undefined) return `${rule}${effect}`;
    return `${rule} matches ${String(counts[at] ?? 0)} of ${String(names.length)} repositories${effect}`;
  });
  const idle = (names === undefined ? [] : coverage.idle(names)).map(({ pattern, at, nearest }) => {
    const hint = nearest.length === 0 ? "" : `; the nearest are ${nearest.join(", ")}`;
    return `${subject}: warning: "${pattern}" in rules[${String(at)}] matches no repository${hint}`;
  });
  const revoking =
    sums.revocations === 0
      ? []
      : [`${subject}: up will revoke ${String(sums.revocations)} that no rule declares`];
  return [...lines, ...revoking, ...idle];
}

/** A context that logs only the first lines. `end` logs how many were left out. */
export function sparing(context: Context, subject: string): { readonly context: Context; end(): void } {
  let count = 0;
  const log = (line: string): void => {
    count += 1;
    if (count <= SHOWN) context.log(line);
  };
  return {
    context: { ...context, log },
    end: () => {
      if (count > SHOWN) context.log(`${subject}: … and ${String(count - SHOWN)} more lines like these`);
    },
  };
}
