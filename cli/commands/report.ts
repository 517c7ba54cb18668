import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { styleText } from "node:util";
import { Command, Option } from "@commander-js/extra-typings";
import { messageOf } from "../../provider/errors";
import { checkPatterns } from "../../provider/patterns";
import { checkOrganizationName } from "../../provider/swr/names";
import { renderHtml } from "../html/page";
import type { Selection } from "../live/listing";
import { scan } from "../live/scan";
import { startBar } from "../progress";
import { buildReport, hasDifferences } from "../report/build";
import { renderCsv } from "../report/csv";
import { renderMarkdown } from "../report/markdown";
import { summaryOf } from "../report/rows";
import { type Paint, renderTable } from "../report/table";
import type { Report } from "../report/types";
import {
  collect,
  configOption,
  EXIT,
  openSession,
  profileOption,
  regionOption,
  UsageError,
} from "../session";
import { declaredBy } from "../stack/declared";
import { parseExport, type Stack } from "../stack/export";

const FORMATS = ["table", "json", "csv", "markdown", "html"] as const;
type Format = (typeof FORMATS)[number];

/** The width of a table that goes to a file or a pipe. */
const WIDTH_OF_FILES = 120;

const HELP = `
Examples:
  $ pulumi-swr report
  $ pulumi stack export | pulumi-swr report --stack-export -
  $ pulumi-swr report --organization team-a --repository 'web/**' --format csv
  $ pulumi-swr report --user alice --format json --output alice.json

Exit codes:
  0  nothing differs from the stack, or no stack was given
  7  something differs from the stack; comes before 1
  1  something could not be read; the rest is reported
  2  wrong flags or settings

Environment:
  The provider's own: SWR_REGION, SWR_ACCESS_KEY, SWR_SECRET_KEY, ..., also as HW_* or OS_*,
  and the profiles HW_PROFILE and OS_CLOUD. NO_COLOR: no colours.
`;

export const list = <Flags extends string>(flags: Flags, description: string) =>
  new Option(flags, description).argParser(collect);

/** The selection that the flags make. A name or pattern that cannot be right is refused before anything is read. */
export function selectionOf(
  organizations: readonly string[] | undefined,
  repositories: readonly string[] | undefined,
): Selection {
  const wrong = [
    ...(organizations ?? []).flatMap((name) => checkOrganizationName("--organization", name)),
    ...(repositories === undefined ? [] : checkPatterns("--repository", repositories)),
  ];
  if (wrong.length > 0)
    throw new UsageError(
      wrong.map(({ property, reason }) => `${property.replace(/\[\d+\]$/, "")} ${reason}.`).join("\n"),
    );
  return {
    ...(organizations === undefined ? {} : { organizations }),
    ...(repositories === undefined ? {} : { repositories }),
  };
}

async function readStack(file: string): Promise<Stack> {
  if (file === "-") return parseExport(await text(process.stdin), "stdin");
  try {
    return parseExport(readFileSync(file, "utf8"), file);
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`--stack-export cannot be read: ${messageOf(thrown)}.`);
  }
}

/** Refuses a file that cannot be written before anything is read, since reading may take minutes. */
function checkOutput(file: string): void {
  const wrong = (reason: string): UsageError => new UsageError(`--output cannot be written: ${reason}.`);
  if (existsSync(file) && statSync(file).isDirectory()) throw wrong(`${file} is a folder`);
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (thrown) {
    throw wrong(messageOf(thrown));
  }
}

/** Colours for a terminal, unless its user wants none. */
const paintFor =
  (isTerminal: boolean): Paint =>
  (style, it) =>
    isTerminal && process.stdout.hasColors() ? styleText(style, it, { validateStream: false }) : it;

function rendered(report: Report, format: Format, isFile: boolean): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(report, null, 2)}\n`;
    case "csv":
      return renderCsv(report);
    case "markdown":
      return renderMarkdown(report);
    case "html":
      return renderHtml(report);
    case "table": {
      const isTerminal = !isFile && process.stdout.isTTY;
      return renderTable(report, isTerminal ? process.stdout.columns : WIDTH_OF_FILES, paintFor(isTerminal));
    }
  }
}

/** Writes the report to a file or to stdout. Where the user does not see a table, stderr gets what could not be read, and the sums. */
function deliver(report: Report, format: Format, file: string | undefined): void {
  const written = rendered(report, format, file !== undefined);
  if (file === undefined) process.stdout.write(written);
  else
    try {
      writeFileSync(file, written);
    } catch (thrown) {
      throw new UsageError(`--output cannot be written: ${messageOf(thrown)}.`);
    }
  if (format === "table" && file === undefined) return;
  for (const { message } of report.unread) process.stderr.write(`not read: ${message}\n`);
  process.stderr.write(`${summaryOf(report)}\n`);
}

/**
 * The exit code for a difference comes before the one for something that could not be read. The difference is certain, and a
 * pipeline that tries again after a 1 would lose it. The report and stderr name what could not be read.
 */
function exitCodeOf(report: Report): number {
  if (hasDifferences(report)) return EXIT.differs;
  return report.unread.length > 0 ? EXIT.failed : EXIT.ok;
}

/** `pulumi-swr report`: who has access, beside what a stack declares. */
export const reportCommand = () =>
  new Command("report")
    .description("Who has access to what, beside what a stack declares")
    .option("--stack-export <file>", 'output of "pulumi stack export"; -: stdin')
    .addOption(new Option("--format <name>", "how to show it").choices(FORMATS).default("table" as const))
    .option("--output <file>", "file to write, in place of stdout; -: stdout")
    .addOption(list("--organization <name>", "only this organization; repeatable"))
    .addOption(list("--repository <pattern>", "only names that match; repeatable"))
    .addOption(list("--user <name or id>", "only this user's grants; repeatable"))
    .addOption(regionOption())
    .addOption(profileOption())
    .addOption(configOption())
    .addHelpText("after", HELP)
    .action(async ({ stackExport, format, output, organization, repository, user, ...shared }) => {
      const file = output === "-" ? undefined : output;
      if (file !== undefined) checkOutput(file);
      const selection = selectionOf(organization, repository);
      const bar = startBar("reading who has access");
      const context = openSession(shared, bar.log);
      const stack = stackExport === undefined ? undefined : await readStack(stackExport);
      const live = await scan(context, selection, bar.progress).finally(bar.end);
      const now = context.now();
      const report = buildReport({
        ...selection,
        ...(stack === undefined ? {} : { declared: declaredBy(stack, now) }),
        ...(user === undefined ? {} : { users: user }),
        settings: context.settings,
        live,
        now,
      });
      deliver(report, format, file);
      process.exitCode = exitCodeOf(report);
    });
