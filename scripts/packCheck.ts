/**
 * The packed tarball as a user gets it: only what a user needs is in it, publint and attw find nothing wrong with it,
 * and in an empty project the program of the README type-checks under `strict` and runs.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startEmulator } from "../sandbox/emulator";
import { offlineEngine, Project } from "./engines";

const ROOT = resolve(__dirname, "..");
const ALLOWED =
  /^package\/(dist\/(provider|sdk|sandbox\/emulator)\/[\w/]+\.(js|d\.ts)|dist\/schema\.json|docs\/[\w-]+\.md|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

const npm = (folder: string, ...args: string[]): string =>
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    encoding: "utf8",
  });

function pack(into: string): string {
  const name = npm(ROOT, "pack", "--pack-destination", into).trim().split("\n").pop() ?? "";
  const tarball = join(into, name);
  const files = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  const strange = files.filter((file) => !ALLOWED.test(file));
  if (strange.length > 0) throw new Error(`not for users:\n${strange.join("\n")}`);
  for (const needed of [
    "dist/sdk/index.js",
    "dist/provider/index.d.ts",
    "dist/sandbox/emulator/main.js",
    "LICENSE",
  ])
    if (!files.includes(`package/${needed}`)) throw new Error(`the tarball lacks ${needed}`);
  process.stdout.write(`${String(files.length)} files, all of them for users\n`);
  return tarball;
}

/** Entry points, and types in every way that TypeScript looks for them. */
function lint(tarball: string): void {
  for (const [tool, ...args] of [
    ["publint", "run", tarball, "--strict"],
    ["attw", tarball, "--no-emoji"],
  ] as const)
    execFileSync(join(ROOT, "node_modules/.bin", tool), args, { cwd: ROOT, stdio: "inherit" });
}

/** The first program of the README: what a newcomer types. */
function readmeProgram(): string {
  const program = /```ts\n(import \* as swr[\s\S]*?)```/.exec(
    readFileSync(join(ROOT, "README.md"), "utf8"),
  )?.[1];
  if (program === undefined) throw new Error("the README shows no program");
  return program;
}

function install(folder: string, tarball: string, program: string): string {
  writeFileSync(join(folder, "package.json"), '{ "name": "newcomer", "private": true }\n');
  npm(folder, "install", tarball, "@pulumi/pulumi@3.270.0", "typescript@6", "@types/node@20");
  writeFileSync(join(folder, "index.ts"), program);
  const flags = [
    "--strict",
    "--module",
    "node20",
    "--moduleResolution",
    "node16",
    "--target",
    "es2022",
    "--types",
    "node",
  ];
  execFileSync(join(folder, "node_modules/.bin/tsc"), ["index.ts", ...flags], {
    cwd: folder,
    stdio: "inherit",
  });
  process.stdout.write("the README's program type-checks under strict\n");
  return readFileSync(join(folder, "index.js"), "utf8");
}

async function runIt(folder: string, compiled: string): Promise<void> {
  const emulator = await startEmulator();
  const environment = {
    SWR_ENDPOINT: emulator.url,
    SWR_ACCESS_KEY: "AKFAKECI000000000000",
    SWR_SECRET_KEY: "fake-secret-key-of-ci".padEnd(40, "0"),
  };
  const files = { "Pulumi.yaml": "name: newcomer\nruntime: nodejs\n", "index.js": compiled };
  const project = new Project(offlineEngine, environment, files, join(folder, "node_modules"));
  try {
    const run = await project.run("up");
    if (run.code !== 0) throw new Error(run.output);
    const users = emulator
      .access({ organization: "team-a", repository: "web/app" })
      .map(({ userName }) => userName);
    if (users.join() !== "alice,bob") throw new Error(`the API says ${users.join()}\n${run.output}`);
    process.stdout.write("and runs: the API says alice and bob have access\n");
  } finally {
    project.remove();
    await emulator.stop();
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "swr-pack-"));
  try {
    const tarball = pack(folder);
    lint(tarball);
    const compiled = install(folder, tarball, readmeProgram());
    await runIt(folder, compiled);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
