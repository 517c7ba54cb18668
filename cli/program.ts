/** The program `pulumi-swr`: its commands, and how it ends. */
import { Command, CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { messageOf, SettingsError } from "../provider/errors";
import schema from "../schema.json";
import { adoptCommand } from "./commands/adopt";
import { completionCommand } from "./commands/completion";
import { probeCommand } from "./commands/probe";
import { reportCommand } from "./commands/report";
import { EXIT, UsageError } from "./session";

function createProgram(): Command {
  const commands = [reportCommand(), adoptCommand(), probeCommand(), completionCommand()] as const;
  const program = new Command("pulumi-swr")
    .description("Who has access to SWR, and how to bring it under Pulumi")
    .version(schema.version)
    .addHelpText("after", '\n"pulumi-swr help <command>" tells more, with examples and exit codes.\n');
  for (const command of commands) program.addCommand(command as CommandUnknownOpts);
  // Every command throws instead of ending the process, so that one place decides on the exit code.
  for (const command of [program, ...program.commands]) command.exitOverride();
  return program;
}

/** Runs a command line without `node` and the script's name, and answers the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (thrown) {
    // Commander has written its own sentence, or the help that was asked for.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    process.stderr.write(`${messageOf(thrown)}\n`);
    return thrown instanceof UsageError || thrown instanceof SettingsError ? EXIT.usage : EXIT.failed;
  }
}
