/**
 * Writes docs/reference.md from schema.json, the one description of settings, inputs and outputs.
 * `--check`: fails where the file differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  readonly defaultInfo?: { readonly environment: readonly string[] };
}
type Properties = Readonly<Record<string, Property>>;

const FILE = join(__dirname, "../docs/reference.md");

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
    it.description,
    "",
    "### Inputs",
    "",
    ...table(["input", "type", "meaning"], rowsOf(it.inputProperties as Properties, it.requiredInputs)),
    "",
    "### Outputs",
    "",
    ...table(["output", "type", "meaning"], rowsOf(it.properties as Properties, it.required)),
    ...types(),
  ]);
}

const text = [
  "# Reference",
  "",
  "Made from `schema.json` by `make docs`; change it there.",
  "",
  "## Settings",
  "",
  "*Where* to call (region, cloud, addresses, project) comes from the resource, then the stack, then the environment;",
  "*who* calls (keys, tokens) from the environment, then the stack, one method whole from one family of variables.",
  "`SWR_*` comes before all; then `HW_*` before `OS_*` on Huawei Cloud, `OS_*` before `HW_*` on Open Telekom Cloud.",
  "",
  ...settings(),
  "",
  ...resources(),
  "",
].join("\n");

if (process.argv.includes("--check")) {
  if (readFileSync(FILE, "utf8") !== text) {
    process.stderr.write("docs/reference.md is not what schema.json says: run make docs\n");
    process.exitCode = 1;
  }
} else writeFileSync(FILE, text);
