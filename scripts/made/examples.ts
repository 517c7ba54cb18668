/** Prints the example programs of descriptions, which are data, in each language. */
import { stringify } from "yaml";
import type { Example } from "../../provider/description";
import { camel, snake } from "./names";

const WIDTH = 100;

/** Functions begin with a small letter, resources with a capital one. */
export const isFunction = (name: string): boolean => /^[a-z]/.test(name);

/** A reference such as `$web.users`: an output of a resource in the program, or a part of a function's result. */
const REFERENCE = /^\$(?<name>[\w-]+)\.(?<path>[\w.]+)$/;
export interface Reference {
  readonly name: string;
  readonly path: string;
}
export function referenceIn(value: unknown): Reference | undefined {
  if (typeof value !== "string" || !value.startsWith("$")) return undefined;
  const { name, path } = REFERENCE.exec(value)?.groups ?? {};
  if (name === undefined || path === undefined)
    throw new Error(`${value} is no reference of an example: one is written $name.output`);
  return { name, path };
}

/** Every reference in a value, however deep. */
export function referencesIn(value: unknown): Reference[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(referencesIn);
  const reference = referenceIn(value);
  return reference === undefined ? [] : [reference];
}

/** How a language writes values. */
interface Style {
  readonly key: (name: string) => string;
  readonly literal: (value: unknown) => string;
  readonly reference: (to: Reference) => string;
  readonly braces: readonly [string, string];
}

const TYPESCRIPT: Style = {
  key: (name) => `${name}: `,
  literal: (value) => JSON.stringify(value),
  reference: ({ name, path }) => `${camel(name)}.${path}`,
  braces: ["{ ", " }"],
};
const PYTHON: Style = {
  key: (name) => `"${snake(name)}": `,
  literal: (value) => (typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value)),
  reference: ({ name, path }) => `${snake(name)}.${snake(path)}`,
  braces: ["{", "}"],
};

/** A value on one line. */
function inline(value: unknown, style: Style): string {
  const reference = referenceIn(value);
  if (reference !== undefined) return style.reference(reference);
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, style)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return style.literal(value);
  const members = Object.entries(value).map(([name, it]) => style.key(name) + inline(it, style));
  return members.length === 0 ? "{}" : style.braces[0] + members.join(", ") + style.braces[1];
}

/** A value after the text `before`, on as many lines as it needs. */
function printed(value: unknown, style: Style, before: string, indent: string): string {
  const line = inline(value, style);
  const isWide = indent.length + before.length + line.length >= WIDTH;
  if (!isWide || typeof value !== "object" || value === null) return before + line;
  const inner = `${indent}    `;
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([name, it]: [string, unknown]) =>
    printed(it, style, isList ? "" : style.key(name), inner),
  );
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  return `${before}${open}\n${members.map((member) => `${inner}${member},\n`).join("")}${indent}${close}`;
}

/** The names in a program that something refers to. Only these get a variable. */
const referredIn = ({ program, outputs }: Example): Set<string> =>
  new Set(referencesIn([program, outputs ?? {}]).map(({ name }) => name));

/** A call of a function with plain arguments, which answers a promise. */
export function typescriptCall({ program }: Example): string {
  const [[name, [called, args]] = ["", ["", {}]]] = Object.entries(program);
  return `const ${camel(name)} = await swr.${called}(${inline(args, TYPESCRIPT)});\n`;
}

/** Prints an example in TypeScript. `library` is the package to import. */
export function typescript(example: Example, library: string): string {
  const referred = referredIn(example);
  const uses = Object.entries(example.program).map(([name, [type, args]]) => {
    const variable = referred.has(name) ? `const ${camel(name)} = ` : "";
    if (isFunction(type)) return `${printed(args, TYPESCRIPT, `${variable}swr.${type}Output(`, "")});\n`;
    const members = Object.entries(args).map(
      ([key, value]) => `    ${printed(value, TYPESCRIPT, `${key}: `, "    ")},\n`,
    );
    return `${variable}new swr.${type}(${JSON.stringify(name)}, {\n${members.join("")}});\n`;
  });
  const exported = Object.entries(example.outputs ?? {}).map(
    ([name, value]) => `export const ${name} = ${inline(value, TYPESCRIPT)};\n`,
  );
  return [`import * as swr from "${library}";\n\n`, ...uses, ...exported].join("");
}

export function python(example: Example): string {
  const referred = referredIn(example);
  const uses = Object.entries(example.program).map(([name, [type, args]]) => {
    const variable = referred.has(name) ? `${snake(name)} = ` : "";
    if (isFunction(type)) {
      const given = Object.entries(args).map(([key, value]) => `${snake(key)}=${inline(value, PYTHON)}`);
      return `${variable}swr.${snake(type)}_output(${given.join(", ")})\n`;
    }
    const members = Object.entries(args).map(
      ([key, value]) => `    ${printed(value, PYTHON, `${snake(key)}=`, "    ")}`,
    );
    return `${variable}swr.${type}(${[JSON.stringify(name), ...members].join(",\n")})\n`;
  });
  const exported = Object.entries(example.outputs ?? {}).map(
    ([name, value]) => `pulumi.export(${JSON.stringify(name)}, ${inline(value, PYTHON)})\n`,
  );
  const imports = [...(exported.length > 0 ? ["import pulumi\n"] : []), "import pulumi_swr as swr\n"];
  return [...imports, "\n", ...uses, ...exported].join("");
}

/** A value in YAML's form, where a reference is `${web.users}`. */
function interpolated(value: unknown): unknown {
  const reference = referenceIn(value);
  if (reference !== undefined) return `\${${reference.name}.${reference.path}}`;
  if (Array.isArray(value)) return value.map(interpolated);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, interpolated(it)]));
}

export function yaml({ program, outputs }: Example): string {
  const uses = Object.entries(program);
  const variables = uses.flatMap(([name, [type, args]]) =>
    isFunction(type)
      ? [[name, { "fn::invoke": { function: `swr:index:${type}`, arguments: interpolated(args) } }]]
      : [],
  );
  const resources = uses.flatMap(([name, [type, args]]) =>
    isFunction(type) ? [] : [[name, { type: `swr:index:${type}`, properties: interpolated(args) }]],
  );
  const document = {
    ...(resources.length === 0 ? {} : { resources: Object.fromEntries(resources) as object }),
    ...(variables.length === 0 ? {} : { variables: Object.fromEntries(variables) as object }),
    ...(outputs === undefined ? {} : { outputs: interpolated(outputs) }),
  };
  // Pulumi's reader follows YAML 1.1, where some plain words and dates are not texts. Those are quoted.
  return stringify(document, { lineWidth: 0, compat: "yaml-1.1" });
}
