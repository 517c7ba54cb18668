/**
 * Writes all files that are made from the descriptions of resources and functions and from the settings: parts of schema.json,
 * the npm package's classes, functions and types, and pages of docs/. `--check` writes nothing and fails where a file differs.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { Description, FunctionDescription } from "../provider/description";
import { FUNCTIONS, REGISTRY } from "../provider/registry";
import { classText, indexText, MADE, typesText } from "./made/classes";
import { functionText } from "./made/functions";
import { capital, uncapital } from "./made/names";
import { configuration, reference, type Schema } from "./made/reference";
import { type Descriptions, packageSchema, type PackageSchema } from "./made/schema";

const ROOT = join(__dirname, "..");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

async function tidy(name: string, text: string): Promise<string> {
  const style = await resolveConfig(join(ROOT, name));
  return format(text, { ...style, filepath: name, objectWrap: "collapse" });
}

/** The first of these files that exists. `name` is what it should describe. */
function sourceOf(name: string, files: readonly string[]): string {
  const found = files.find((file) => existsSync(join(ROOT, file)));
  if (found === undefined)
    throw new Error(`${name} is in the registry: describe it in ${files.join(" or ")}`);
  return found;
}

/** The file a resource is described in, by the name of the resource. */
const sourceOfResource = (name: string): string => {
  const path = `provider/resources/${uncapital(name)}`;
  return sourceOf(name, [`${path}.ts`, `${path}/description.ts`]);
};

/** The file a function is described in. `get…` of a resource follows from the description of that resource. */
const sourceOfFunction = (name: string): string => {
  const resource = capital(name.replace(/^get/, ""));
  const own = `provider/functions/${name}.ts`;
  return existsSync(join(ROOT, own)) || !(resource in REGISTRY)
    ? sourceOf(name, [own])
    : sourceOfResource(resource);
};

/** Made files of resources and functions that are no longer in the registry. */
const leftOver = (made: ReadonlyMap<string, string>): string[] =>
  readdirSync(join(ROOT, "sdk"))
    .map((file) => `sdk/${file}`)
    .filter((name) => !made.has(name) && read(name).startsWith(MADE));

const descriptionsOf = <D>(
  registered: Readonly<Record<string, { readonly description: D }>>,
): Readonly<Record<string, D>> =>
  Object.fromEntries(Object.entries(registered).map(([name, { description }]) => [name, description]));

/** The text of every made file, by the name of the file. */
async function made(): Promise<ReadonlyMap<string, string>> {
  const descriptions: Descriptions = {
    resources: descriptionsOf<Description>(REGISTRY),
    functions: descriptionsOf<FunctionDescription>(FUNCTIONS),
  };
  const schema = packageSchema(JSON.parse(read("schema.json")) as PackageSchema & Schema, descriptions);
  const code: Readonly<Record<string, string>> = {
    "schema.json": JSON.stringify(schema),
    "sdk/types.ts": typesText(descriptions),
    "sdk/index.ts": indexText(descriptions),
    ...Object.fromEntries(
      Object.entries(descriptions.resources).map(([name, it]) => [
        `sdk/${uncapital(name)}.ts`,
        classText(name, it, descriptions, sourceOfResource(name)),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(descriptions.functions).map(([name, it]) => [
        `sdk/${name}.ts`,
        functionText(name, it, descriptions, sourceOfFunction(name)),
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
      complain(`${name} differs from what the descriptions give`);
  for (const name of leftOver(files))
    if (isCheck) complain(`${name} was made for a resource or function that is no longer in the registry`);
    else rmSync(join(ROOT, name));
}

void main();
