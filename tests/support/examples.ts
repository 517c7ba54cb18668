import ts from "typescript";
import { parse } from "yaml";
import { UNKNOWN } from "../../provider/unknown";

/** A resource that a program declares, or a function that it calls, with its arguments. */
export interface Use {
  /** Name in this package, such as `RepositoryAccess`, `getUser` or `Provider`. */
  readonly name: string;
  readonly args: object;
}

/** Stands for any output. Each of its properties and each call of it gives such an output again. */
const output = (): object =>
  new Proxy(function anything() {}, {
    get: output,
    apply: output,
    construct: output,
  });
const isOutput = (value: unknown): boolean => typeof value === "function";

/** A value as an engine gives it to the provider in a preview, with outputs not known yet. */
function settled(value: unknown): unknown {
  if (isOutput(value)) return UNKNOWN;
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, settled(it)]));
}

/** Runs a program with a package that records each use of it. The program's types are not checked. */
export function typescriptUses(program: string): Use[] {
  const uses: Use[] = [];
  const record = (name: string, given: readonly unknown[]): object => {
    const isFunction = /^[a-z]/.test(name);
    const args = settled(given[isFunction ? 0 : 1]) as object;
    uses.push({ name: name.replace(/Output$/, ""), args });
    return output();
  };
  const recorder = new Proxy(
    {},
    {
      get: (_target, name) =>
        new Proxy(function anything() {}, {
          construct: (_class, given) => record(String(name), given as unknown[]),
          apply: (_function, _this, given) => record(String(name), given as unknown[]),
        }),
    },
  );
  const module = { exports: {} };
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const code = ts.transpileModule(program, { compilerOptions: options }).outputText;
  const requireModule = (name: string): object =>
    /^(@pulumi|pulumi-)\/?swr$/.test(name) ? recorder : output();
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function("require", "module", "exports", code)(requireModule, module, module.exports);
  return uses;
}

interface YamlProgram {
  readonly resources?: Readonly<Record<string, { type: string; properties?: object }>>;
  readonly variables?: Readonly<Record<string, { "fn::invoke"?: { function: string; arguments?: object } }>>;
}

const nameOf = (token: string): string =>
  token === "pulumi:providers:swr" ? "Provider" : token.replace(/^swr:(index:)?/, "");
/** The inputs of a YAML program, where a reference such as `${web.users}` is not known yet. */
const known = (value: unknown): object =>
  JSON.parse(
    JSON.stringify(value ?? {}, (_name, it: unknown) => (/^\$\{.*\}$/.test(String(it)) ? UNKNOWN : it)),
  ) as object;

export function yamlUses(program: string): Use[] {
  const { resources = {}, variables = {} } = parse(program) as YamlProgram;
  return [
    ...Object.values(resources).map(({ type, properties }) => ({
      name: nameOf(type),
      args: known(properties),
    })),
    ...Object.values(variables).flatMap(({ "fn::invoke": call }) =>
      call === undefined ? [] : { name: nameOf(call.function), args: known(call.arguments) },
    ),
  ];
}

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** The schema's names that a Python program uses: those it calls, and those of arguments and properties. It does not run. */
export function pythonNames(program: string): { readonly uses: string[]; readonly names: string[] } {
  const uses = [...program.matchAll(/\bswr\.(\w+)\(/g)].map(([, name = ""]) =>
    camel(name.replace(/_output$/, "")),
  );
  const names = [...program.matchAll(/(?:\b(\w+)=(?!=)|"(\w+)":)/g)].map(([, arg, key]) =>
    camel(arg ?? key ?? ""),
  );
  return { uses, names: [...new Set(names)].filter((name) => name !== "opts" && name !== "provider") };
}

/** Code blocks of one language in a description. */
export const blocksOf = (description: string, language: string): string[] =>
  [...description.matchAll(new RegExp("```" + language + "\\n([\\s\\S]*?)```", "g"))].map(
    ([, code = ""]) => code,
  );
