import assert from "node:assert/strict";
import { scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };
const GHOST = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };

describe("scenarios: users and faults", () => {
  scenario("a fault after two of three grants: up grants the third", { bothWays: "cheap" }, async (it0) => {
    it0.emulator.setDialect({ arrays: "partial" });
    const refused = { error_code: "SVCSTG.SWR.4037017", error_msg: "not now" };
    // The whole array is refused, then alice and bob are granted one by one, then the caller has lost the right.
    const match = { method: "POST", path: "/repos/" };
    it0.emulator.fault({
      match,
      action: { answer: { status: 400, body: { error_code: "SVCSTG.SWR.4001018" } } },
    });
    it0.emulator.fault({ match, nth: 4, action: { answer: { status: 403, body: refused } } });
    it0.declare({ users: [ALICE, BOB, CAROL] });
    await it0.upFails(/stopped before everything was done: .*403 SVCSTG\.SWR\.4037017 not now/);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    it0.emulator.clearFaults();
    await it0.expectChanges("team-a/web/app: carol has no access, declared Write; up will grant Write");
    await it0.up();
    assert.deepEqual(it0.writes(), ["POST carol=3"]);
    await it0.expectClean();
  });

  scenario(
    "a declared user unknown to the server does not keep an undeclared one from being revoked",
    { bothWays: "cheap" },
    async (it0) => {
      await it0.declare({ users: [ALICE] }).up();
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      await it0
        .declare({ users: [ALICE, GHOST, BOB] })
        .upFails(/team-a\/web\/app: ghost: .*SVCSTG\.SWR\.4001067/);
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
      it0.emulator.addUser({ id: GHOST.userId, name: "ghost" });
      await it0.up();
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "ghost=1"]);
      await it0.expectClean();
    },
  );

  scenario("users by name only and by id only; an unknown name is refused", {}, async (it0) => {
    const users = [
      { userName: "alice", permission: "Manage" },
      { userId: ID.bob, permission: "Read" },
    ];
    await it0.declare({ users }).up();
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    await it0.expectClean();
    await it0
      .declare({ users: [...users, { userName: "zed", permission: "Read" }] })
      .expectRefused(/users\[2\]\.userName.*no user of this account has the name "zed"/);
  });

  scenario("a user renamed in IAM, and a name given to another user", { bothWays: "cheap" }, async (it0) => {
    it0.emulator.setDialect({ "shown-names": "iam", "deleted-users": "removed" });
    await it0.declare({ users: [{ userName: "alice", permission: "Manage" }, BOB] }).up();
    it0.emulator.updateUser("bob", { name: "robert" });
    await it0.expectClean();
    it0.emulator.deleteUser("alice");
    const successor = "a11ce000000000000000000000000002";
    it0.emulator.addUser({ id: successor, name: "alice" });
    await it0.expectChanges(`team-a/web/app: alice is another user now (${ID.alice} → ${successor})`);
    await it0.up();
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    assert.ok(it0.emulator.access(PLACE).some(({ userId }) => userId === successor));
  });

  scenario("IAM refuses look-ups: names are refused, ids work", {}, async (it0) => {
    const place = { organization: "team-b", repository: "tools", exclusive: false };
    it0.as("deployer").declare({ ...place, users: [{ userName: "alice", permission: "Read" }] });
    await it0.expectRefused(/users\[0\]\.userName.*give userId, or grant the caller to list users/);
    await it0.declare({ ...place, users: [{ ...ALICE, permission: "Read" }] }).up();
    assert.deepEqual(it0.granted(place), ["alice=1", "bob=1"]);
  });

  scenario("access only through the organization", { everyProfile: true, bothWays: "cheap" }, async (it0) => {
    const isListed = it0.emulator.dialect()["organization-users"] === "listed";
    it0.emulator.grant({ organization: "team-a", user: "carol", auth: 3 });
    const { output } = await it0.declare({ users: [ALICE], takeOver: true }).up();
    const line = "team-a/web/app: carol has Write through the organization; not removable here";
    assert.equal(output.includes(line), isListed, output);
    await it0.expectClean();
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  scenario("all wrong inputs are refused at once, each by its property", {}, async (it0) => {
    const users = [{ userName: "alice", permission: "Admin" }, { permission: "Read" }];
    const run = await it0.declare({ users, exclusiv: true }).expectRefused(/users\[0\]\.permission/);
    assert.match(run.output, /users\[0\]\.permission.*"Admin" is not one of Read, Write, Manage/);
    assert.match(run.output, /exclusiv .*did you mean exclusive\?/);
    assert.deepEqual(it0.emulator.requests(), []);
  });

  scenario("a wrong secret: one request, one sentence", {}, async (it0) => {
    it0.project.setEnvironment({ SWR_SECRET_KEY: "not-the-secret" });
    const resources = Object.fromEntries(
      ["web/app", "api"].map((repository) => [
        repository.replace("/", "-"),
        { ...PLACE, repository, users: [ALICE] },
      ]),
    );
    const run = await it0.declareAll({ resources }).expectRefused(/401 .*Check access key, secret key/);
    assert.equal(it0.emulator.requests().length, 1);
    assert.doesNotMatch(run.output, /not-the-secret/);
  });
});
