/** `pulumi-swr adopt`: writes a Pulumi program from what is there. */
import { Command, Option } from "@commander-js/extra-typings";
import { matcherOf, whyWrong } from "../../provider/patterns";
import type { Context } from "../../provider/resource";
import { adopt, type Form } from "../adopt/adopt";
import type { Language } from "../adopt/header";
import { plainText } from "../adopt/layout";
import type { Program } from "../adopt/program";
import { filesInTheWay, filesOf, printed, type Written, writeFiles } from "../adopt/project";
import { scan } from "../live/scan";
import {
  collect,
  configOption,
  EXIT,
  openSession,
  profileOption,
  regionOption,
  UsageError,
} from "../session";

export interface AdoptOptions {
  readonly as: Form;
  readonly all?: true | undefined;
  readonly language: Language;
  readonly out?: string | undefined;
  readonly force?: true | undefined;
  readonly organization: readonly string[];
  readonly repository: readonly string[];
}

/** Where a command writes. */
export interface Output {
  readonly print: (text: string) => void;
  /** Shows a line to the user, beside the result. */
  readonly tell: (line: string) => void;
}

/** The lines about a program that was written into a folder. */
function linesAbout({ resources }: Program, language: Language, folder: string, files: Written): string[] {
  const list = (label: string, paths: readonly string[]): string[] =>
    paths.length === 0 ? [] : [`${label}: ${paths.join(", ")}`];
  const next = {
    typescript: "npm install, pulumi stack init, pulumi preview, pulumi up",
    yaml: "pulumi stack init, pulumi preview, pulumi up",
  };
  return [
    `${String(resources.length)} resources declare what is there.`,
    ...list("Written", files.written),
    ...list("Overwritten", files.overwritten),
    ...list("Kept as it was", files.kept),
    `Next, in ${folder}: ${next[language]}. The first up creates the resources in the stack, and sends nothing that changes anybody's access.`,
  ];
}

/** Reads what is there, and writes or prints a program that declares it. Returns the exit code. */
export async function runAdopt(
  context: Context,
  options: AdoptOptions,
  { print, tell }: Output,
): Promise<number> {
  const { as: form, all = false, language, out, force = false, organization, repository } = options;
  for (const pattern of repository) {
    const reason = whyWrong(pattern);
    if (reason !== undefined) throw new UsageError(`--repository ${reason}`);
  }
  if (force && out === undefined)
    throw new UsageError("--force overwrites files in a folder: give it with --out.");
  const inTheWay = out === undefined ? [] : filesInTheWay(out, language, force);
  // Rules of a policy are found among all repositories, so that they match no other one by accident.
  const live = await scan(context, {
    ...(organization.length === 0 ? {} : { organizations: organization }),
    ...(repository.length === 0 || form === "policy" ? {} : { repositories: repository }),
  });
  const isChosen = repository.length === 0 ? undefined : matcherOf(repository);
  const program = adopt(live, { form, all, isChosen, ignoreUsers: context.settings.ignoreUsers });
  for (const line of program.leftOut) tell(plainText(`Left out: ${line}`));
  for (const line of program.unread) tell(plainText(`Not read: ${line}`));
  if (program.resources.length === 0) {
    tell("There is nothing to declare: no organization or repository was found that the flags choose.");
    return EXIT.failed;
  }
  if (out === undefined) print(printed(program, language));
  else {
    const written = writeFiles(out, filesOf(program, language, out), inTheWay);
    for (const line of linesAbout(program, language, out, written)) tell(line);
  }
  return program.unread.length === 0 ? EXIT.ok : EXIT.failed;
}

const HELP = `
Nobody's access changes: every resource declares what is there, and the first \`pulumi up\` sends nothing.
You are in no list that you read, so ignoreUsers of the program leaves you as you are.

Examples:
  $ pulumi-swr adopt --organization team-a                    print a program with one resource for each list
  $ pulumi-swr adopt --as policy --out access                 a project in access/, with one policy for each organization
  $ pulumi-swr adopt --all --language yaml --out access       with organizations and repositories, for the plugin
  $ pulumi-swr adopt --organization team-a --repository 'web/**' --repository '!web/old'

Exit codes: 0 written, 1 something could not be read or written, 2 wrong flags or a file that exists.
Environment: SWR_REGION, SWR_CLOUD, SWR_ACCESS_KEY, SWR_SECRET_KEY and the others of docs/configuration.md.`;

export const adoptCommand = () =>
  new Command("adopt")
    .description("Write a Pulumi program from who has access now")
    .addOption(
      new Option(
        "--as <form>",
        "access: a resource for each list; policy: rules with patterns for each organization",
      )
        .choices(["access", "policy"] as const)
        .default("access" as const),
    )
    .option("--all", "declare the organizations and repositories themselves, too")
    .addOption(
      new Option(
        "--language <language>",
        "typescript: for the npm package; yaml: for the plugin, with import.json",
      )
        .choices(["typescript", "yaml"] as const)
        .default("typescript" as const),
    )
    .option("--out <folder>", "write a project into this folder (default: print the program)")
    .option("--force", "overwrite the program in the folder")
    .option("--organization <name>", "only this organization, may be repeated", collect, [])
    .option(
      "--repository <pattern>",
      "only these repositories, and no organization's list, may be repeated",
      collect,
      [],
    )
    .addOption(regionOption())
    .addOption(profileOption())
    .addOption(configOption())
    .addHelpText("after", HELP)
    .action(async (options) => {
      const tell = (line: string): void => void process.stderr.write(`${line}\n`);
      const print = (text: string): void => void process.stdout.write(text);
      process.exitCode = await runAdopt(openSession(options, tell), options, { print, tell });
    });
