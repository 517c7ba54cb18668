/**
 * Writes docs/reference.md, and the table of settings in docs/configuration.md, from schema.json, the one description
 * of settings, inputs and outputs. `--check`: fails where a file differs.
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

const DOCS = join(__dirname, "../docs");
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

const reference = (): string =>
  [
    "# Reference",
    "",
    "Made from `schema.json` by `make docs`; change it there. Settings: [configuration.md](configuration.md).",
    "",
    ...resources(),
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

const MADE: Readonly<Record<string, (document: string) => string>> = {
  "reference.md": reference,
  "configuration.md": configuration,
};

for (const [name, make] of Object.entries(MADE)) {
  const file = join(DOCS, name);
  const document = readFileSync(file, "utf8");
  const text = make(document);
  if (!process.argv.includes("--check")) writeFileSync(file, text);
  else if (document !== text) {
    process.stderr.write(`docs/${name} is not what schema.json says: run make docs\n`);
    process.exitCode = 1;
  }
}
