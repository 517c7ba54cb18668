import assert from "node:assert/strict";
import { wrap } from "node:module";
import { Script } from "node:vm";
import fc from "fast-check";
import * as prettier from "prettier";
import ts from "typescript";
import { parse } from "yaml";
import { adopt } from "../../../cli/adopt/adopt";
import { typescriptOf } from "../../../cli/adopt/typescript";
import { yamlOf } from "../../../cli/adopt/yaml";
import { typescriptUses, yamlUses } from "../../support/examples";
import { ALICE, everyForm, FEW, liveWith, wishesOf } from "./support";
import { liveOf, worlds } from "./worlds";

describe("adopt: the text of a program", () => {
  it("is what Prettier makes of it, and declares the same in both languages", async () => {
    await fc.assert(
      fc.asyncProperty(worlds(), everyForm, async (world, form) => {
        const program = adopt(liveOf(world), wishesOf(form));
        const [text, yaml] = [typescriptOf(program), yamlOf(program, "access")];
        assert.equal(text, await prettier.format(text, { parser: "typescript" }));
        const bare = ({ name, args }: { name: string; args: object }) => ({
          name,
          args: { ...args, adopt: undefined },
        });
        const withoutReferences = (uses: readonly { name: string; args: object }[]): unknown =>
          JSON.parse(JSON.stringify(uses.map(bare)));
        const variables = (parse(yaml) as { variables: { ignoreUsers: string[] } }).variables;
        const yamlUse = JSON.parse(
          JSON.stringify(yamlUses(yaml)).replaceAll("$$", "$"),
          (key, value: unknown) =>
            key === "ignoreUsers" && typeof value === "string" ? variables.ignoreUsers : value,
        ) as ReturnType<typeof yamlUses>;
        assert.deepEqual(withoutReferences(yamlUse), withoutReferences(typescriptUses(text)));
      }),
      FEW,
    );
  });

  it("breaks lines where Prettier does, in every script", async () => {
    const letters = ["a", "é", "e\u0301", "中", "ア", "한", "Ж", "א", "م", "€", "！", "😀", '"', "'"];
    const repositories = letters.flatMap((letter, at) =>
      // Around the lengths at which a line with letters of one or two columns becomes too long.
      [29, 30, 31, 32, 33, 60, 61, 62, 63].map((length) => ({
        name: `r${String(at)}/${"x".repeat(length)}y`,
        ...{ isPublic: false, category: "", users: [{ ...ALICE, userName: letter.repeat(length) }] },
        ...{ description: letter.repeat(length), sharedWith: [] },
      })),
    );
    const organizations = [{ name: "team-a", users: [], repositories }];
    const text = typescriptOf(adopt(liveWith({}, { organizations }), wishesOf({ all: true })));
    assert.equal(text, await prettier.format(text, { parser: "typescript" }));
  });

  it("has letters and signs that could deceive a reader as numbers only", () => {
    const name = "evil\u202e\u200b😀";
    const program = adopt(liveWith({ "team-a": { api: [{ ...ALICE, userName: name }] } }), wishesOf());
    const [text, yaml] = [typescriptOf(program), yamlOf(program, "access")];
    for (const it of [text, yaml]) assert.match(it, /^[ -~\n]*$/);
    assert.match(text, /userName: "evil\\u\{202e\}\\u\{200b\}\\u\{1f600\}"/);
    assert.equal(
      (parse(yaml) as { resources: Record<string, { properties: { users: { userName: string }[] } }> })
        .resources["team-a-api-access"]?.properties.users[0]?.userName,
      name,
    );
  });

  it("has no variable with a name that JavaScript or Node.js takes for itself", () => {
    const names = ["exports", "module", "require", "class", "await", "let", "undefined", "swr", "users"];
    const program = adopt(
      liveWith(Object.fromEntries(names.map((name) => [name, { api: [ALICE] }]))),
      wishesOf({ all: true }),
    );
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const { outputText } = ts.transpileModule(typescriptOf(program), { compilerOptions: options });
    // Node.js puts a program into a function whose parameters are exports, require and module.
    assert.doesNotThrow(() => new Script(wrap(outputText)));
  });

  it("gives names that would be alike different ones", () => {
    const live = liveWith({ "team-a": { "web/app": [], "web-app": [], "web.app": [] } });
    assert.deepEqual(
      adopt(live, wishesOf({ all: true })).resources.map(({ name }) => name),
      [
        ...["team-a", "team-a-access", "team-a-web-app", "team-a-web-app-2", "team-a-web-app-3"],
        ...["team-a-web-app-access", "team-a-web-app-access-2", "team-a-web-app-access-3"],
      ],
    );
  });
});
