/** Makes docs/reference.md, and the table of settings in docs/configuration.md, from the package schema. */
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
interface ResourceSpec {
  readonly description: string;
  readonly inputProperties: Properties;
  readonly requiredInputs: readonly string[];
  readonly properties: Properties;
  readonly required: readonly string[];
}
type TypeSpec = { readonly description: string } & (
  { readonly enum: readonly { readonly value: string; readonly description: string }[] } | ObjectSpec
);
interface FunctionSpec {
  readonly description: string;
  readonly inputs: ObjectSpec;
  readonly outputs: ObjectSpec;
}

/** The parts of the package schema that the pages show. */
export interface Schema {
  readonly config: { readonly variables: Properties };
  readonly types: Readonly<Record<string, TypeSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, FunctionSpec>>;
}

/** The lines of docs/configuration.md between which the table is put. */
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

function settings({ config }: Schema): string[] {
  const rows = Object.entries(config.variables).map(([key, it]) => [
    `\`swr:${key}\`${it.secret === true ? " (secret)" : ""}`,
    (it.defaultInfo?.environment ?? []).map((name) => `\`${name}\``).join(", "),
    it.description,
  ]);
  return table(["stack setting", "environment", "meaning"], rows);
}

/** A description with its example programs, one level below the title and without the marks that Pulumi puts around them. */
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

function types(schema: Schema): string[] {
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
    return [...head, ...table(["property", "type", "meaning"], rowsOf(it.properties, it.required ?? []))];
  });
}

function resources(schema: Schema): string[] {
  return Object.entries(schema.resources).flatMap(([token, it]) => [
    `## ${token.split(":").pop() ?? ""}`,
    "",
    ...describe(it.description),
    "",
    "### Inputs",
    "",
    ...table(["input", "type", "meaning"], rowsOf(it.inputProperties, it.requiredInputs)),
    "",
    "### Outputs",
    "",
    ...table(["output", "type", "meaning"], rowsOf(it.properties, it.required)),
    "",
  ]);
}

function functions(schema: Schema): string[] {
  return Object.entries(schema.functions).flatMap(([token, { description, inputs, outputs }]) => [
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

export const reference = (schema: Schema): string =>
  [
    "# Reference",
    "",
    "Made by `make docs`: resources from their descriptions in `provider/resources/`, functions from those in `provider/functions/`, `get…` of a resource from the resource. Settings: [configuration.md](configuration.md).",
    "",
    "The programs are written for the plugin's SDKs; with the npm package, the same names come from `pulumi-swr`.",
    "",
    ...resources(schema),
    ...functions(schema),
    "## Types",
    ...types(schema),
    "",
  ].join("\n");

/** The document as it is, with the table put in anew. */
export function configuration(document: string, schema: Schema): string {
  const [start, end] = MARKS.map((mark) => document.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start)
    throw new Error(`docs/configuration.md lacks its marks: ${MARKS.join(" and ")}`);
  const head = document.slice(0, start + MARKS[0].length);
  return [head, "", ...settings(schema), "", document.slice(end)].join("\n");
}
