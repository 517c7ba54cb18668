import { Argument, Command, Option } from "@commander-js/extra-typings";
import { subjectOf, type RepositoryRef } from "../../provider/swr/access";
import { checkNames } from "../../provider/swr/names";
import { type FormatName, FORMATS } from "../probe/format";
import { INTERRUPTED, onInterrupt } from "../probe/interrupt";
import { probe, type Probed, type WriteOptions } from "../probe/run";
import { configOption, EXIT, openSession, profileOption, regionOption, UsageError } from "../session";

/** How long a write may take until reads show it, in seconds, unless the user says otherwise. */
const PATIENCE = "20";

const HELP = `
With --write it changes and removes that user's entry several times, and one of a made-up user,
then restores what was there, also after Ctrl-C. The user loses access for moments: name a
repository and a user that nobody works with.

Examples:
  $ pulumi-swr probe team-a/probe
  $ pulumi-swr probe team-a/probe --write --user probe-user
  $ pulumi-swr probe team-a/probe --format markdown > report.md
  $ swr-emulator $(pulumi-swr probe team-a/probe --format dialect)

Exit codes:
  0    done                                       2    wrong flags or settings
  1    not everything could be asked or restored  130  interrupted, and restored

Environment:
  The provider's own: SWR_REGION, SWR_ACCESS_KEY, SWR_SECRET_KEY, ..., also as HW_* or OS_*,
  and the profiles HW_PROFILE and OS_CLOUD. NO_COLOR: no colours.
`;

interface Flags {
  readonly write?: true | undefined;
  readonly user?: string | undefined;
  readonly selfWrite?: true | undefined;
  readonly wait: string;
}

/** Splits `ORG/REPO` at the first slash. The rest may contain more. */
function placeIn(text: string): RepositoryRef {
  const [, organization = "", repository = ""] = /^([^/]*)\/(.*)$/s.exec(text) ?? [];
  const [failure] = checkNames({ organization, repository });
  if (failure === undefined) return { organization, repository };
  throw new UsageError(`"${text}" is not ORGANIZATION/REPOSITORY: ${failure.reason}.`);
}

function writeIn({ write, user, selfWrite, wait }: Flags): WriteOptions | undefined {
  const seconds = /^\d+(\.\d+)?$/.test(wait) ? Number(wait) : NaN;
  if (!(seconds > 0 && seconds <= 600))
    throw new UsageError(`--wait takes seconds from more than 0 to 600, not "${wait}".`);
  if (write === undefined) {
    const alone = user !== undefined ? "--user" : selfWrite === true ? "--self-write" : undefined;
    if (alone !== undefined) throw new UsageError(`${alone} is for --write: add it, or leave ${alone} out.`);
    return undefined;
  }
  if (user === undefined || user === "")
    throw new UsageError("--write needs --user: the id or name of a user whose entry may be changed.");
  return { user, patience: 1000 * seconds, withCaller: selfWrite === true };
}

/** An entry that could not be restored comes before an interruption, whose code promises that it was. */
function exitCodeOf({ failures, written }: Probed, isInterrupted: boolean): number {
  if (isInterrupted && written?.restored.isDone !== false) return INTERRUPTED;
  return failures.length > 0 ? EXIT.failed : EXIT.ok;
}

/** `pulumi-swr probe`: finds out how a cloud answers where its documentation leaves points open. */
export const probeCommand = () =>
  new Command("probe")
    .description("How a cloud answers where its documentation leaves points open")
    .addArgument(new Argument("<org/repo>", "the repository to probe"))
    .option("--write", "also settle what takes writes")
    .option("--user <name or id>", "with --write: whose entry may be changed")
    .option("--self-write", "with --write: the caller's entry, too, as it is")
    .option("--wait <seconds>", "with --write: until reads show it", PATIENCE)
    .addOption(
      new Option("--format <name>", "how to show it")
        .choices(Object.keys(FORMATS) as FormatName[])
        .default<FormatName>("table"),
    )
    .addOption(regionOption())
    .addOption(profileOption())
    .addOption(configOption())
    .addHelpText("after", HELP)
    .action(async (repository, flags) => {
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const [place, write] = [placeIn(repository), writeIn(flags)];
      const context = openSession(flags, say);
      const { cloud, region } = context.settings;
      // Without writes there is nothing to restore, so signals end the process as usual.
      const { stop, release } =
        write === undefined
          ? { stop: new AbortController().signal, release: () => undefined }
          : onInterrupt(say);
      try {
        const probed = await probe(context, { place, write, stop, say });
        const header = { repository: subjectOf(place), cloud, region, createdAt: context.now() };
        process.stdout.write(FORMATS[flags.format](probed, header));
        for (const failure of probed.failures) say(failure);
        process.exitCode = exitCodeOf(probed, stop.aborted);
        if (stop.aborted && probed.written === undefined) say("Nothing was written.");
      } finally {
        release();
      }
    });
