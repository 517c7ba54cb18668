/**
 * Checks what users get. The packed tarball holds only what they need; publint and attw find no fault in it; in an empty
 * project the program of the README compiles under `strict` and runs, the command reports who has access, the emulator runs
 * without its web framework installed, and the plugin starts. The unpacked archive of the plugin starts too. The times to start are printed beside that of Node.js.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../sandbox/emulator";
import { offlineEngine, Project } from "./engines";
import { thisMachine, writeArchives } from "./plugin";

const ROOT = resolve(__dirname, "..");
const ALLOWED =
  /^package\/(dist\/(cli|policyPack|provider|sdk|sandbox\/emulator)\/[\w/]+\.(js|d\.ts)|dist\/(sandbox\/emulator|cli\/html)\/THIRD-PARTY\.txt|dist\/cli\/html\/app\.(js|css)|dist\/schema\.json|plugin\/[\w-]+(\.(js|json|yaml))?|docs\/[\w-]+\.md|docs\/report\.schema\.json|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

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
    "dist/policyPack/index.d.ts",
    "dist/provider/index.d.ts",
    "dist/sandbox/emulator/main.js",
    "dist/sandbox/emulator/index.d.ts",
    "dist/sandbox/emulator/THIRD-PARTY.txt",
    "dist/provider/hosts/plugin/main.js",
    "dist/cli/main.js",
    "dist/cli/html/app.js",
    "dist/cli/html/app.css",
    "dist/cli/html/THIRD-PARTY.txt",
    "plugin/PulumiPlugin.yaml",
    "plugin/pulumi-resource-swr",
    "LICENSE",
  ])
    if (!files.includes(`package/${needed}`)) throw new Error(`the tarball lacks ${needed}`);
  process.stdout.write(`${String(files.length)} files, all of them for users\n`);
  return tarball;
}

/** Lets publint check the entry points, and attw the types under every module resolution of TypeScript. */
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

/** A program that uses the emulator's public types, sends a request to the control API and reads the result. */
const EMULATOR_PROGRAM = `
import { defaultSeed, type Emulator, startEmulator } from "pulumi-swr/emulator";

async function main(): Promise<void> {
  const emulator: Emulator = await startEmulator({ dialect: "hostile", seed: defaultSeed });
  const place = { organization: "team-a", repository: "web/app" };
  await fetch(emulator.url + "/_emulator/grant", {
    method: "POST",
    body: JSON.stringify({ ...place, user: "bob", auth: 1 }),
  });
  console.log(emulator.access(place).map(({ userName }) => userName).join());
  await emulator.stop();
}

void main();
`;

function install(folder: string, tarball: string): void {
  writeFileSync(join(folder, "package.json"), '{ "name": "newcomer", "private": true }\n');
  const others = ["@pulumi/pulumi@3.270.0", "@pulumi/policy@1.21.0", "typescript@6", "@types/node@20"];
  npm(folder, "install", tarball, ...others);
  if (existsSync(join(folder, "node_modules/fastify")))
    throw new Error("the emulator's web framework was installed: it should be in the package");
}

/** Compiles a program under `strict`, with the declarations of its packages. */
function compile(folder: string, name: string, program: string, ...more: readonly string[]): string {
  writeFileSync(join(folder, `${name}.ts`), program);
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
    ...more,
  ];
  execFileSync(join(folder, "node_modules/.bin/tsc"), [`${name}.ts`, ...flags], {
    cwd: folder,
    stdio: "inherit",
  });
  return readFileSync(join(folder, `${name}.js`), "utf8");
}

/** What a command of a user needs to reach an emulator. */
const environmentOf = ({ url }: Emulator): Record<string, string> => ({
  SWR_ENDPOINT: url,
  SWR_ACCESS_KEY: "AKFAKECI000000000000",
  SWR_SECRET_KEY: "fake-secret-key-of-ci".padEnd(40, "0"),
});

async function runIt(folder: string, compiled: string): Promise<void> {
  const emulator = await startEmulator();
  const environment = environmentOf(emulator);
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

/** The command `pulumi-swr`: a report of who has access as JSON, and as a page with its view. */
async function runReport(folder: string): Promise<void> {
  const emulator = await startEmulator();
  const report = async (format: string): Promise<string> => {
    const args = ["report", "--format", format];
    const env = { ...process.env, ...environmentOf(emulator) };
    return (await promisify(execFile)(join(folder, "node_modules/.bin/pulumi-swr"), args, { env })).stdout;
  };
  try {
    const { organizations } = JSON.parse(await report("json")) as { organizations: { name: string }[] };
    const page = await report("html");
    if (organizations.length === 0 || !page.includes("<script"))
      throw new Error(`the report names ${String(organizations.length)} organizations; its page:\n${page}`);
    process.stdout.write("pulumi-swr reports who has access\n");
  } finally {
    await emulator.stop();
  }
}

/** The emulator by its three doors: a program's `require`, a module's `import`, and the command. */
async function runEmulator(folder: string): Promise<void> {
  compile(folder, "emulator", EMULATOR_PROGRAM);
  const said = execFileSync(process.execPath, ["emulator.js"], { cwd: folder, encoding: "utf8" });
  if (said !== "bob\n") throw new Error(`the program of the emulator printed ${said}`);
  const module = 'import { startEmulator } from "pulumi-swr/emulator"; await (await startEmulator()).stop();';
  execFileSync(process.execPath, ["--input-type=module", "-e", module], { cwd: folder, stdio: "inherit" });
  const child = spawn(join(folder, "node_modules/.bin/swr-emulator"), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const answer = await fetch(`${line.replace("listening on ", "")}/v2/manage/namespaces`);
  child.kill();
  const [code] = (await once(child, "exit")) as [number | null];
  if (answer.status !== 401 || code !== 0)
    throw new Error(`swr-emulator answered ${String(answer.status)} and ended with ${String(code)}`);
  process.stdout.write("the emulator runs, as a module and as a command\n");
}

/** Milliseconds from the start of a plugin until it prints its port. */
async function readyAfter(command: string, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${command} ended before it was ready`);
  });
  const [port] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
  const time = performance.now() - begin;
  ended.catch(() => undefined);
  child.kill("SIGKILL");
  if (!/^\d+\n$/.test(String(port))) throw new Error(`${command} printed ${String(port)} for a port`);
  return time;
}

/** Prints the time of the shortest of ten starts. The longer ones were delayed by other work on the machine. */
async function start(what: string, command: string, ...args: string[]): Promise<void> {
  let least = Infinity;
  for (let round = 0; round < 10; round++) least = Math.min(least, await readyAfter(command, args));
  process.stdout.write(`${what} is ready after ${least.toFixed(0)} ms\n`);
}

async function startAll(folder: string): Promise<void> {
  const archived = join(folder, "archive");
  const [archive = ""] = await writeArchives(folder, [thisMachine()]);
  mkdirSync(archived);
  execFileSync("tar", ["xzf", archive, "-C", archived]);
  await start("Node.js alone", process.execPath, "-p", "0");
  await start("the plugin of the archive", join(archived, "pulumi-resource-swr"));
  await start(
    "the plugin of the npm package, on PATH,",
    join(folder, "node_modules/.bin/pulumi-resource-swr"),
  );
  await start("the plugin in its folder", join(folder, "node_modules/pulumi-swr/plugin/pulumi-resource-swr"));
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "swr-pack-"));
  try {
    const tarball = pack(folder);
    lint(tarball);
    install(folder, tarball);
    const compiled = compile(folder, "index", readmeProgram());
    process.stdout.write("the README's program type-checks under strict\n");
    const policies = readFileSync(join(ROOT, "examples/policy-pack/index.ts"), "utf8");
    // The declarations of @pulumi/policy itself have errors.
    compile(folder, "policies", policies, "--skipLibCheck");
    process.stdout.write("so does the example's policy pack\n");
    await runIt(folder, compiled);
    await runReport(folder);
    await runEmulator(folder);
    await startAll(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
