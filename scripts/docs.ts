/**
 * Writes what is made from the descriptions of resources and from the settings: resources and types in schema.json, the classes
 * and types of the npm package, and the pages that follow from schema.json. `--check`: fails where a file differs.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { FUNCTIONS, REGISTRY } from "../provider/registry";
import { classText, indexText, MADE, typesText } from "./made/classes";
import { uncapital } from "./made/names";
import { configuration, reference, type Schema } from "./made/reference";
import { type Descriptions, packageSchema, type PackageSchema } from "./made/schema";

const ROOT = join(__dirname, "..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

async function tidy(name: string, text: string): Promise<string> {
  const style = await resolveConfig(join(ROOT, name));
  return format(text, { ...style, filepath: name, objectWrap: "collapse" });
}

/** The file a resource is described in, by the name of the resource. */
function sourceOf(name: string): string {
  const room = `provider/resources/${uncapital(name)}`;
  const files = [`${room}.ts`, `${room}/description.ts`];
  const found = files.find((file) => existsSync(join(ROOT, file)));
  if (found === undefined)
    throw new Error(`${name} is in the registry: describe it in ${files.join(" or ")}`);
  return found;
}

/** Files that were made once, of resources that are gone. */
const leftOver = (made: ReadonlyMap<string, string>): string[] =>
  readdirSync(join(ROOT, "sdk"))
    .map((file) => `sdk/${file}`)
    .filter((name) => !made.has(name) && read(name).startsWith(MADE));

/** Every made file by its name. */
async function made(): Promise<ReadonlyMap<string, string>> {
  const descriptions: Descriptions = Object.fromEntries(
    Object.entries(REGISTRY).map(([name, { description }]) => [name, description]),
  );
  const schema = packageSchema(JSON.parse(read("schema.json")) as PackageSchema & Schema, descriptions);
  const code: Readonly<Record<string, string>> = {
    "schema.json": JSON.stringify(schema),
    "sdk/types.ts": typesText(descriptions),
    "sdk/index.ts": indexText(descriptions, Object.keys(FUNCTIONS)),
    ...Object.fromEntries(
      Object.entries(descriptions).map(([name, it]) => [
        `sdk/${uncapital(name)}.ts`,
        classText(name, it, descriptions, sourceOf(name)),
      ]),
    ),
  };
  const tidied = Object.entries(code).map(async ([name, text]) => [name, await tidy(name, text)] as const);
  return new Map([
    ...(await Promise.all(tidied)),
    ["docs/reference.md", reference(schema)],
    ["docs/configuration.md", configuration(read("docs/configuration.md"), schema)],
  ]);
}

async function main(): Promise<void> {
  const files = await made();
  const isCheck = process.argv.includes("--check");
  const complain = (what: string): void => {
    process.stderr.write(`${what}: run make docs\n`);
    process.exitCode = 1;
  };
  for (const [name, text] of files)
    if (!isCheck) writeFileSync(join(ROOT, name), text);
    else if (!existsSync(join(ROOT, name)) || read(name) !== text)
      complain(`${name} is not what the descriptions say`);
  for (const name of leftOver(files))
    if (isCheck) complain(`${name} was made of a resource that is not in the registry any more`);
    else rmSync(join(ROOT, name));
}

void main();
