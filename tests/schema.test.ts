import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { checkSchema } from "../provider/check";
import { FUNCTIONS, REGISTRY } from "../provider/registry";
import schema from "../schema.json";
import pkg from "../package.json";
import { blocksOf, pythonNames, typescriptUses, type Use, yamlUses } from "./support/examples";
import { PACKAGE_RULES } from "./support/packageSchema";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly default?: unknown;
  readonly defaultInfo?: unknown;
  readonly secret?: boolean;
  readonly language?: { readonly csharp: { readonly name: string } };
}
type Properties = Readonly<Record<string, Property>>;
interface Bag {
  readonly properties: Properties;
  readonly required: readonly string[];
}
const bag = (properties: object, required: readonly string[] = []): Bag => ({
  properties: properties as Properties,
  required,
});

/** All lists of properties in the schema, by their place in it. */
const BAGS: Readonly<Record<string, Bag>> = {
  "config.variables": bag(schema.config.variables),
  "provider inputs": bag(schema.provider.inputProperties),
  ...Object.fromEntries(
    Object.entries(schema.resources).flatMap(([token, it]) => [
      [`inputs of ${token}`, bag(it.inputProperties, it.requiredInputs)],
      [`outputs of ${token}`, bag(it.properties, it.required)],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(schema.functions).flatMap(([token, { inputs, outputs }]) => [
      [`arguments of ${token}`, bag(inputs.properties, "required" in inputs ? inputs.required : [])],
      [`result of ${token}`, bag(outputs.properties, outputs.required)],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(schema.types).flatMap(([token, it]) =>
      "properties" in it ? [[token, bag(it.properties, it.required)]] : [],
    ),
  ),
};

/** All values of a key, at any depth. */
function* valuesOf(node: unknown, key: string): Generator {
  if (typeof node !== "object" || node === null) return;
  for (const [name, value] of Object.entries(node)) {
    if (name === key) yield value;
    yield* valuesOf(value, key);
  }
}

describe("schema.json is a package schema", () => {
  it("with only the keys that Pulumi's tools know, well-formed tokens, and a description of everything", () => {
    const validate = new Ajv({ allErrors: true, strict: false }).compile(PACKAGE_RULES);
    validate(schema);
    assert.deepEqual(validate.errors ?? [], []);
  });

  it("whose references all exist, and whose types are all used", () => {
    const refs = new Set([...valuesOf(schema, "$ref")].map((ref) => String(ref).replace("#/types/", "")));
    assert.deepEqual([...refs].sort(), Object.keys(schema.types).sort());
  });

  it("with this package's version", () => {
    assert.equal(schema.version, pkg.version);
    assert.equal(schema.license, pkg.license);
  });

  it("without an address for downloads", () => {
    assert.ok(!("pluginDownloadURL" in schema) && !("repository" in schema));
  });

  it("whose SDK for Node.js has another name than this package", () => {
    assert.notEqual(schema.language.nodejs.packageName, pkg.name);
  });

  for (const [place, { properties, required }] of Object.entries(BAGS))
    it(`${place}: required properties exist, no name is reserved, defaults have the right type`, () => {
      for (const name of required) assert.ok(name in properties, `${name} is required and not there`);
      const reserved = ["pulumi", ...(/^(in|out)puts of/.test(place) ? ["id", "urn"] : ["version"])];
      assert.deepEqual(
        Object.keys(properties).filter((name) => reserved.includes(name)),
        [],
      );
      for (const [name, { type, default: value }] of Object.entries(properties)) {
        const kind = type === "integer" ? "number" : type;
        if (value !== undefined) assert.equal(typeof value, kind, name);
        if (value !== undefined) assert.ok(!required.includes(name), `${name} has a default and is required`);
      }
    });

  it("no member has its class's name in C#, where that would not compile", () => {
    const types = Object.entries(schema.types).flatMap(([token, it]) =>
      "properties" in it ? [[token, it.properties] as const] : [],
    );
    const resources = Object.entries(schema.resources).flatMap(([token, it]) =>
      [it.inputProperties, it.properties].map((properties) => [token, properties] as const),
    );
    for (const [token, properties] of [...types, ...resources])
      for (const [name, it] of Object.entries(properties as Properties)) {
        const member = it.language?.csharp.name ?? name;
        const owner = token.split(":").pop() ?? "";
        assert.notEqual(member.charAt(0).toUpperCase() + member.slice(1), owner, `${token}: ${name}`);
      }
  });

  it("no resource, function or type has a name that Pulumi reserves, and no two have the same", () => {
    const names = [schema.resources, schema.functions, schema.types].flatMap((it) =>
      Object.keys(it).map((token) => token.split(":").pop()?.toLowerCase()),
    );
    for (const reserved of ["provider", "pulumi"]) assert.ok(!names.includes(reserved), reserved);
    // Some languages put resources, functions and types into one name space.
    assert.equal(new Set(names).size, names.length);
  });

  it("each value of an enum is listed once", () => {
    for (const it of Object.values(schema.types)) {
      const values = "enum" in it ? it.enum.map(({ value }) => value) : [];
      assert.equal(new Set(values).size, values.length);
    }
  });

  it("an input and an output of the same name have the same type", () => {
    for (const { inputProperties, properties } of Object.values(schema.resources))
      for (const [name, input] of Object.entries(inputProperties))
        assert.equal((properties as Properties)[name]?.type, (input as Property).type, name);
  });

  it("resources and functions are exactly those of the registry", () => {
    const tokens = (of: object): string[] =>
      Object.values(of as Record<string, { token: string }>).map(({ token }) => token);
    assert.deepEqual(Object.keys(schema.resources), tokens(REGISTRY));
    assert.deepEqual(Object.keys(schema.functions), tokens(FUNCTIONS));
    for (const name of [...Object.keys(REGISTRY), ...Object.keys(FUNCTIONS)])
      assert.ok([...tokens(REGISTRY), ...tokens(FUNCTIONS)].includes(`swr:index:${name}`), name);
  });
});

describe("the settings in schema.json", () => {
  it("are the inputs of an explicit provider, without defaults, which an SDK would resolve in the program", () => {
    const expected = Object.entries(schema.config.variables as Properties).map(
      ([name, { default: _default, defaultInfo: _variables, ...rest }]) => [name, rest],
    );
    assert.deepEqual(schema.provider.inputProperties, Object.fromEntries(expected));
  });

  it("are marked as secret if they are, and no other is", () => {
    const secret = Object.entries(schema.config.variables as Properties).filter(
      ([, it]) => it.secret === true,
    );
    assert.deepEqual(secret.map(([name]) => name).sort(), [
      "accessKey",
      "clientKey",
      "password",
      "secretKey",
      "securityToken",
      "token",
    ]);
  });

  it("each variable belongs to one setting", () => {
    const variables = Object.values(schema.config.variables).flatMap((it) => it.defaultInfo.environment);
    assert.equal(new Set(variables).size, variables.length);
  });
});

/** Checks that the inputs in a program pass the check of a preview, and that a provider's settings exist. */
function assertFits(uses: readonly Use[], where: string): void {
  assert.ok(uses.length > 0, `${where} uses nothing of this package`);
  for (const { name, args } of uses)
    if (name === "Provider")
      for (const key of Object.keys(args))
        assert.ok(key in schema.provider.inputProperties, `${where}: ${key}`);
    else assert.deepEqual(checkSchema(`swr:index:${name}`, args), [], `${where}: ${name}`);
}

function assertNames(program: string, where: string): void {
  const { uses, names } = pythonNames(program);
  assert.ok(uses.length > 0, `${where} uses nothing of this package`);
  const tokens = Object.keys({ ...schema.resources, ...schema.functions });
  for (const name of uses)
    assert.ok(name === "Provider" || tokens.includes(`swr:index:${name}`), `${where}: ${name}`);
  const known = new Set(Object.values(BAGS).flatMap(({ properties }) => Object.keys(properties)));
  for (const name of names) assert.ok(known.has(name), `${where}: ${name}`);
}

describe("example programs", () => {
  const described = { provider: schema.provider, ...schema.resources, ...schema.functions };
  for (const [token, { description }] of Object.entries(described))
    it(`of ${token}: the same in TypeScript, Python and YAML, and their inputs pass the check`, () => {
      const [typescript, python, yaml] = ["typescript", "python", "yaml"].map((it) =>
        blocksOf(description, it),
      );
      assert.ok(typescript !== undefined && python !== undefined && yaml !== undefined);
      assert.ok(typescript.length > 0);
      assert.deepEqual([python.length, yaml.length], [typescript.length, typescript.length]);
      typescript.forEach((program, at) => {
        const uses = typescriptUses(program);
        assertFits(uses, program);
        assert.ok(
          uses.some(({ name }) => name === (token.split(":").pop() ?? "").replace("provider", "Provider")),
        );
        assert.deepEqual(yamlUses(yaml[at] ?? ""), uses);
        assertNames(python[at] ?? "", program);
        assert.deepEqual(
          pythonNames(python[at] ?? "").uses,
          uses.map(({ name }) => name),
        );
      });
    });

  it("have Pulumi's marks around them in pairs", () => {
    for (const { description } of Object.values(described)) {
      const marks = [...description.matchAll(/\{\{% (\/?examples?) %\}\}/g)].map(([, mark]) => mark);
      const example = ["example", "/example"];
      const inner = marks.slice(1, -1);
      assert.deepEqual([marks[0], marks.at(-1)], ["examples", "/examples"]);
      assert.deepEqual(
        inner,
        inner.map((_mark, at) => example[at % 2]),
      );
      assert.equal(inner.length % 2, 0);
    }
  });

  const folder = join(__dirname, "../examples");
  const read = (...path: string[]): string => readFileSync(join(folder, ...path), "utf8");
  const namesOf = (uses: readonly Use[]): string[] => [...new Set(uses.map(({ name }) => name))].sort();

  // Each description has an example of its resource. A folder shows more: a program that is run, with what it prints.
  for (const resource of Object.keys(REGISTRY)) {
    const name = resource.replace(/(?<=.)[A-Z]/g, "-$&").toLowerCase();
    if (!existsSync(join(folder, name, "index.ts"))) continue;
    it(`examples/${name} is of ${resource} alone`, () => {
      assert.deepEqual(namesOf(typescriptUses(read(name, "index.ts"))), [resource]);
    });
  }

  it("examples/team and examples/yaml are one program, for either host", () => {
    const typescript = typescriptUses(read("team", "index.ts"));
    assert.deepEqual(typescript, yamlUses(read("yaml", "Pulumi.yaml")));
    assert.ok(namesOf(typescript).length >= 4);
  });

  it("examples/repository-access-policy is the same program for either host", () => {
    const folder = "repository-access-policy";
    const yaml = yamlUses(read(folder, "yaml", "Pulumi.yaml"));
    assert.deepEqual(typescriptUses(read(folder, "index.ts")), yaml);
  });

  const names = readdirSync(folder);
  const isProgram = (name: string): boolean => existsSync(join(folder, name, "Pulumi.yaml"));

  it("every folder has a program, but for rules and workflows", () => {
    assert.deepEqual(
      names.filter((name) => !isProgram(name)),
      ["drift-check", "policy-pack"],
    );
  });

  for (const name of names)
    it(`examples/${name} has a page, and README.md links to it`, () => {
      assert.match(read(name, "README.md"), /^# .+\n\n\S/);
      assert.ok(readFileSync(join(folder, "../README.md"), "utf8").includes(`(examples/${name})`));
    });

  for (const name of names.filter(isProgram))
    it(`examples/${name} has a description, and its page runs it`, () => {
      const { description } = parse(read(name, "Pulumi.yaml")) as { description?: string };
      assert.ok((description ?? "").length > 0, "Pulumi.yaml has no description");
      assert.match(read(name, "README.md"), /```\n[^]*pulumi up\n/);
    });

  for (const name of names.filter(isProgram))
    it(`examples/${name} has inputs that pass the check`, () => {
      const has = (file: string): boolean => existsSync(join(folder, name, file));
      if (has("index.ts")) assertFits(typescriptUses(read(name, "index.ts")), name);
      else if (has("__main__.py")) assertNames(read(name, "__main__.py"), name);
      else assertFits(yamlUses(read(name, "Pulumi.yaml")), name);
    });
});
