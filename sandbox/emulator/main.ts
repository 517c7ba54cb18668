#!/usr/bin/env node
import { type Command, parseCommandLine, usage, UsageError } from "./commandLine";
import { defaultSeed } from "./seed/defaultSeed";
import { startEmulator, type StartOptions } from "./emulator";

function run(command: Command): void {
  switch (command.action) {
    case "help":
      process.stdout.write(usage);
      break;
    case "print-seed":
      process.stdout.write(`${JSON.stringify(defaultSeed, null, 2)}\n`);
      break;
    case "start":
      start(command.options).catch((error: unknown) => {
        fail(error instanceof Error ? error.message : String(error), 1);
      });
  }
}

async function start(options: StartOptions): Promise<void> {
  const starting = startEmulator(options);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void starting.then((emulator) => emulator.stop()).finally(() => process.exit(0));
    });
  }
  process.stdout.write(`listening on ${(await starting).url}\n`);
}

function fail(message: string, code: number): void {
  process.stderr.write(`swr-emulator: ${message.replaceAll("\n", " ").replace(/\.?$/, ".")}\n`);
  process.exitCode = code;
}

try {
  run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  fail(`${error.message.replace(/\.?$/, ".")} Try --help.`, 2);
}
