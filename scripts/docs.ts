/**
 * Writes what is made from the descriptions of resources and from the settings: resources and types in schema.json, then all
 * that follows from schema.json. `--check`: fails where a file differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { REGISTRY } from "../provider/registry";
import { configuration, reference, type Schema } from "./made/reference";
import { type Descriptions, packageSchema, type PackageSchema } from "./made/schema";

const ROOT = join(__dirname, "..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

async function tidy(name: string, text: string): Promise<string> {
  const style = await resolveConfig(join(ROOT, name));
  return format(text, { ...style, filepath: name, objectWrap: "collapse" });
}

/** Every made file by its name. */
async function made(): Promise<ReadonlyMap<string, string>> {
  const descriptions: Descriptions = Object.fromEntries(
    Object.entries(REGISTRY).map(([name, { description }]) => [name, description]),
  );
  const schema = packageSchema(JSON.parse(read("schema.json")) as PackageSchema & Schema, descriptions);
  return new Map([
    ["schema.json", await tidy("schema.json", JSON.stringify(schema))],
    ["docs/reference.md", reference(schema)],
    ["docs/configuration.md", configuration(read("docs/configuration.md"), schema)],
  ]);
}

async function main(): Promise<void> {
  for (const [name, text] of await made())
    if (!process.argv.includes("--check")) writeFileSync(join(ROOT, name), text);
    else if (read(name) !== text) {
      process.stderr.write(`${name} is not what the descriptions say: run make docs\n`);
      process.exitCode = 1;
    }
}

void main();
