import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bundlePlugin } from "../../scripts/bundle";

const ROOT = resolve(__dirname, "../..");
/** The sources of what hosts, commands and the policy engine load from dist/. */
const SOURCES = ["provider", "sdk", "cli", "policyPack", "schema.json"];

const filesIn = (path: string): string[] =>
  statSync(join(ROOT, path)).isDirectory()
    ? readdirSync(join(ROOT, path)).flatMap((name) => filesIn(`${path}/${name}`))
    : [path];

const changedAt = (path: string): number =>
  statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A source that was changed after a file was made; undefined if the file is of all sources. */
const changedSince = (path: string): string | undefined => {
  const made = changedAt(path);
  return SOURCES.flatMap(filesIn).find((source) => changedAt(source) > made);
};

let isChecked = false;

/** Refuses to run hosts of an old build, since the test would then be about old code. */
export function assertBuilt(): void {
  if (isChecked) return;
  const later = changedSince("dist/provider/hosts/plugin/main.js");
  if (later !== undefined) throw new Error(`dist/ is older than ${later}: run make build`);
  isChecked = true;
}

const BUNDLE = "dist/tests/plugin.js";
let bundle: Promise<string> | undefined;

/**
 * The plugin in one file, which starts in two thirds of the time. It is made when it is first needed. Two processes may make it
 * at once: each puts its own in place in one step, and both are the same.
 */
export const bundledPlugin = (): Promise<string> => (bundle ??= bundled());
async function bundled(): Promise<string> {
  const file = join(ROOT, BUNDLE);
  if (changedSince(BUNDLE) === undefined) return file;
  const { code } = await bundlePlugin();
  const own = `${file}.${String(process.pid)}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(own, code);
  renameSync(own, file);
  return file;
}
