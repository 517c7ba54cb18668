import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSchema } from "../../provider/check";
import { FUNCTIONS, REGISTRY } from "../../provider/registry";
import { UNKNOWN } from "../../provider/unknown";
import { referenceIn, referencesIn } from "../../scripts/made/examples";
import {
  type Description,
  type Example,
  type FunctionDescription,
  outputsOf,
} from "../../provider/description";
import * as sdk from "../../sdk";

const DESCRIPTIONS: Readonly<Record<string, Description>> = Object.fromEntries(
  Object.entries(REGISTRY).map(([name, { description }]) => [name, description]),
);

const FUNCTION_DESCRIPTIONS: Readonly<Record<string, FunctionDescription>> = Object.fromEntries(
  Object.entries(FUNCTIONS).map(([name, { description }]) => [name, description]),
);

const README = readFileSync(join(__dirname, "../../README.md"), "utf8");

/** The outputs of a resource, or the result of a function; undefined if neither has that name. */
function shownBy(name: string): object | undefined {
  const resource = DESCRIPTIONS[name];
  return resource === undefined ? FUNCTION_DESCRIPTIONS[name]?.outputs : outputsOf(resource);
}

/** Values as in a preview, where outputs of other resources are not known yet. */
function settled(value: unknown): unknown {
  if (referenceIn(value) !== undefined) return UNKNOWN;
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, settled(it)]));
}

/** All mistakes of an example, each with its name in the program. */
function wrongIn({ program, outputs = {} }: Example): string[] {
  const inputs = Object.entries(program).flatMap(([name, [type, args]]) =>
    shownBy(type) !== undefined
      ? checkSchema(`swr:index:${type}`, settled(args) as object).map(
          ({ property, reason }) => `${name}: ${property} ${reason}`,
        )
      : [`${name}: ${type} is no resource and no function`],
  );
  const references = referencesIn([program, outputs]).flatMap(({ name, path }) => {
    const [output = ""] = path.split(".");
    return output in (shownBy(program[name]?.[0] ?? "") ?? {})
      ? []
      : [`$${name}.${path} is no output of the program`];
  });
  return [...inputs, ...references];
}

describe("a resource of the registry", () => {
  for (const [name, description] of Object.entries(DESCRIPTIONS)) {
    it(`${name} has a class`, () => {
      const found = (sdk as Readonly<Record<string, unknown>>)[name];
      assert.equal(typeof found, "function", `sdk/index.ts exports no class ${name}: run make docs`);
    });

    it(`${name} is in README.md`, () => {
      assert.ok(
        README.includes(`\`${name}\``),
        `README.md: say what ${name} is for, beside the other resources`,
      );
    });

    it(`${name} has examples that pass the check, and is in the first one`, () => {
      for (const example of description.examples)
        assert.deepEqual(wrongIn(example), [], `${name}: ${example.title}`);
      const types = Object.values(description.examples[0].program).map(([type]) => type);
      assert.ok(types.includes(name), `the first example of ${name} has none`);
    });

    it(`${name} has a place that its inputs name, and a change of any of them replaces it`, () => {
      assert.ok(description.place.length > 0);
      for (const input of [...description.place, "region"])
        assert.equal(description.inputs[input]?.replaceOnChanges, true, `${name}: ${input}`);
    });
  }
});

describe("a function of the registry", () => {
  for (const [name, { examples }] of Object.entries(FUNCTION_DESCRIPTIONS)) {
    it(`${name} is in the npm package, in both forms`, () => {
      for (const form of [name, `${name}Output`]) {
        const found = (sdk as Readonly<Record<string, unknown>>)[form];
        assert.equal(typeof found, "function", `sdk/index.ts exports no ${form}: run make docs`);
      }
    });

    it(`${name} has examples that pass the check, and is called first in the first one`, () => {
      for (const example of examples) assert.deepEqual(wrongIn(example), [], `${name}: ${example.title}`);
      assert.equal(Object.values(examples[0].program)[0]?.[0], name);
    });
  }
});

describe("an example with a mistake", () => {
  const web = { organization: "team-a", repository: "web" };
  const of = (type: string, args: object, outputs = {}): string[] =>
    wrongIn({ title: "wrong", program: { web: [type, { ...args }] }, outputs });

  it("is refused, and the sentence names the mistake", () => {
    assert.deepEqual(of("Repository", web, { address: "$web.path" }), []);
    assert.deepEqual(of("Repositories", web), ["web: Repositories is no resource and no function"]);
    assert.deepEqual(of("Repository", { ...web, public: true }), [
      "web: public is not a known property: did you mean isPublic?",
    ]);
    assert.deepEqual(of("Repository", { organization: "$team.name", repository: "web" }), [
      "$team.name is no output of the program",
    ]);
    assert.deepEqual(of("Repository", web, { address: "$web.url" }), [
      "$web.url is no output of the program",
    ]);
    assert.deepEqual(of("getRepository", web, { address: "$web.path" }), []);
    assert.deepEqual(of("getRepository", web, { address: "$web.url" }), [
      "$web.url is no output of the program",
    ]);
    assert.throws(() => of("Repository", web, { address: "$web" }), /\$web is no reference of an example/);
  });
});

describe("values of a choice", () => {
  const at = { organization: "team-a", repository: "web" };

  it("are the only ones accepted, also by an optional input, and a refusal lists them", () => {
    assert.deepEqual(checkSchema("swr:index:Repository", { ...at, category: "linus" }), [
      {
        property: "category",
        reason: '"linus" is not one of app_server, linux, framework_app, database, lang, other, windows, arm',
      },
    ]);
    for (const given of [{}, { category: "linux" }, { category: UNKNOWN }])
      assert.deepEqual(checkSchema("swr:index:Repository", { ...at, ...given }), []);
  });
});
