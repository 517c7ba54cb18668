import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { type Command, ended, type Engine, Project, type Run } from "../../scripts/engines";
import type { Props } from "./grpc";
import { descendantsOf } from "./processes";

/** Options of a resource. The offline engine refuses them. */
export interface Options {
  readonly import?: string;
  readonly replaceOnChanges?: readonly string[];
}

/** What a program declares: resources and their options by name, and ids that it only reads. */
export interface Declared {
  readonly resources?: Readonly<Record<string, object>>;
  readonly options?: Readonly<Record<string, Options>>;
  readonly get?: Readonly<Record<string, string>>;
  readonly secret?: boolean;
}

const SECRET = "secret:";
/** A value that the program declares as a secret. */
export const secretly = (value: unknown): object => ({ [SECRET]: value });

/** Any value with those that are secret as `mark` has them. */
export function revived(value: JavaScriptValue, mark: (secret: JavaScriptValue) => Props): JavaScriptValue {
  if (Array.isArray(value)) return value.map((item: JavaScriptValue) => revived(item, mark));
  if (typeof value !== "object" || value === null) return value;
  if (SECRET in value) return mark((value as Props)[SECRET] ?? null);
  return Object.fromEntries(Object.entries(value as Props).map(([key, item]) => [key, revived(item, mark)]));
}

/** What a scenario asks of a project, whoever runs it. */
export interface ScenarioProject {
  declare(program: Declared): void;
  setEnvironment(environment: Readonly<Record<string, string>>): void;
  setSecret(key: string, value: string): void;
  run(command: Command, ...flags: readonly string[]): Promise<Run>;
  /** A run whose provider is killed at a moment, and with it the program if it still runs. */
  runKilled(isTime: () => boolean, command: Command, ...flags: readonly string[]): Promise<Run>;
  /** Every file that was written. */
  written(): Record<string, string>;
  remove(): void;
}

/** The class of the dynamic host, and one for the plugin, which every SDK has made for it. */
const CLASSES = {
  dynamic: 'const { RepositoryAccess } = require("pulumi-swr");',
  plugin: `class RepositoryAccess extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("swr:index:RepositoryAccess", name, { users: undefined, ...args }, options);
  }
  static get(name, id) {
    return new RepositoryAccess(name, {}, { id });
  }
}`,
};

/** Reads what it has to do from a file: written once, run as it is, precompiled. */
const programOf = (host: keyof typeof CLASSES): string => `"use strict";
const pulumi = require("@pulumi/pulumi");
${CLASSES[host]}
const isSecret = (value) => typeof value === "object" && value !== null && "${SECRET}" in value;
const revive = (key, value) => (isSecret(value) ? pulumi.secret(value["${SECRET}"]) : value);
const program = JSON.parse(require("node:fs").readFileSync(__dirname + "/program.json", "utf8"), revive);
for (const [name, args] of Object.entries(program.resources ?? {})) exports[name] = new RepositoryAccess(name, args, (program.options ?? {})[name]).users;
for (const [name, id] of Object.entries(program.get ?? {})) exports[name] = RepositoryAccess.get(name, id).users;
if (program.secret) exports.secret = pulumi.secret(new pulumi.Config().require("planted"));
`;

/** The program is JavaScript already: no compiler is loaded for it. */
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
      for (const pid of descendantsOf(engine.pid ?? 0)) kill(pid);
    });
  }
}

/** A resource is chosen by its name alone, by a pattern that the CLI knows too. */
export function nameOf(pattern: string): string {
  const [, name] = /^\*\*::([^*:]+)$/.exec(pattern) ?? [];
  if (name === undefined) throw new Error(`a resource is chosen by **::NAME here, not by ${pattern}`);
  return name;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** Kills what belongs to a run at a moment. A run that ends without that moment is a mistake in the test. */
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
