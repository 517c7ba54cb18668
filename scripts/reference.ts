/**
 * Writes docs/reference.md, and the table of settings in docs/configuration.md, from schema.json, the one description
 * of settings, inputs and outputs; and into schema.json itself the inputs of an explicit provider, which are the settings.
 * `--check`: fails where a file differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import schema from "../schema.json";

interface TypeRef {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: TypeRef;
}
interface Property extends TypeRef {
  readonly description: string;
  readonly secret?: boolean;
  readonly replaceOnChanges?: boolean;
  readonly default?: unknown;
  readonly defaultInfo?: { readonly environment: readonly string[] };
}
type Properties = Readonly<Record<string, Property>>;
interface ObjectSpec {
  readonly properties: Properties;
  readonly required?: readonly string[];
}
interface FunctionSpec {
  readonly description: string;
  readonly inputs: ObjectSpec;
  readonly outputs: ObjectSpec;
}

const ROOT = join(__dirname, "..");
/** Between these two lines of docs/configuration.md stands what is made. */
const MARKS = ["<!-- settings: made from schema.json by make docs -->", "<!-- end of settings -->"] as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "---").join("|")}|`,
  ...rows.map((row) => `| ${row.join(" | ")} |`),
];

const typeOf = ({ type, $ref, items }: TypeRef): string => {
  if (items !== undefined) return `list of ${typeOf(items)}`;
  return $ref?.split(":").pop() ?? type ?? "";
};

function settings(): string[] {
  const rows = Object.entries(schema.config.variables as Properties).map(([key, it]) => [
    `\`swr:${key}\`${it.secret === true ? " (secret)" : ""}`,
    (it.defaultInfo?.environment ?? []).map((name) => `\`${name}\``).join(", "),
    it.description,
  ]);
  return table(["stack setting", "environment", "meaning"], rows);
}

/** Text and example programs, one level below the title, without the marks Pulumi puts around them. */
const describe = (description: string): string[] =>
  description
    .split("\n")
    .filter((line) => !line.startsWith("{{%"))
    .map((line) => (line.startsWith("##") ? `#${line}` : line));

const rowsOf = (properties: Properties, required: readonly string[]): string[][] =>
  Object.entries(properties).map(([name, it]) => [
    `\`${name}\``,
    typeOf(it) + (required.includes(name) ? "" : ", optional"),
    it.description + (it.replaceOnChanges === true ? " A change replaces." : ""),
  ]);

function types(): string[] {
  return Object.entries(schema.types).flatMap(([token, it]) => {
    const head = ["", `### ${token.split(":").pop() ?? ""}`, "", it.description, ""];
    if ("enum" in it)
      return [
        ...head,
        ...table(
          ["value", "meaning"],
          it.enum.map(({ value, description }) => [`\`${value}\``, description]),
        ),
      ];
    return [...head, ...table(["property", "type", "meaning"], rowsOf(it.properties, it.required))];
  });
}

function resources(): string[] {
  return Object.entries(schema.resources).flatMap(([token, it]) => [
    `## ${token.split(":").pop() ?? ""}`,
    "",
    ...describe(it.description),
    "",
    "### Inputs",
    "",
    ...table(["input", "type", "meaning"], rowsOf(it.inputProperties as Properties, it.requiredInputs)),
    "",
    "### Outputs",
    "",
    ...table(["output", "type", "meaning"], rowsOf(it.properties as Properties, it.required)),
    "",
  ]);
}

function functions(): string[] {
  const all: Readonly<Record<string, FunctionSpec>> = schema.functions;
  return Object.entries(all).flatMap(([token, { description, inputs, outputs }]) => [
    `## ${token.split(":").pop() ?? ""}`,
    "",
    ...describe(description),
    "",
    "### Arguments",
    "",
    ...table(["argument", "type", "meaning"], rowsOf(inputs.properties, inputs.required ?? [])),
    "",
    "### Result",
    "",
    ...table(["property", "type", "meaning"], rowsOf(outputs.properties, outputs.required ?? [])),
    "",
  ]);
}

const reference = (): string =>
  [
    "# Reference",
    "",
    "Made from `schema.json` by `make docs`; change it there. Settings: [configuration.md](configuration.md).",
    "",
    "The programs are written for the plugin's SDKs; with the npm package, the same names come from `pulumi-swr`.",
    "",
    ...resources(),
    ...functions(),
    "## Types",
    ...types(),
    "",
  ].join("\n");

/** The document as it is, with the table put in anew. */
function configuration(document: string): string {
  const [start, end] = MARKS.map((mark) => document.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start)
    throw new Error(`docs/configuration.md lacks its marks: ${MARKS.join(" and ")}`);
  const head = document.slice(0, start + MARKS[0].length);
  return [head, "", ...settings(), "", document.slice(end)].join("\n");
}

/**
 * The settings again, as an explicit provider takes them. Without defaults and variables: an SDK would resolve those in
 * the program, so that the environment's secrets land in the state and a leftover variable wins over the stack.
 */
async function packageSchema(document: string, file: string): Promise<string> {
  const spec = JSON.parse(document) as typeof schema;
  const inputs = Object.entries(spec.config.variables as Properties).map(
    ([name, { defaultInfo: _variables, default: _default, ...input }]) => [name, input] as const,
  );
  const made = { ...spec, provider: { ...spec.provider, inputProperties: Object.fromEntries(inputs) } };
  const style = await resolveConfig(file);
  return format(JSON.stringify(made), { ...style, parser: "json", objectWrap: "collapse" });
}

const MADE: Readonly<Record<string, (document: string, file: string) => string | Promise<string>>> = {
  "schema.json": packageSchema,
  "docs/reference.md": reference,
  "docs/configuration.md": configuration,
};

async function main(): Promise<void> {
  for (const [name, make] of Object.entries(MADE)) {
    const file = join(ROOT, name);
    const document = readFileSync(file, "utf8");
    const text = await make(document, file);
    if (!process.argv.includes("--check")) writeFileSync(file, text);
    else if (document !== text) {
      process.stderr.write(`${name} is not what schema.json says: run make docs\n`);
      process.exitCode = 1;
    }
  }
}

void main();
