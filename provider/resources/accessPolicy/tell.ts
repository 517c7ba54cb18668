import { writeFileSync } from "node:fs";
import type { Context } from "../../resource";
import { type Differences, subjectOf } from "./differences";
import { describeRules, firstOf } from "./lines";
import type { Inputs } from "./model";
import { keyOf } from "./place";
import { roundsOf } from "./rounds";

/** All lines of a run, for the file that `swr:differencesFile` names. Each policy's lines are in it once. */
class AllLines {
  readonly #lines = new Map<string, readonly string[]>();

  write(file: string, key: string, lines: readonly string[]): void {
    this.#lines.set(key, lines);
    writeFileSync(
      file,
      [...this.#lines.values()]
        .flat()
        .map((line) => `${line}\n`)
        .join(""),
    );
  }
}
const allLinesOf = (context: Context): AllLines => context.recall(createAllLines);
const createAllLines = (): AllLines => new AllLines();

/** Logs the differences of a policy once: sums by rule, then the first differences. `swr:differencesFile` gets all of them. */
export function tell(
  context: Context,
  news: Inputs,
  finding: Promise<Differences>,
  { coverage, names, isMissing, all, sums }: Differences,
  isKnown = false,
): void {
  const key = keyOf(context.settings, news);
  const { differencesFile } = context.settings;
  const lines = [...all.values()].flatMap((it) => it.lines);
  if (differencesFile !== undefined) allLinesOf(context).write(differencesFile, key, lines);
  if (!roundsOf(context).isNews(key, finding)) return;
  // A run may create the organization of a new policy, so only a policy that was written before reports a missing organization.
  if (isMissing && isKnown) {
    context.log(
      `${subjectOf(news)}: the organization does not exist any more; up will fail until it is created again`,
    );
    return;
  }
  const rest =
    differencesFile === undefined
      ? ": set swr:differencesFile to have them written to a file"
      : `: ${differencesFile} has them all`;
  const rules = describeRules(subjectOf(news), news.rules, coverage, names, sums);
  const isSilent = lines.length === 0 && !rules.some((line) => line.includes(": warning: "));
  if (isSilent) return;
  for (const line of [...rules, ...firstOf(lines, rest)]) context.log(line);
}
