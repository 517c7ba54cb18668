import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Dialect, ProfileName } from "./dialect";
import { chooseDialect, parseSwitch } from "./dialect/profiles";
import { checkSeed, SeedError } from "./seed/check";
import type { StartOptions } from "./emulator";
import type { Seed } from "./seed/seed";

export const usage = `swr-emulator: SWR and IAM on 127.0.0.1, for trying and testing.

  --port PORT           listen there; 0 (default): any free port
  --seed FILE           start with this JSON instead of the built-in seed
  --profile NAME        answer open points as docs (default), lenient or hostile
  --dialect NAME=VALUE  answer one open point otherwise; may be repeated
  --latency MS          delay each request
  --print-seed          print the built-in seed and end
  --help                print this and end

The first line printed is "listening on http://127.0.0.1:PORT". SIGTERM and SIGINT end it.
`;

export type Command =
  { action: "help" } | { action: "print-seed" } | { action: "start"; options: StartOptions };

/** Options that cannot be understood; the message is one sentence for the user. */
export class UsageError extends Error {}

export function parseCommandLine(args: string[]): Command {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: "string" },
        seed: { type: "string" },
        profile: { type: "string" },
        dialect: { type: "string", multiple: true },
        latency: { type: "string" },
        "print-seed": { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    if (values.help === true) return { action: "help" };
    if (values["print-seed"] === true) return { action: "print-seed" };
    return {
      action: "start",
      options: {
        port: wholeNumber("port", values.port, 65535),
        latencyMs: wholeNumber("latency", values.latency, 3_600_000),
        dialect: readDialect(values.profile, values.dialect ?? []),
        ...(values.seed === undefined ? {} : { seed: readSeed(values.seed) }),
      },
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function wholeNumber(name: string, text: string | undefined, most: number): number {
  const value = Number(text ?? 0);
  if (/^\d+$/.test(text ?? "0") && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from 0 to ${String(most)}, not "${text ?? ""}".`);
}

function readDialect(profile: string | undefined, switches: string[]): Dialect {
  const base = chooseDialect((profile ?? "docs") as ProfileName);
  return switches.reduce<Dialect>((dialect, text) => chooseDialect(parseSwitch(text), dialect), base);
}

function readSeed(file: string): Seed {
  try {
    return checkSeed(JSON.parse(readFileSync(file, "utf8")) as unknown);
  } catch (error) {
    if (error instanceof SeedError) {
      throw new UsageError(`${file}: ${error.message}`, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The seed ${file} cannot be read: ${reason}`, { cause: error });
  }
}
