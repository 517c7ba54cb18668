/** The command line: `preview|up|refresh|destroy DIR`. */
import { once } from "node:events";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { showSummary } from "./display";
import { killAll, startHost, startProgram } from "./host";
import { serve } from "./monitor";
import { type Job, loadProject, type Task } from "./project";
import { Secrets } from "./secrets";
import { lock, readState } from "./state";
import { Deployment } from "./steps";

const VERBS = { preview: "Previewing update", up: "Updating", refresh: "Refreshing", destroy: "Destroying" };
type Command = keyof typeof VERBS;
const list = { type: "string", multiple: true, default: [] as string[] } as const;
const flag = { type: "boolean", default: false } as const;
const flags = { diff: flag, refresh: flag, "skip-preview": flag, "run-program": flag };
const texts = { stack: { type: "string", default: "dev" }, state: { type: "string" } } as const;
const lists = { config: list, secret: list, target: list, replace: list };
const options = { ...texts, ...flags, ...lists, "expect-no-changes": flag };
async function main(): Promise<number> {
  console.log("Offline engine for demos and tests, not the Pulumi engine; the CLI: https://www.pulumi.com");
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, dir, ...rest] = positionals as [Command?, ...string[]];
  const usage = "usage: preview|up|refresh|destroy DIR [options]: see docs/sandbox-engine.md";
  if (!command || !(command in VERBS) || !dir || rest.length > 0) throw new Error(usage);
  const [secrets, project] = [new Secrets(), loadProject(dir, values)];
  for (const key of project.secretKeys) secrets.learn(project.config[key] ?? "");
  const file = path.resolve(values.state ?? path.join(dir, ".sandbox", `${values.stack}.json`));
  if (command !== "preview") lock(`${file}.lock`);
  process.stdout.on("error", () => undefined); // a closed pipe must not end a run halfway
  const print = (line: string): void => void process.stdout.write(`${secrets.mask(line)}\n`);
  const task = { ...project, file, secrets, full: values.diff, print };
  // Like the CLI, `up` previews first, so that what a preview refuses is refused before anything is written.
  const previews = command === "preview" || (command === "up" && !values["skip-preview"]);
  const planned = previews ? await run("preview", task) : 0;
  const isDone = planned === 1 || command === "preview";
  const code = isDone ? planned : await run(command, task, values["run-program"]);
  if (code === 7 && !values["expect-no-changes"]) return 0;
  if (code === 7) print("error: no changes were expected but changes were proposed");
  return code;
}
/** Runs a command. Returns 1 if it failed, 7 if it changed something or (preview) would do so, else 0. */
async function run(command: Command, task: Task, runsProgram = false): Promise<number> {
  const mode = { dryRun: command === "preview", isDoomed: command === "destroy" };
  const job: Job = { ...task, ...mode, resources: readState(task), counts: new Map() };
  job.print(`${VERBS[command]} (${job.stack}):`);
  const deployment = new Deployment(job);
  const { signal } = deployment.stop;
  const cancel = (): void => (deployment.fail(new Error("cancelled")), void killAll());
  process.on("SIGINT", cancel).on("SIGTERM", cancel).on("SIGHUP", cancel);
  const { address, close } = await serve(job, deployment);
  try {
    const started = startHost(job, address).then((host) => (deployment.host = host), deployment.fail);
    deployment.ready = () => started.then(signal.throwIfAborted.bind(signal));
    if (command === "refresh") await deployment.refresh("update");
    else if (job.refresh && command !== "destroy") await deployment.refresh("refresh");
    if (job.isDoomed && !runsProgram) await deployment.remove();
    else if (command !== "refresh" && !signal.aborted) {
      const outcome = await Promise.race([startProgram(job, address), once(signal, "abort")]);
      await deployment.idle();
      // A program that ends early, even with 0, has not declared all its resources: so nothing is deleted.
      if (outcome === "" && deployment.outputs) await deployment.remove();
      else if (typeof outcome === "string")
        deployment.fail(new Error(`the program exited with ${outcome || "0, before its end"}`));
    }
  } finally {
    await killAll();
    close();
    process.off("SIGINT", cancel).off("SIGTERM", cancel).off("SIGHUP", cancel);
    deployment.save();
  }
  if (!deployment.stop.signal.aborted) return showSummary(job, deployment.outputs ?? {}) ? 7 : 0;
  job.print(`error: ${command} failed`);
  return 1;
}
void main()
  .catch((error: unknown) => (console.error(`error: ${(error as Error).message}`), 1))
  .then((code) => (process.exitCode = code));
