import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../..");
/** What dist/ is made of, as far as a host loads it. */
const SOURCES = ["provider", "sdk", "cli", "schema.json"];

const filesIn = (path: string): string[] =>
  statSync(join(ROOT, path)).isDirectory()
    ? readdirSync(join(ROOT, path)).flatMap((name) => filesIn(`${path}/${name}`))
    : [path];

const changedAt = (path: string): number =>
  statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

let isChecked = false;

/** Refuses to run hosts of an old build: their answers would be those of code that is not there any more. */
export function assertBuilt(): void {
  if (isChecked) return;
  const built = changedAt("dist/provider/hosts/plugin/main.js");
  const later = SOURCES.flatMap(filesIn).find((path) => changedAt(path) > built);
  if (later !== undefined) throw new Error(`dist/ is older than ${later}: run make build`);
  isChecked = true;
}
