import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";

/** `import` takes type, name and id; the offline engine has no such command. */
export type Command = "preview" | "up" | "refresh" | "destroy" | "import";

export interface Run {
  readonly code: number;
  /** What a user sees: stdout, then stderr. */
  readonly output: string;
}

/** A stack's state as `pulumi stack export` writes it, so far as an engine needs it. */
export interface Deployment {
  readonly version: number;
  readonly deployment: { readonly resources: readonly DeployedResource[] };
}

export interface DeployedResource {
  readonly urn: string;
  readonly custom: boolean;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: object;
  readonly outputs?: object;
  readonly parent?: string;
  readonly refreshBeforeUpdate?: boolean;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** An engine that runs programs: the offline one, or the real CLI. */
export interface Engine {
  readonly name: string;
  /** Program and arguments of one command on the project in a folder. */
  command(command: Command, folder: string, flags: readonly string[]): readonly string[];
  /** Variables it needs; `home` is a folder of the project's own. */
  environment(home: string): Record<string, string>;
  /** Once for each project. */
  init(folder: string, environment: Record<string, string>): void;
  /** Keeps a secret of the stack's configuration, as far as the engine does; answers the flags it needs from now on. */
  setSecret(
    folder: string,
    environment: Record<string, string>,
    key: string,
    value: string,
  ): readonly string[];
  /** Makes this the state of the stack, which has none yet. */
  load(folder: string, environment: Record<string, string>, kept: Deployment): void;
}

const ROOT = resolve(__dirname, "..");

export const offlineEngine: Engine = {
  name: "offline engine",
  command: (command, folder, flags) => [
    process.execPath,
    join(ROOT, "dist/sandbox/engine/main.js"),
    command,
    folder,
    ...(command === "up" ? ["--skip-preview"] : []),
    ...flags,
  ],
  environment: () => ({}),
  init: () => undefined,
  setSecret: (_folder, _environment, key, value) => ["--secret", `${key}=${value}`],
  load: (folder, _environment, { deployment }) => {
    // Its hosts are no resources.
    const own = deployment.resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
    const resources = own.map(({ urn, type, id = "", inputs = {}, outputs = {}, ...it }) => ({
      ...{ urn, type, name: urn.split("::").at(-1), id, inputs, outputs },
      dependencies: [...(it.dependencies ?? []), ...(it.parent === undefined ? [] : [it.parent])],
      propertyDependencies: it.propertyDependencies ?? {},
      ...{ secrets: [], initErrors: [], external: false, delete: false },
    }));
    const [, stack, project] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(own[0]?.urn ?? "") ?? [];
    mkdirSync(join(folder, ".sandbox"));
    const state = { version: 1, owner: `${project ?? ""}/${stack ?? ""}`, resources };
    writeFileSync(join(folder, ".sandbox/dev.json"), JSON.stringify(state));
  },
};

export const pulumiCli: Engine = {
  name: "pulumi",
  command: (command, folder, flags) => [
    "pulumi",
    command,
    ...["-C", folder, "--stack", "dev", "--non-interactive"],
    ...(command === "preview" ? [] : ["--yes", "--skip-preview"]),
    ...(command === "import" ? ["--protect=false", "--generate-code=false"] : []),
    ...flags,
  ],
  environment: (home) => ({
    PULUMI_HOME: join(home, "pulumi"),
    PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "passphrase-of-a-test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  }),
  init: (folder, environment) => {
    mkdirSync(join(folder, "home/state"));
    execFileSync("pulumi", ["-C", folder, "stack", "init", "dev"], { env: environment, stdio: "pipe" });
  },
  setSecret: (folder, environment, key, value) => {
    const args = ["-C", folder, "config", "set", "--stack", "dev", "--secret", key];
    execFileSync("pulumi", args, { env: environment, input: value, stdio: "pipe" });
    return [];
  },
  load: (folder, environment, kept) => {
    const args = ["-C", folder, "stack", "import", "--stack", "dev"];
    execFileSync("pulumi", args, { env: environment, input: JSON.stringify(kept), stdio: "pipe" });
  },
};

/** Whether the real CLI can be started here. */
export const hasPulumi = (): boolean => spawnSync("pulumi", ["version"], { stdio: "ignore" }).status === 0;

/** What came of a command. */
export async function ended(child: ReturnType<Project["start"]>): Promise<Run> {
  const text = { out: "", err: "" };
  child.stdout.on("data", (data) => (text.out += String(data)));
  child.stderr.on("data", (data) => (text.err += String(data)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, output: text.out + text.err };
}

/** A Pulumi project in a temporary folder, run by one engine. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "swr-project-"));
  #environment: Record<string, string>;
  #flags: readonly string[] = [];

  /** `files`: Pulumi.yaml and the precompiled program, `index.js`. Packages come from this checkout's own. */
  constructor(
    private readonly engine: Engine,
    environment: Record<string, string>,
    files: Readonly<Record<string, string>>,
    packages = join(ROOT, "node_modules"),
  ) {
    const home = join(this.folder, "home");
    mkdirSync(home);
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.write("package.json", '{ "name": "program", "main": "index.js" }\n');
    symlinkSync(packages, join(this.folder, "node_modules"));
    const { PATH = "" } = process.env;
    this.#environment = { PATH, HOME: home, ...engine.environment(home), ...environment };
    engine.init(this.folder, this.#environment);
  }

  /** Variables of the commands from now on. */
  setEnvironment(environment: Record<string, string>): void {
    this.#environment = { ...this.#environment, ...environment };
  }

  setSecret(key: string, value: string): void {
    this.#flags = [...this.#flags, ...this.engine.setSecret(this.folder, this.#environment, key, value)];
  }

  /** Makes this the state of the stack, before anything was run. */
  load(kept: Deployment): void {
    this.engine.load(this.folder, this.#environment, kept);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** The process of a command, which is still running. */
  start(command: Command, ...flags: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const [file = "", ...args] = this.engine.command(command, this.folder, [...this.#flags, ...flags]);
    return spawn(file, args, { env: this.#environment, stdio: ["ignore", "pipe", "pipe"] });
  }

  run(command: Command, ...flags: readonly string[]): Promise<Run> {
    return ended(this.start(command, ...flags));
  }

  /** Every file that was written in the project, but for what it came with. */
  written(): Record<string, string> {
    const skip = new Set(["node_modules", "program.json", "index.js"]);
    const list = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => !skip.has(name))
        .flatMap((entry) => {
          const path = join(folder, entry.name);
          return entry.isDirectory() ? list(path) : entry.isFile() ? [path] : [];
        });
    return Object.fromEntries(list(this.folder).map((path) => [path, readFileSync(path, "latin1")]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
