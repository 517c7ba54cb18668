import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";

/** A description without mistakes. Each case puts one into it. */
const RIGHT = `import type { Description, InputsOf } from "./description";
import { hooksOf } from "./lifecycle";
import type { ResourceDefinition } from "./resource";
export const DESCRIPTION = {
  description: "A thing.",
  place: ["name"],
  api: ["createThing"],
  examples: [{ title: "One", program: { one: ["Thing", { name: "one", size: "Big" }] } }],
  inputs: {
    name: { type: "string", description: "Its name.", replaceOnChanges: true },
    size: { choice: { name: "Size", description: "How big.", values: { Big: "Much." } }, description: "How big it is." },
    count: { type: "integer", description: "How many.", default: 1 },
  },
  outputs: { thingId: { type: "integer", description: "Its number." } },
} as const satisfies Description;
export const value: InputsOf<typeof DESCRIPTION> = { name: "one", size: "Big", count: 2 };
export const REGISTRY = {
  Thing: hooksOf({ token: "swr:index:Thing", description: DESCRIPTION, read: () => Promise.resolve({}), create: () => Promise.resolve(), delete: () => Promise.resolve() }),
} satisfies Record<string, ResourceDefinition<object, object>>;
`;

/** Mistakes by name: the right text, the wrong one, and the word of which the compiler has to complain. */
const PLANTED: Readonly<Record<string, readonly [right: string, wrong: string, named: RegExp]>> = {
  "a misspelled key": ["replaceOnChanges: true", "replaceOnChange: true", /replaceOnChange\b/],
  "an unknown type": ['type: "integer", description: "How', 'type: "int", description: "How', /"int"/],
  "a default of another type": ["default: 1", 'default: "1"', /"1"|string/],
  "an input without words": [
    '{ type: "string", description: "Its name.",',
    '{ type: "string",',
    /description/,
  ],
  "a choice without meanings": ['values: { Big: "Much." }', 'values: ["Big"]', /string/],
  "an output without a kind": [
    '{ type: "integer", description: "Its number." }',
    '{ description: "Its number." }',
    /type/,
  ],
  "no example": [
    '[{ title: "One", program: { one: ["Thing", { name: "one", size: "Big" }] } }]',
    "[]",
    /examples|Source has 0/,
  ],
  "no place": ['  place: ["name"],\n', "", /place/],
  "no operations": ['  api: ["createThing"],\n', "", /api/],
  "a value that is none of the choice": ['size: "Big", count: 2', 'size: "Small", count: 2', /"Small"/],
  "a resource without a description": ["description: DESCRIPTION, ", "", /description/],
};

/** What the compiler says of each text, as if it were a file of the provider. No file is written. */
function complaints(texts: readonly string[]): string[] {
  const root = join(__dirname, "../..");
  const config = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const planted = new Map(texts.map((text, at) => [join(root, `provider/planted${String(at)}.ts`), text]));
  const program = ts.createProgram([...planted.keys()], options, {
    ...host,
    fileExists: (file) => planted.has(file) || host.fileExists(file),
    getSourceFile: (file, target, ...rest) => {
      const text = planted.get(file);
      return text === undefined
        ? host.getSourceFile(file, target, ...rest)
        : ts.createSourceFile(file, text, target);
    },
  });
  return [...planted.keys()].map((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))
      .join("\n"),
  );
}

describe("a mistake in a description does not compile", function () {
  this.timeout(120_000);
  let right = "";
  let wrong: string[] = [];
  before(() => {
    const texts = Object.values(PLANTED).map(([from, to]) => RIGHT.replace(from, to));
    [right = "", ...wrong] = complaints([RIGHT, ...texts]);
  });

  it("a description without mistakes compiles", () => {
    assert.equal(right, "");
  });

  Object.entries(PLANTED).forEach(([mistake, [from, , named]], at) => {
    it(mistake, () => {
      assert.ok(RIGHT.includes(from), `${from} is not in the description: nothing was planted`);
      assert.match(wrong[at] ?? "", named);
    });
  });
});
