import assert from "node:assert/strict";
import { scenario, type Scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };

describe("scenarios: drift", () => {
  scenario(
    "create, no change, users in any order",
    { program: "one plain life in all three processes", everyProfile: true, bothWays: true },
    async (it0) => {
      const preview = await it0.declare({ users: [ALICE, BOB, CAROL] }).preview();
      assert.equal(preview.code, 0, preview.output);
      assert.deepEqual(it0.writes(), []);
      const up = await it0.up();
      assert.match(up.output, /team-a\/web\/app: granted Manage to alice \(request [0-9a-f]+\)/);
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3"]);
      await it0.expectClean();
      await it0.declare({ users: [CAROL, ALICE, BOB] }).expectClean();
      it0.emulator.setDialect({ order: "reversed" });
      await it0.expectClean();
    },
  );

  /** Each drift: what somebody else does, the line that names it, and the one call that repairs it. */
  const DRIFTS: [(it0: Scenario) => void, string, string][] = [
    [
      (it0) => {
        it0.emulator.grant({ ...it0.list.place, user: "alice", auth: 1 });
      },
      "alice has Read, declared Manage; up will change it to Manage",
      "PATCH alice=7",
    ],
    [
      (it0) => {
        it0.emulator.grant({ ...it0.list.place, user: "mallory", auth: 7 });
      },
      "mallory has Manage, not declared; up will revoke it",
      `DELETE ${ID.mallory}`,
    ],
    [
      (it0) => {
        it0.emulator.revoke({ ...it0.list.place, user: "bob" });
      },
      "bob has no access, declared Read; up will grant Read",
      "POST bob=1",
    ],
  ];

  scenario(
    "a user changed, added or removed by others: named once, repaired by one call each",
    { bothWays: true, bothLists: true },
    async (it0) => {
      await it0.declare({ users: [ALICE, BOB] }).up();
      for (const [act, line, call] of DRIFTS) {
        act(it0);
        await it0.expectChanges(`${it0.list.subject}: ${line}`);
        await it0.up();
        assert.deepEqual(it0.writes(), [call]);
        await it0.expectClean();
      }
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    },
  );

  scenario(
    "users changed, added and removed by others at once: each named once, repaired by one call each",
    { everyProfile: true, bothLists: true },
    async (it0) => {
      await it0.declare({ users: [ALICE, BOB] }).up();
      for (const [act] of DRIFTS) act(it0);
      await it0.expectChanges(...DRIFTS.map(([, line]) => `${it0.list.subject}: ${line}`));
      await it0.up();
      assert.deepEqual(it0.writes().sort(), DRIFTS.map(([, , call]) => call).sort());
      await it0.expectClean();
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    },
  );

  scenario("the diff marks the undeclared user, not alice, although mallory sorts first", {}, async (it0) => {
    await it0.declare({ users: [ALICE] }).up();
    it0.emulator.setDialect({ order: "id" });
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    const { output } = await it0.preview("--diff");
    const rows = output.split("\n").map((line) => line.trim());
    const row = `{"permission":"Manage","userId":"${ID.mallory}","userName":"mallory"}`;
    if (it0.runner.name === "plugin") assert.ok(rows.includes(`DELETE users[1]: ${row} => null`), output);
    else if (it0.runner.name.startsWith("pulumi")) {
      const at = rows.indexOf("- [1]: {");
      assert.deepEqual(
        rows.slice(at, at + 4),
        ["- [1]: {", '- permission: "Manage"', `- userId    : "${ID.mallory}"`, '- userName  : "mallory"'],
        output,
      );
    } else
      assert.match(
        output,
        /~ users: \[\{[^{}]*"alice"\}, \{[^{}]*"mallory"\}\]\s*=> \[\{[^{}]*"alice"\}\]\n/,
      );
    assert.doesNotMatch(output, /alice" => |=> "mallory/);
  });

  scenario(
    "names with slashes; a user added, changed and removed in the program",
    { bothWays: "cheap" },
    async (it0) => {
      const place = { organization: "team-a", repository: "deep/er/name" };
      it0.emulator.createRepository(place);
      await it0.declare({ ...place, users: [ALICE, BOB] }).up();
      assert.deepEqual(it0.granted(place), ["alice=7", "bob=1"]);
      const next = [ALICE, { ...BOB, permission: "Write" }, CAROL];
      await it0.declare({ ...place, users: next }).expectChanges();
      await it0.up();
      assert.deepEqual(it0.writes(), ["POST carol=3", "PATCH bob=3"]);
      await it0.declare({ ...place, users: [CAROL] }).up();
      assert.deepEqual(it0.granted(place), ["carol=3"]);
      await it0.destroy();
      assert.deepEqual(it0.granted(place), []);
    },
  );

  scenario("a repository deleted by others, and created again", { bothWays: true }, async (it0) => {
    await it0.declare({ users: [ALICE] }).up();
    it0.emulator.deleteRepository(PLACE);
    await it0.expectChanges("team-a/web/app: the repository does not exist any more");
    await it0.upFails(/team-a\/web\/app: the repository does not exist: create it first/);
    it0.emulator.createRepository(PLACE);
    await it0.up();
    assert.deepEqual(it0.granted(), ["alice=7"]);
    await it0.expectClean();
  });

  scenario("another repository: the new one is granted, the old one revoked", {}, async (it0) => {
    await it0.declare({ users: [ALICE] }).up();
    const api = { organization: "team-a", repository: "api" };
    await it0.declare({ ...api, users: [ALICE, BOB] }).up();
    assert.deepEqual(it0.granted(api), ["alice=7", "bob=1"]);
    assert.deepEqual(it0.granted(), []);
    await it0.expectClean();
  });
});
