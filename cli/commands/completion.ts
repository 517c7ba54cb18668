import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { completionScript, type Shell, SHELLS } from "../completionScripts";

const HELP = `
Examples:
  $ source <(pulumi-swr completion bash)
  $ pulumi-swr completion zsh > "\${fpath[1]}/_pulumi-swr"
  $ pulumi-swr completion fish > ~/.config/fish/completions/pulumi-swr.fish

Exit codes: 0, or 2 for a shell that is not known.
`;

/** `pulumi-swr completion`: a script for a shell. */
export const completionCommand = () =>
  new Command("completion")
    .description("A script that completes commands and flags in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", HELP)
    .action((shell: Shell, _options, command: CommandUnknownOpts) => {
      process.stdout.write(completionScript(shell, command.parent ?? command));
    });
