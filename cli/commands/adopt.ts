import { Command, Option } from "@commander-js/extra-typings";
import { matcherOf } from "../../provider/patterns";
import type { Context } from "../../provider/resource";
import { adopt, type Form } from "../adopt/adopt";
import type { Language } from "../adopt/header";
import { plainText } from "../adopt/layout";
import type { Program } from "../adopt/program";
import { filesInTheWay, filesOf, printed, type Written, writeFiles } from "../adopt/project";
import type { Selection } from "../live/listing";
import { type Progress, scan } from "../live/scan";
import { startBar } from "../progress";
import { configOption, EXIT, openSession, profileOption, regionOption, UsageError } from "../session";
import { list, selectionOf } from "./report";

const FORMS = ["access", "policy"] as const satisfies readonly Form[];
const LANGUAGES = ["typescript", "yaml"] as const satisfies readonly Language[];

const HELP = `
Nobody's access changes: every resource declares what is there. Lists are shown without their reader, so
ignoreUsers of the program leaves you as you are.

Examples:
  $ pulumi-swr adopt --organization team-a
  $ pulumi-swr adopt --as policy --out access
  $ pulumi-swr adopt --all --language yaml --out access
  $ pulumi-swr adopt --repository 'web/**' --repository '!web/old'

Exit codes:
  0  written
  1  something could not be read, and the rest is written; or nothing was found
  2  wrong flags or settings, a file that exists, or a folder that cannot be written

Environment:
  The provider's own: SWR_REGION, SWR_ACCESS_KEY, SWR_SECRET_KEY, ..., also as HW_* or OS_*,
  and the profiles HW_PROFILE and OS_CLOUD.
`;

/** What to adopt, and where to write it. */
export interface AdoptOptions {
  readonly as: Form;
  readonly all?: boolean | undefined;
  readonly language: Language;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly selection: Selection;
}

/** Where a command writes its result and its messages. */
export interface Output {
  /** Writes the result. */
  readonly print: (text: string) => void;
  /** Shows a line beside the result. */
  readonly log: (line: string) => void;
  readonly progress?: Progress | undefined;
}

/** What to do with a project that was written. */
const NEXT: Readonly<Record<Language, string>> = {
  typescript: "npm install, pulumi stack init, pulumi preview, pulumi up",
  yaml: "pulumi stack init, pulumi preview, pulumi up",
};

/** The lines about a program that was written into a folder. */
function linesAbout({ resources }: Program, language: Language, folder: string, files: Written): string[] {
  const paths = (label: string, found: readonly string[]): string[] =>
    found.length === 0 ? [] : [`${label}: ${found.join(", ")}`];
  return [
    ...paths("written", files.written),
    ...paths("overwritten", files.overwritten),
    ...paths("kept as it was", files.kept),
    `${String(resources.length)} resources declare what is there. Next, in ${folder}: ${NEXT[language]}.`,
  ];
}

/** Reads what is there, and writes or prints a program that declares it. Answers the exit code. */
export async function runAdopt(
  context: Context,
  { as: form, all = false, language, out, force = false, selection }: AdoptOptions,
  { print, log, progress }: Output,
): Promise<number> {
  if (force && out === undefined)
    throw new UsageError("--force overwrites files in a folder: give it with --out.");
  if (out === "") throw new UsageError("--out is empty: give it a folder.");
  const inTheWay = out === undefined ? [] : filesInTheWay(out, language, force);
  const { repositories, ...organizations } = selection;
  // Patterns of a policy are made from all repositories of an organization, so that no pattern matches a repository that was not chosen.
  const live = await scan(context, form === "policy" ? organizations : selection, progress);
  const isChosen = repositories && matcherOf(repositories);
  const program = adopt(live, { form, all, isChosen, ignoreUsers: context.settings.ignoreUsers });
  for (const line of program.leftOut) log(plainText(`left out: ${line}`));
  for (const { message } of program.unread) log(plainText(`not read: ${message}`));
  if (program.resources.length === 0) {
    log("There is nothing to declare: SWR shows no organization or repository that the flags choose.");
    return EXIT.failed;
  }
  if (out === undefined) print(printed(program, language));
  else {
    const files = writeFiles(out, filesOf(program, language, out), inTheWay);
    for (const line of linesAbout(program, language, out, files)) log(line);
  }
  return program.unread.length === 0 ? EXIT.ok : EXIT.failed;
}

/** `pulumi-swr adopt`: writes a Pulumi program that declares the access that is there. */
export const adoptCommand = () =>
  new Command("adopt")
    .description("Write a Pulumi program from who has access now")
    .addOption(
      new Option("--as <form>", "a resource for each list, or a policy for each organization")
        .choices(FORMS)
        .default("access" as const),
    )
    .option("--all", "declare the organizations and repositories, too")
    .addOption(
      new Option("--language <name>", "for the npm package, or for the plugin")
        .choices(LANGUAGES)
        .default("typescript" as const),
    )
    .option("--out <folder>", "write a project there, in place of stdout")
    .option("--force", "overwrite the program in that folder")
    .addOption(list("--organization <name>", "only this organization; repeatable"))
    .addOption(list("--repository <pattern>", "only names that match; repeatable"))
    .addOption(regionOption())
    .addOption(profileOption())
    .addOption(configOption())
    .addHelpText("after", HELP)
    .action(async ({ as, all, language, out, force, organization, repository, ...shared }) => {
      const selection = selectionOf(organization, repository);
      const bar = startBar("reading who has access");
      const context = openSession(shared, bar.log);
      const print = (text: string): void => void process.stdout.write(text);
      const options = { as, all, language, out, force, selection };
      const output = { print, log: bar.log, progress: bar.progress };
      process.exitCode = await runAdopt(context, options, output).finally(bar.end);
    });
