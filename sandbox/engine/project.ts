/** The project to run: Pulumi.yaml, the stack's configuration, and secrets from options and variables. */
import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { Secrets } from "./secrets";
import { type Resource, unsupported } from "./state";

type Yaml = { name: string; main?: string } & Record<string, unknown>;
type Lists = { config: string[]; secret: string[]; target?: string[]; replace?: string[] };
type Settings = Lists & { stack: string; refresh: boolean };
type Project = ReturnType<typeof loadProject>;
export type Task = Project & { file: string; secrets: Secrets; full: boolean; print: (text: string) => void };
type Run = { dryRun: boolean; isDoomed: boolean; resources: Resource[]; counts: Map<string, number> };
export type Job = Task & Run;

export function loadProject(dir: string, settings: Settings) {
  const root = path.resolve(dir);
  const known = ["name", "description", "author", "website", "license", "runtime", "main", "options"];
  const { name, main = ".", runtime, options = {} } = read(path.join(root, "Pulumi.yaml"), known);
  const [typescript, compiled] = [true, false].map((it) => ({ name: "nodejs", options: { typescript: it } }));
  const runtimes = [compiled, typescript, { name: "nodejs" }, "nodejs"].map((it) => JSON.stringify(it));
  if (!runtimes.includes(JSON.stringify(runtime))) throw unsupported("runtimes but nodejs");
  const always = JSON.stringify(options) === `{"refresh":"always"}`;
  if (!always && JSON.stringify(options) !== "{}") throw unsupported("options but refresh: always");
  const file = path.resolve(root, main);
  const programDir = statSync(file).isDirectory() ? file : path.dirname(file);
  const [entry, refresh] = [path.relative(programDir, file) || ".", always || settings.refresh];
  const places = { root, programDir, entry, typescript: JSON.stringify(runtime) !== runtimes[0] };
  const { stack, target = [], replace = [] } = settings;
  const strange = [...target, ...replace].find((pattern) => !/^\*\*::[^*:]+$/.test(pattern));
  if (strange) throw unsupported(`${strange}: a resource is chosen by **::NAME`);
  return { name, stack, target, replace, ...places, refresh, ...loadConfig(name, root, settings) };
}
/** Keys without a namespace get the project's; secrets win over `--config`, which wins over the file. */
function loadConfig(project: string, root: string, { stack, config, secret }: Settings) {
  const full = (key = ""): string => (key.includes(":") ? key : `${project}:${key}`);
  const pairs = (list: string[]): [string, string][] =>
    list.map((pair) => [full(pair.split("=")[0]), pair.slice(pair.indexOf("=") + 1)]);
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  const stored = existsSync(file) ? read(file, ["config", "encryptionsalt"])["config"] : {};
  const [plain, secrets] = [new Map<string, string>(), new Map(pairs(secret))];
  for (const [key, value] of Object.entries((stored ?? {}) as Yaml)) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const variable = `PULUMI_SECRET_${key.replaceAll(/\W/g, "_").toUpperCase()}`;
    const given = secrets.get(full(key)) ?? process.env[variable];
    if (!text.startsWith(`{"secure":`)) plain.set(full(key), text);
    else if (given === undefined)
      throw unsupported(`secure values: give ${key} by --secret ${key}= or ${variable}`);
    else secrets.set(full(key), given);
  }
  const all: Record<string, string> = Object.fromEntries([...plain, ...pairs(config), ...secrets]);
  return { config: all, secretKeys: [...secrets.keys()] };
}
function read(file: string, known: string[]): Yaml {
  const yaml = (parse(readFileSync(file, "utf8")) ?? {}) as Yaml;
  const strange = Object.keys(yaml).find((key) => !known.includes(key));
  if (strange) throw unsupported(`${strange} in ${path.basename(file)}`);
  return yaml;
}
