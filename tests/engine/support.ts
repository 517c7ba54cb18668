/** Runs the offline engine as a process on the toy program, whose cloud is a folder. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = path.resolve(__dirname, "../..");
const MAIN = path.join(ROOT, "dist/sandbox/engine/main.js");
/** The program is JavaScript: no compiler is loaded for it. */
const COMPILED = "runtime: { name: nodejs, options: { typescript: false } }\n";
const PROGRAM = path.join(__dirname, "programs/toy/index.js");

export interface Result {
  code: number | null;
  output: string;
}
interface Saved {
  urn: string;
  name: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  dependencies: string[];
  initErrors: string[];
  external: boolean;
  delete: boolean;
}
type Spec = Record<string, object | string>;

export class Toy {
  readonly dir = mkdtempSync(path.join(tmpdir(), "toy-"));
  readonly cloud = path.join(this.dir, "cloud");
  readonly stateFile = path.join(this.dir, ".sandbox/dev.json");
  env: Record<string, string> = {};

  constructor(yaml = "") {
    mkdirSync(this.cloud);
    this.write("Pulumi.yaml", `name: toy\n${COMPILED}main: ${PROGRAM}\n${yaml}`);
  }

  write(name: string, text: string): void {
    writeFileSync(path.join(this.dir, name), text);
  }

  start(command: string, spec: Spec, ...args: string[]): ChildProcess {
    this.write("spec.json", JSON.stringify(spec));
    const env = {
      ...process.env,
      TOY_SPEC: path.join(this.dir, "spec.json"),
      TOY_CLOUD: this.cloud,
      ...this.env,
    };
    return spawn(process.execPath, [MAIN, command, this.dir, ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async run(command: string, spec: Spec, ...args: string[]): Promise<Result> {
    rmSync(path.join(this.cloud, "calls.log"), { force: true });
    return finish(this.start(command, spec, ...args));
  }

  /** Runs and expects success; `up` without its preview. */
  async ok(command: string, spec: Spec, ...args: string[]): Promise<string> {
    const skip = command === "up" ? ["--skip-preview"] : [];
    const { code, output } = await this.run(command, spec, ...skip, ...args);
    assert.equal(code, 0, output);
    return output;
  }

  /** The calls of the provider in the last run; those of the last provider process only, for `up` the update. */
  calls(hooks: RegExp = /./): string[] {
    const lines = this.allCalls(/./);
    const start = lines.findLastIndex((line) => line.startsWith("configure "));
    return lines.slice(start + 1).filter((line) => hooks.test(line));
  }

  /** Every call of the last run, of all its provider processes. */
  allCalls(hooks: RegExp): string[] {
    const file = path.join(this.cloud, "calls.log");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    return lines.filter((line) => hooks.test(line));
  }

  /** Changes a thing behind the engine's back; undefined removes it. */
  drift(id: string, props: object | undefined): void {
    if (props) writeFileSync(path.join(this.cloud, `${id}.json`), JSON.stringify({ name: id, ...props }));
    else rmSync(path.join(this.cloud, `${id}.json`));
  }

  things(): string[] {
    return readdirSync(this.cloud).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
  }

  stateText(): string {
    return readFileSync(this.stateFile, "utf8");
  }

  saved(): Saved[] {
    return (JSON.parse(this.stateText()) as { resources: Saved[] }).resources.slice(1);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export async function finish(child: ChildProcess): Promise<Result> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

/** Waits for something to become true; a test that waits in vain fails by the time limit of mocha. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

/** A toy of its own for each test, removed after it. */
export function eachToy(give: (toy: Toy) => void): void {
  let toy: Toy;
  beforeEach(() => {
    toy = new Toy();
    give(toy);
  });
  afterEach(() => {
    toy.remove();
  });
}
