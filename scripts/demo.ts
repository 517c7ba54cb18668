/**
 * Shows the main job: a real program declares who may use a repository, somebody changes the access list by hand, the next
 * preview names the changes, the next `up` repairs them. SWR is the emulator, so no account is needed.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { styleText } from "node:util";
import ts from "typescript";
import { type Emulator, startEmulator } from "../sandbox/emulator";
import { type Command, hasPulumi, offlineEngine, Project, pulumiCli, type Run } from "./engines";

const EXAMPLE = resolve(__dirname, "../examples/repository-access");
const PLACE = { organization: "team-a", repository: "web/app" };
const WORDS = new Map([
  [1, "Read"],
  [3, "Write"],
  [7, "Manage"],
]);

const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
  process.stdout.isTTY ? styleText(style, text) : text;
const say = (text = ""): void => {
  process.stdout.write(`${text}\n`);
};
const step = (title: string, what: string): void => {
  say(`\n${paint("bold", title.padEnd(9))} ${what}`);
};
const detail = (text: string): void => {
  say(`          ${text}`);
};

/** The lines of a program that declare users. */
const declared = (program: string): string[] => program.match(/\{ userName.*\}/g) ?? [];

function sayApi(emulator: Emulator): void {
  const users = emulator
    .access(PLACE)
    .map(({ userName, auth }) => `${userName ?? "(no name)"} ${WORDS.get(auth) ?? String(auth)}`);
  detail(
    `${paint("cyan", "the API now says:")} ${users.length === 0 ? "nobody has access" : users.join(", ")}`,
  );
}

/** The lines in a run's output that the provider logged, each once. */
const spoken = ({ output }: Run): string[] => [
  ...new Set(output.split("\n").flatMap((line) => /team-a\/web\/app: .*/.exec(line)?.[0] ?? [])),
];

async function run(project: Project, command: Command, expected: number, ...flags: string[]): Promise<void> {
  const result = await project.run(command, ...flags);
  if (result.code !== expected)
    throw new Error(`${command} ended with ${String(result.code)}:\n${result.output}`);
  // An `up` first repeats the lines of its preview. The demo has shown those already.
  const lines = spoken(result).filter((line) => command === "preview" || !line.includes("; up will "));
  for (const line of lines) detail(paint(command === "preview" ? "yellow" : "green", line));
}

async function demo(emulator: Emulator, project: Project, program: string): Promise<void> {
  step("up", "the program in examples/repository-access declares, for team-a/web/app:");
  for (const line of declared(program)) detail(line);
  await run(project, "up", 0);
  sayApi(emulator);

  step("meanwhile", "somebody raises bob to Write and lets mallory in, behind Pulumi's back");
  emulator.grant({ ...PLACE, user: "bob", auth: 3 });
  emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
  sayApi(emulator);

  step(
    "preview",
    "the next preview names who, what they have and what is declared (exit code 7 with --expect-no-changes):",
  );
  await run(project, "preview", 7, "--expect-no-changes");

  step("up", "repairs it; alice, who is declared before and after, is not touched");
  await run(project, "up", 0);
  sayApi(emulator);

  step("preview", "is clean again (exit code 0 with --expect-no-changes)");
  await run(project, "preview", 0, "--expect-no-changes");

  step("destroy", "revokes those the program declared");
  await run(project, "destroy", 0);
  sayApi(emulator);
}

async function main(): Promise<void> {
  const engine = hasPulumi() ? pulumiCli : offlineEngine;
  say(
    engine === pulumiCli
      ? "The Pulumi CLI on your PATH, a file backend in a temporary folder, SWR emulated on this machine."
      : "No pulumi on PATH: this runs on the project's offline engine. Get the CLI at https://www.pulumi.com/docs/install/",
  );
  const emulator = await startEmulator();
  const program = readFileSync(join(EXAMPLE, "index.ts"), "utf8");
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const project = new Project(
    engine,
    {
      SWR_ENDPOINT: emulator.url,
      SWR_REGION: "eu-de",
      SWR_CLOUD: "otc",
      SWR_ACCESS_KEY: "AKFAKECI000000000000",
      SWR_SECRET_KEY: "fake-secret-key-of-ci".padEnd(40, "0"),
    },
    { "Pulumi.yaml": readFileSync(join(EXAMPLE, "Pulumi.yaml"), "utf8"), "index.js": outputText },
  );
  try {
    await demo(emulator, project, program);
  } finally {
    project.remove();
    await emulator.stop();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
