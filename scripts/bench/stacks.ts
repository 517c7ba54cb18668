/** The stacks of the bench: one for each subject that an engine runs. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { GrpcProject } from "../../tests/support/grpcEngine";
import { type Command, type Engine, ended, offlineEngine, Project, pulumiCli, type Run } from "../engines";
import { drifting, grants, ORGANIZATION, type Permission, repositories } from "./world";

/** What an engine runs a subject with. */
export interface Setting {
  readonly engine: "pulumi" | "offline engine" | "gRPC";
  readonly environment: Readonly<Record<string, string>>;
  /** Flags of the commands. */
  readonly flags: readonly string[];
  /** `options: refresh: always` in Pulumi.yaml. */
  readonly refreshesAlways: boolean;
}

/** What the program declares: the last user's permission, and whether every tenth resource has another one. */
export interface Declaration {
  readonly permission: Permission;
  readonly drifts?: boolean;
}

export interface Stack {
  declare(declaration: Declaration): void;
  /** `started` is called with the process id of the command. */
  run(command: Command, started: (pid: number) => void): Promise<Run>;
  stateBytes(): number | undefined;
  remove(): void;
}

/** A resource of a program, as data. */
interface Declared {
  readonly type: string;
  readonly properties: object;
}
type Resources = Readonly<Record<string, Declared>>;

const inputsOf = (repository: string, permission: Permission): object => ({
  organization: ORGANIZATION,
  repository,
  users: grants(permission),
});

const lists = (
  type: string,
  size: number,
  { permission, drifts }: Declaration,
  wrap: (it: object) => object,
) => {
  const others = new Set(drifts === true ? drifting(size) : []);
  return Object.fromEntries(
    repositories(size).map((name) => {
      const properties = wrap(inputsOf(name, others.has(name) ? "Manage" : permission));
      return [name, { type, properties }];
    }),
  );
};

const policy = (type: string, { permission }: Declaration): Resources => ({
  policy: {
    type,
    properties: {
      organization: ORGANIZATION,
      rules: [{ repositories: ["**"], users: grants(permission) }],
    },
  },
});

const same = (it: object): object => it;
const asStash = (input: object): object => ({ input });
/** The declaration without drift. For resources that call the cloud, the drift is made at the cloud, not in the program. */
const steady = ({ permission }: Declaration): Declaration => ({ permission });

export const RESOURCES = {
  builtin: (size: number, it: Declaration): Resources => lists("pulumi:index:Stash", size, it, asStash),
  nobody: (size: number, it: Declaration): Resources => lists("Nobody", size, it, same),
  lists: (size: number, it: Declaration): Resources => lists("swr:RepositoryAccess", size, steady(it), same),
  policy: (_size: number, it: Declaration): Resources => policy("swr:RepositoryAccessPolicy", it),
} as const;
export type Kind = keyof typeof RESOURCES;

/** A program of JavaScript that declares what stands in program.json. */
const PROGRAM = `"use strict";
const pulumi = require("@pulumi/pulumi");
const swr = require("pulumi-swr");
const isSame = "async (id, olds, news) => ({ changes: JSON.stringify(olds.users) !== JSON.stringify(news.users) })";
const nobody =
  "exports.handler=()=>({ check: async (olds, news) => ({ inputs: news }), diff: " + isSame +
  ", create: async (inputs) => ({ id: 'x', outs: inputs }), update: async (id, olds, news) => ({ outs: news })," +
  " read: async (id, props) => ({ id, props, inputs: props }), delete: async () => {} })";
class Nobody extends pulumi.CustomResource {
  constructor(name, properties) {
    super("pulumi-nodejs:dynamic/bench:Nobody", name, { ...properties, __provider: nobody });
  }
}
const resources = JSON.parse(require("node:fs").readFileSync(__dirname + "/program.json", "utf8"));
for (const [name, { type, properties }] of Object.entries(resources))
  type === "Nobody" ? new Nobody(name, properties) : new swr[type.replace("swr:", "")](name, properties);
`;
/** The program is JavaScript already: no compiler is loaded for it. */
const NODE = { name: "nodejs", options: { typescript: false } };

/** A program in YAML, or in JavaScript on the dynamic host. The files are written as JSON, which is valid YAML. */
class ProgramStack implements Stack {
  readonly #project: Project;
  readonly #isYaml: boolean;
  readonly #engine: Engine;

  constructor(
    private readonly kind: Kind,
    private readonly size: number,
    host: "plugin" | "dynamic",
    private readonly setting: Setting,
  ) {
    this.#isYaml = host === "plugin";
    this.#engine = setting.engine === "pulumi" ? pulumiCli : offlineEngine;
    this.#project = new Project(
      this.#engine,
      { ...setting.environment },
      this.#files({ permission: "Read" }),
    );
  }

  #files(declaration: Declaration): Record<string, string> {
    const resources = RESOURCES[this.kind](this.size, declaration);
    const head = {
      name: "bench",
      ...(this.setting.refreshesAlways ? { options: { refresh: "always" } } : {}),
    };
    if (this.#isYaml)
      return { "Pulumi.yaml": JSON.stringify({ ...head, runtime: "yaml", resources }, undefined, 1) };
    const project = JSON.stringify({ ...head, runtime: NODE }, undefined, 1);
    return { "Pulumi.yaml": project, "index.js": PROGRAM, "program.json": JSON.stringify(resources) };
  }

  declare(declaration: Declaration): void {
    for (const [name, text] of Object.entries(this.#files(declaration))) this.#project.write(name, text);
  }

  run(command: Command, started: (pid: number) => void): Promise<Run> {
    const child = this.#project.start(command, ...this.setting.flags);
    started(child.pid ?? 0);
    return ended(child);
  }

  stateBytes(): number | undefined {
    const places = ["home/state/.pulumi/stacks/bench/dev.json", ".sandbox/dev.json"];
    const file = places.map((it) => join(this.#project.folder, it)).find((it) => existsSync(it));
    return file === undefined ? undefined : statSync(file).size;
  }

  remove(): void {
    this.#project.remove();
  }
}

/** Drives the plugin without a CLI, by the small engine of the tests. It runs no program. */
class DrivenStack implements Stack {
  readonly #project: GrpcProject;

  constructor(
    private readonly size: number,
    setting: Setting,
  ) {
    this.#project = new GrpcProject(setting.environment, { refreshesFirst: true });
  }

  declare(declaration: Declaration): void {
    const all = Object.entries(RESOURCES.lists(this.size, declaration));
    this.#project.declare({
      resources: Object.fromEntries(all.map(([name, it]) => [name, it.properties])),
    });
  }

  run(command: Command, started: (pid: number) => void): Promise<Run> {
    started(process.pid);
    return this.#project.run(command);
  }

  stateBytes(): number | undefined {
    return Buffer.byteLength(this.#project.written()["state"] ?? "");
  }

  remove(): void {
    this.#project.remove();
  }
}

export const createStack = (kind: Kind, host: "plugin" | "dynamic", size: number, setting: Setting): Stack =>
  setting.engine === "gRPC" ? new DrivenStack(size, setting) : new ProgramStack(kind, size, host, setting);
