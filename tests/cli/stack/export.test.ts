import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../../cli/session";
import { declaredBy } from "../../../cli/stack/declared";
import { parseExport } from "../../../cli/stack/export";

const kept = (name: string): string => readFileSync(join(__dirname, "../../states", name), "utf8");
const NOW = new Date();
const AT = { region: "eu-de", server: "http://emulator.invalid" };

describe("the export of a stack", () => {
  for (const host of ["plugin", "dynamic"])
    it(`as the CLI wrote it, with the ${host} host: every list and its users`, () => {
      const stack = parseExport(kept(`wholeTeam.${host}.json`), "test");
      const { lists, policies, unread } = declaredBy(stack, NOW);
      assert.equal(stack.name, "scenario/dev");
      assert.deepEqual(
        lists.map(({ at, users }) => [
          at,
          users.map(({ userName, permission }) => `${userName} ${permission}`),
        ]),
        [
          [{ organization: "team-c", ...AT }, ["alice Manage"]],
          [{ organization: "team-c", repository: "web/app", ...AT }, ["bob Read"]],
        ],
      );
      assert.deepEqual([policies, unread], [[], []]);
    });

  for (const host of ["plugin", "dynamic"])
    it(`of an earlier version, with the ${host} host, is read as well`, () => {
      const { lists } = declaredBy(parseExport(kept(`beforeOrganizations.${host}.json`), "test"), NOW);
      assert.equal(lists.length, 2);
      assert.ok(lists.every(({ users }) => users.length > 0));
    });

  it("of an empty stack declares nothing", () => {
    const { stack, lists } = declaredBy(
      parseExport('{"version":3,"deployment":{"manifest":{}}}', "test"),
      NOW,
    );
    assert.deepEqual([stack, lists], ["(empty stack)", []]);
  });

  const WRONG: [string, RegExp][] = [
    ["", /^F is not the output of "pulumi stack export": it is not JSON\.$/],
    ["[]", /it has no deployment\.$/],
    ['{"deployment":{"resources":[{}]}}', /its resources have no urn and type\.$/],
  ];
  for (const [text, says] of WRONG)
    it(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(
        () => parseExport(text, "F"),
        (thrown: unknown) => thrown instanceof UsageError && says.test(thrown.message),
      );
    });

  it("shows no character that a terminal obeys", () => {
    const urn = "urn:pulumi:de\u001b[31mv::shop::swr:index:RepositoryAccess::a";
    const resources = [
      {
        urn,
        type: "swr:index:RepositoryAccess",
        inputs: {
          organization: "t",
          repository: "r",
          users: [{ userId: "1", userName: "a\u001b]0;x", permission: "Read" }],
        },
      },
    ];
    const { stack, lists } = declaredBy(parseExport(JSON.stringify({ deployment: { resources } }), "F"), NOW);
    assert.equal(/\p{Cc}/u.test(JSON.stringify([stack, lists]).replaceAll("\\\\u001b", "")), false);
    assert.equal(stack, "shop/de\\u001b[31mv");
  });
});
