/**
 * Scripts that complete commands and flags in a shell, made from the commands' own definitions. They hold everything they
 * offer, so that a key press starts no process, and nothing of a half-typed line is ever run.
 */
import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";

interface Flag {
  readonly names: readonly string[];
  readonly description: string;
  /** What follows the flag: nothing, one of these words, a file, or anything. */
  readonly takes: readonly string[] | "nothing" | "file" | "anything";
}

interface Completed {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** Words that may stand without a flag. */
  readonly words: readonly string[];
}

function takes({ argChoices, required, optional, flags }: Option): Flag["takes"] {
  if (argChoices !== undefined) return argChoices;
  if (!required && !optional) return "nothing";
  return /<(file|folder)>/.test(flags) ? "file" : "anything";
}

/** What can follow the name of each command. */
function completed(program: CommandUnknownOpts): readonly Completed[] {
  const names = program.commands.map((it) => it.name());
  const all = program.commands.map((command): Completed => {
    const flags = command.createHelp().visibleOptions(command);
    return {
      name: command.name(),
      description: command.description(),
      flags: flags.map((it) => ({
        names: [it.short, it.long].filter((name) => name !== undefined),
        description: it.description,
        takes: takes(it),
      })),
      words: command.registeredArguments.flatMap((it) => it.argChoices ?? []),
    };
  });
  return [...all, { name: "help", description: "display help for command", flags: [], words: names }];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bash(program: string, commands: readonly Completed[]): string {
  const values = commands.flatMap(({ name, flags }) =>
    flags.flatMap((flag) => {
      if (flag.takes === "nothing") return [];
      const pattern = flag.names.map((it) => `"${name} ${it}"`).join(" | ");
      const offer =
        flag.takes === "file"
          ? "local IFS=$'\\n'; COMPREPLY=($(compgen -f -- \"$cur\"))"
          : `COMPREPLY=($(compgen -W "${flag.takes === "anything" ? "" : flag.takes.join(" ")}" -- "$cur"))`;
      return [`    ${pattern}) ${offer}; return ;;`];
    }),
  );
  const own = commands.map(
    ({ name, flags, words }) =>
      `    ${name}) offered="${[...words, ...flags.flatMap((it) => it.names)].join(" ")}" ;;`,
  );
  const names = commands.map(({ name }) => name);
  return `# Completes ${program} in bash. Load it with: source <(${program} completion bash)
_pulumi_swr() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= offered= word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join(" | ")}) command=$word; break ;;
    esac
  done
  case "$command $prev" in
${values.join("\n")}
  esac
  case $command in
${own.join("\n")}
    *) offered="${[...names, "--help", "--version"].join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -o filenames -F _pulumi_swr ${program}
`;
}

/** A text inside `[…]` of an argument of zsh's `_arguments`. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");

function zsh(program: string, commands: readonly Completed[]): string {
  const action = ({ takes: it }: Flag): string => {
    if (it === "nothing") return "";
    return it === "anything" ? ":value: " : it === "file" ? ":file:_files" : `:value:(${it.join(" ")})`;
  };
  const own = commands.map(({ name, flags, words }) => {
    const all = flags.flatMap((flag) =>
      flag.names.map((it) => quoted(`*${it}[${zshText(flag.description)}]${action(flag)}`)),
    );
    const rest = words.length === 0 ? [] : [quoted(`1:value:(${words.join(" ")})`)];
    return `    ${name}) _arguments ${[...all, ...rest].join(" ")} ;;`;
  });
  const listed = commands.map(({ name, description }) => quoted(`${name}:${zshText(description)}`));
  return `#compdef ${program}
# Completes ${program} in zsh. Write it to a file _${program} in a folder of $fpath.
_pulumi_swr() {
  local -a commands
  commands=(${listed.join(" ")})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${own.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_${program}" ]; then
  _pulumi_swr "$@"
else
  compdef _pulumi_swr ${program}
fi
`;
}

function fish(program: string, commands: readonly Completed[]): string {
  const action = ({ takes: it }: Flag): string => {
    if (it === "nothing") return "";
    return it === "anything" ? " -x" : it === "file" ? " -r -F" : ` -x -a ${quoted(it.join(" "))}`;
  };
  const named = (name: string): string =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
  const lines = commands.flatMap(({ name, description, flags, words }) => {
    const seen = quoted(`__fish_seen_subcommand_from ${name}`);
    return [
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
      ...flags.map(
        (flag) =>
          `complete -c ${program} -n ${seen} ${flag.names.map(named).join(" ")}${action(flag)} -d ${quoted(flag.description)}`,
      ),
      ...(words.length === 0 ? [] : [`complete -c ${program} -n ${seen} -a ${quoted(words.join(" "))}`]),
    ];
  });
  return `# Completes ${program} in fish. Write it to ~/.config/fish/completions/${program}.fish
complete -c ${program} -f
${lines.join("\n")}
`;
}

const SCRIPTS = { bash, zsh, fish } as const;
export type Shell = keyof typeof SCRIPTS;
export const SHELLS = Object.keys(SCRIPTS) as readonly Shell[];

export const completionScript = (shell: Shell, program: CommandUnknownOpts): string =>
  SCRIPTS[shell](program.name(), completed(program));
