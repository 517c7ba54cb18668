import assert from "node:assert/strict";
import { ID, type Policy } from "../../../support/stack";
import { UNKNOWN } from "../../../../provider/unknown";
import { EVERYWHERE, policy, policyWorld, rule, WEB } from "./world";

describe("a policy that is wrong is refused by its properties", () => {
  const world = policyWorld();
  const { writes } = world;
  const cases: readonly [string, Policy, string, RegExp][] = [
    ["no pattern", policy(rule([], { bob: "Read" })), "rules[0].repositories", /is empty/],
    [
      "only patterns with !",
      policy(rule(["!web"], { bob: "Read" })),
      "rules[0].repositories",
      /only patterns with !/,
    ],
    [
      "a wrong pattern",
      policy(WEB, rule(["web/", "x"], { bob: "Read" })),
      "rules[1].repositories[0]",
      /slash/,
    ],
    [
      "nobody",
      policy({ repositories: ["x"], users: [{ permission: "Read" }] }),
      "rules[0].users[0]",
      /names nobody/,
    ],
    ["an unknown user", policy(WEB, rule(["x"], { nobody: "Read" })), "rules[1].users[0].userName", /nobody/],
    ["a word", policy(rule(["x"], { bob: "Admin" })), "rules[0].users[0].permission", /Read, Write, Manage/],
    [
      "a user twice in a rule",
      policy({
        repositories: ["x"],
        users: [
          { userName: "bob", permission: "Read" },
          { userId: ID.bob, permission: "Write" },
        ],
      }),
      "rules[0].users[1].userId",
      /already listed at users\[0\]/,
    ],
    [
      "declared and ignored",
      { ...policy(EVERYWHERE), ignoreUsers: ["bob"] },
      "rules[0].users[0]",
      /ignoreUsers/,
    ],
  ];
  for (const [name, program, property, reason] of cases)
    it(name, async () => {
      const { failures } = await world.stack().check(program);
      assert.deepEqual(
        failures.map((it) => it.property),
        [property],
      );
      assert.match(failures[0]?.reason ?? "", reason);
      assert.deepEqual(writes(), []);
    });
});

describe("a policy of which something is not known yet is asked nothing about", () => {
  const world = policyWorld();
  for (const [name, program] of [
    ["its organization", { ...policy(EVERYWHERE), organization: UNKNOWN }],
    ["a repository of a rule", policy(rule([UNKNOWN], { bob: "Read" }))],
  ] as const)
    it(name, async () => {
      // Whoever is there is no reason to refuse what may be about another place.
      world.give("web/app", "mallory", 7);
      world.it0.emulator.clearRequests();
      const { failures } = await world.stack().check(program);
      assert.deepEqual(failures, []);
      const listed = world.it0.emulator.requests().filter(({ path }) => path.includes("/repos"));
      assert.deepEqual(listed, []);
    });
});
