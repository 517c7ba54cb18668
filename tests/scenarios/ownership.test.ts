import assert from "node:assert/strict";
import { scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CI = { userId: ID.ci, userName: "ci", permission: "Manage" };
const ADMIN = { userId: ID.admin, userName: "admin", permission: "Manage" };

describe("scenarios: whose users", () => {
  scenario("exclusive: false, and back to true", { bothWays: "cheap", bothLists: true }, async (it0) => {
    it0.emulator.grant({ ...it0.list.place, user: "carol", auth: 3 });
    await it0.declare({ users: [ALICE], exclusive: false }).up();
    await it0.expectClean();
    assert.deepEqual(it0.granted(), ["alice=7", "carol=3"]);
    await it0
      .declare({ users: [ALICE] })
      .expectRefused(
        /users who are not declared: carol \(Write\)\. Declare them, put them into ignoreUsers, or set takeOver/,
      );
    await it0.declare({ users: [ALICE], takeOver: true }).up();
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  scenario("a first take-over is refused until takeOver is set", { bothLists: true }, async (it0) => {
    it0.emulator.grant({ ...it0.list.place, user: "carol", auth: 3 });
    await it0.declare({ users: [ALICE] }).expectRefused(/carol \(Write\)/);
    await it0.upFails(/carol \(Write\)/);
    assert.deepEqual(it0.granted(), ["carol=3"]);
    await it0.declare({ users: [ALICE], takeOver: true }).up();
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  scenario("users: [] is refused until takeOver is set", {}, async (it0) => {
    await it0.declare({ users: [ALICE] }).up();
    await it0.declare({ users: [] }).expectRefused(/alice \(Manage\)/);
    await it0.declare({ users: [], takeOver: true }).up();
    assert.deepEqual(it0.granted(), []);
    await it0.expectClean();
  });

  scenario("ignoreUsers: an ignored user keeps access, also after a destroy", {}, async (it0) => {
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    await it0.declare({ users: [ALICE], ignoreUsers: ["carol"] }).up();
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 7 });
    await it0.expectClean();
    await it0.destroy();
    assert.deepEqual(it0.granted(), ["carol=7"]);
  });

  scenario(
    "a destroy after a refresh leaves an undeclared user, whom others have granted",
    { everyProfile: true, bothLists: true },
    async (it0) => {
      await it0.declare({ users: [ALICE, BOB] }).up();
      it0.emulator.grant({ ...it0.list.place, user: "mallory", auth: 7 });
      await it0.refreshState();
      await it0.destroy();
      assert.deepEqual(it0.granted(), ["mallory=7"]);
    },
  );

  scenario("a destroy succeeds where the repository is gone", {}, async (it0) => {
    await it0.declare({ users: [ALICE] }).up();
    it0.emulator.deleteRepository(PLACE);
    await it0.destroy();
  });

  scenario("the caller may be declared, and outlives a destroy", { everyProfile: true }, async (it0) => {
    it0.emulator.grant({ ...PLACE, user: "ci", auth: 7 });
    await it0.declare({ users: [ALICE, CI] }).up();
    await it0.expectClean();
    await it0.destroy();
    assert.deepEqual(it0.granted(), ["ci=7"]);
  });

  scenario(
    "one stack run in turn by two callers: no call, no difference",
    { bothWays: "cheap" },
    async (it0) => {
      it0.emulator.grant({ ...PLACE, user: "ci", auth: 7 });
      await it0.declare({ users: [ALICE, CI, ADMIN] }).up();
      for (const user of ["admin", "ci"]) {
        await it0.as(user).expectClean();
        await it0.up();
        assert.deepEqual(it0.writes(), []);
      }
      assert.deepEqual(it0.granted(), ["admin=7", "alice=7", "ci=7"]);
    },
  );

  scenario("the caller of the last run is not revoked by another one", { bothWays: "cheap" }, async (it0) => {
    it0.emulator.grant({ ...PLACE, user: "ci", auth: 7 });
    await it0.declare({ users: [ALICE] }).up();
    await it0
      .as("admin")
      .expectRefused(
        /ci applied this stack last and would be revoked: declare ci or put it into ignoreUsers/,
      );
    assert.deepEqual(it0.granted(), ["alice=7", "ci=7"]);
  });

  scenario("two stacks with exclusive: false on one repository leave each other's users", {}, async (it0) => {
    const other = it0.another();
    try {
      await it0.declare({ users: [ALICE], exclusive: false }).up();
      await other.declare({ users: [BOB], exclusive: false }).up();
      // A refresh shows the other stack's user come and go in `otherUsers`, which is no change.
      assert.equal((await it0.preview("--expect-no-changes")).code, 0);
      await it0.destroy();
      assert.deepEqual(it0.granted(), ["bob=1"]);
      assert.equal((await other.preview("--expect-no-changes")).code, 0);
    } finally {
      other.project.remove();
    }
  });

  scenario(
    "two resources on one repository in one program are refused",
    { program: "the class refuses it, in the program" },
    async (it0) => {
      const web = { ...PLACE, users: [ALICE] };
      await it0
        .declareAll({ resources: { web, again: { ...web, users: [BOB] } } })
        .expectRefused(/RepositoryAccess "again" and "web" both declare team-a\/web\/app/);
      assert.deepEqual(it0.granted(), []);
    },
  );

  scenario("get() reads and never writes", { program: "get is a method of the class" }, async (it0) => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 3 });
    const run = await it0.declareAll({ get: { web: "team-a/web/app" } }).up();
    assert.match(run.output, /alice/);
    assert.match(run.output, /Write/);
    await it0.declareAll({}).up();
    assert.deepEqual(it0.granted(), ["alice=3"]);
  });
});
