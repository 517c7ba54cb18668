import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { type Command, type Deployment, ended, type Engine, Project, type Run } from "../../scripts/engines";
import type { ResourceName } from "../../provider/registry";
import type { Props } from "./grpc";
import { descendantsOf } from "./processes";

/** Options of a resource. The offline engine refuses `import` and `replaceOnChanges`. */
export interface Options {
  readonly import?: string;
  readonly replaceOnChanges?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  /** Names of resources that are declared before this one. */
  readonly dependsOn?: readonly string[];
}

/**
 * What a program declares, in this order: resources and their options by name, then ids of RepositoryAccess that it only
 * reads. `of` makes a resource of any type; plain inputs are those of a RepositoryAccess.
 */
export interface Declared {
  readonly resources?: Readonly<Record<string, object>>;
  readonly options?: Readonly<Record<string, Options>>;
  readonly get?: Readonly<Record<string, string>>;
  readonly secret?: boolean;
}

const [TYPE, REF, SECRET] = ["type:", "ref:", "secret:"];
/** A resource of any type of the registry. */
export const of = (type: ResourceName, inputs: object): object => ({ [TYPE]: type, inputs });
/** An input that is an output of a resource declared before. */
export const ref = (name: string, output: string): object => ({ [REF]: [name, output] });
/** A value that the program declares as a secret. */
export const secretly = (value: unknown): object => ({ [SECRET]: value });

/** Type and inputs of a declared resource. */
export function goalOf(resource: object): { type: ResourceName; inputs: Props } {
  const { [TYPE]: type, inputs } = resource as { [key: string]: unknown; inputs: Props };
  return type === undefined
    ? { type: "RepositoryAccess", inputs: resource as Props }
    : { type: type as ResourceName, inputs };
}

/** An engine's form of secrets and of other resources' outputs, which a program cannot write down as plain values. */
export interface Marks {
  readonly secret: (value: JavaScriptValue) => JavaScriptValue;
  readonly ref: (name: string, output: string) => JavaScriptValue;
}

/** A value in which secrets and outputs of other resources have the form that `marks` gives them. */
export function revived(value: JavaScriptValue, marks: Marks): JavaScriptValue {
  if (Array.isArray(value)) return value.map((item: JavaScriptValue) => revived(item, marks));
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value) return marks.secret((value as Props)[SECRET] ?? null);
  if (REF in value) return marks.ref(...((value as Props)[REF] as [string, string]));
  return Object.fromEntries(Object.entries(value as Props).map(([key, item]) => [key, revived(item, marks)]));
}

/** What a scenario needs of a project, on any engine. */
export interface ScenarioProject {
  declare(program: Declared): void;
  setEnvironment(environment: Readonly<Record<string, string>>): void;
  setSecret(key: string, value: string): void;
  /** Imports a state into the stack, before anything was run. */
  load(kept: Deployment): void;
  run(command: Command, ...flags: readonly string[]): Promise<Run>;
  /** Runs a command and kills its provider, and the program if it still runs, when `isTime` says so. */
  runKilled(isTime: () => boolean, command: Command, ...flags: readonly string[]): Promise<Run>;
  /** The contents of every file that the project has written. */
  written(): Record<string, string>;
  remove(): void;
}

const SCHEMA = JSON.stringify(resolve(__dirname, "../../schema.json"));

/** How a program gets its classes: from the package for the dynamic host. For the plugin the program makes classes as an SDK has them, with every output. */
const CLASSES = {
  dynamic: 'const classOf = (type) => require("pulumi-swr")[type];',
  plugin: `const classOf = (type) => class It extends pulumi.CustomResource {
  constructor(name, args, options) {
    const token = "swr:index:" + type;
    const { properties } = require(${SCHEMA}).resources[token];
    const outputs = Object.fromEntries(Object.keys(properties).map((key) => [key, undefined]));
    super(token, name, { ...outputs, ...args }, options);
  }
  static get(name, id) {
    return new It(name, {}, { id });
  }
};`,
};

/** The program of every project. It reads from a file what to declare, so it needs no compiler and never changes. */
const programOf = (host: keyof typeof CLASSES): string => `"use strict";
const pulumi = require("@pulumi/pulumi");
${CLASSES[host]}
const made = {};
function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== "object" || value === null) return value;
  if ("${SECRET}" in value) return pulumi.secret(value["${SECRET}"]);
  if ("${REF}" in value) return made[value["${REF}"][0]][value["${REF}"][1]];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
}
const program = JSON.parse(require("node:fs").readFileSync(__dirname + "/program.json", "utf8"));
for (const [name, resource] of Object.entries(program.resources ?? {})) {
  const { "${TYPE}": type = "RepositoryAccess", inputs = resource } = resource;
  const { dependsOn = [], ...options } = (program.options ?? {})[name] ?? {};
  made[name] = new (classOf(type))(name, revive(inputs), { ...options, dependsOn: dependsOn.map((it) => made[it]) });
  if ("users" in made[name]) exports[name] = made[name].users;
}
for (const [name, id] of Object.entries(program.get ?? {})) exports[name] = classOf("RepositoryAccess").get(name, id).users;
if (program.secret) exports.secret = pulumi.secret(new pulumi.Config().require("planted"));
`;

/** The program is JavaScript, so Pulumi need not load a compiler. */
const RUNTIME = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
const PLUGIN = `plugins:\n  providers:\n    - name: swr\n      path: ${resolve(__dirname, "../../plugin")}\n`;

/** A project whose program does what `declare` wrote last. */
export class DeclaredProject extends Project implements ScenarioProject {
  constructor(
    engine: Engine,
    environment: Record<string, string>,
    { refresh, host = "dynamic" }: { readonly refresh: boolean; readonly host?: keyof typeof CLASSES },
  ) {
    const options = refresh ? "options:\n  refresh: always\n" : "";
    super(engine, environment, {
      "Pulumi.yaml": `name: scenario\n${RUNTIME}${options}${host === "plugin" ? PLUGIN : ""}`,
      "index.js": programOf(host),
      "program.json": "{}",
    });
  }

  declare(program: Declared): void {
    this.write("program.json", JSON.stringify(program));
  }

  runKilled(isTime: () => boolean, command: Command, ...flags: readonly string[]): Promise<Run> {
    const engine = this.start(command, ...flags);
    return killWhen(isTime, ended(engine), () => {
      const processes = descendantsOf(engine.pid ?? 0);
      if (processes.length === 0) throw new Error("the run has no process that could be killed");
      for (const pid of processes) kill(pid);
    });
  }
}

/** The name in a pattern `**::NAME`. The tests choose resources only by such patterns, which the CLI knows too. */
export function nameOf(pattern: string): string {
  const [, name] = /^\*\*::([^*:]+)$/.exec(pattern) ?? [];
  if (name === undefined) throw new Error(`a resource is chosen by **::NAME here, not by ${pattern}`);
  return name;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has ended already.
  }
}

/** Calls `end` to kill a run as soon as `isTime` says so. Throws if the run has ended before, since the test then tests nothing. */
export async function killWhen(isTime: () => boolean, run: Promise<Run>, end: () => void): Promise<Run> {
  let early: Run | undefined;
  void run.then((it) => (early = it));
  while (!isTime()) {
    if (early !== undefined) throw new Error(`it was over before it could be killed: ${early.output}`);
    await sleep(5);
  }
  end();
  return run;
}
