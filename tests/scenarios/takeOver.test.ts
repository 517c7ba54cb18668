import assert from "node:assert/strict";
import { startEmulator } from "../../sandbox/emulator";
import { History } from "../support/history";
import { scenario, type Scenario } from "../support/scenario";
import { accessCalls, granted, ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };

/** The refusal of a take-over without `takeOver`. */
const refusal = (listed: string): RegExp =>
  new RegExp(
    `team-a/web/app grants access to users who are not declared: ${listed.replace(/[()]/g, "\\$&")}\\. ` +
      "Declare them, put them into ignoreUsers, or set takeOver: true to have them revoked\\.",
  );

/** Checks that the preview is refused with these users and nobody loses access. With `takeOver` they are revoked. */
async function expectTakeOver(it0: Scenario, listed: string, rest: object = {}): Promise<void> {
  const before = it0.granted();
  await it0.expectRefused(refusal(listed));
  await it0.upFails(refusal(listed));
  assert.deepEqual(it0.granted(), before);
  await it0.declareAll({ resources: { web: { ...PLACE, users: [ALICE], takeOver: true } }, ...rest }).up();
  assert.deepEqual(it0.granted(), ["alice=7"]);
}

describe("scenarios: a list that this stack has not made yet", () => {
  scenario(
    "imported by the option import, with fewer users than there are: refused without takeOver",
    { pluginOnly: true, bothWays: "cheap" },
    async (it0) => {
      for (const [user, auth] of [
        ["alice", 7],
        ["bob", 1],
        ["carol", 3],
      ] as const)
        it0.emulator.grant({ ...PLACE, user, auth });
      const options = { web: { import: "team-a/web/app" } };
      it0.declareAll({ resources: { web: { ...PLACE, users: [ALICE] } }, options });
      await expectTakeOver(it0, "bob (Read), carol (Write)", { options });
    },
  );

  scenario("imported, then fewer users declared: refused", { pluginOnly: true }, async (it0) => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    await it0.ok("import", "swr:index:RepositoryAccess", "web", "team-a/web/app");
    it0.declare({ users: [ALICE] });
    await expectTakeOver(it0, "carol (Write)");
  });

  scenario("another endpoint than in the last run: refused", { bothWays: "cheap" }, async (it0) => {
    await it0.declare({ users: [ALICE] }).up();
    const other = await startEmulator({ dialect: it0.emulator.dialect() });
    try {
      other.grant({ ...PLACE, user: "alice", auth: 7 });
      other.grant({ ...PLACE, user: "carol", auth: 3 });
      it0.project.setEnvironment({ SWR_ENDPOINT: other.url });
      await it0.expectRefused(refusal("carol (Write)"));
      await it0.upFails(refusal("carol (Write)"));
      assert.deepEqual(granted(other), ["alice=7", "carol=3"]);
      await it0.declare({ users: [ALICE], takeOver: true }).up();
      assert.deepEqual(granted(other), ["alice=7"]);
      assert.deepEqual(it0.granted(), ["alice=7"]);
    } finally {
      await other.stop();
    }
  });

  scenario(
    "a repository that was deleted and made anew with somebody else on it: refused without takeOver",
    { bothWays: "cheap" },
    async (it0) => {
      await it0.declare({ users: [ALICE] }).up();
      it0.emulator.deleteRepository(PLACE);
      it0.emulator.createRepository(PLACE);
      it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
      await expectTakeOver(it0, "carol (Write)");
    },
  );

  scenario("a user whom others grant between our read and our grant is not revoked", {}, async (it0) => {
    // The first grant is answered with 429. What happens now comes after the read and before the grant is sent again.
    const match = { method: "POST", path: "/access" };
    it0.emulator.fault({ match, action: { answer: { status: 429, body: {} } } });
    const stop = it0.emulator.onRequest(({ method, status }) => {
      if (method === "POST" && status === 429) it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    });
    const history = new History(it0.emulator);
    await it0
      .declare({ users: [ALICE] })
      .upFails(/carol has Write, is not declared, and came while this ran; the access stays/);
    stop();
    history.revokes();
    assert.deepEqual(it0.granted(), ["alice=7", "carol=3"]);
    await expectTakeOver(it0, "carol (Write)");
  });

  scenario(
    "replaced by --replace: needs no takeOver where the list is as declared",
    { bothWays: "cheap" },
    async (it0) => {
      await it0.declare({ users: [ALICE, BOB] }).up();
      const history = new History(it0.emulator);
      const { code, output } = await it0.preview("--replace", "**::web");
      assert.equal(code, 0, output);
      await it0.up("--replace", "**::web");
      assert.deepEqual(history.changes(), []);
      await it0.expectClean();
    },
  );

  // With --replace an engine tells the check nothing of the old resource. Only a refresh in the same process tells whose bob is.
  scenario("replaced by --replace, with fewer users", { bothWays: "cheap" }, async (it0) => {
    await it0.declare({ users: [ALICE, BOB] }).up();
    const history = new History(it0.emulator);
    it0.declare({ users: [ALICE] });
    if (!it0.knowsOldState) {
      await it0.upFails(refusal("bob (Read)"), "--replace", "**::web");
      assert.deepEqual(history.changes(), []);
      it0.declare({ users: [ALICE], takeOver: true });
    }
    await it0.up("--replace", "**::web");
    history.keeps("alice");
    history.revokes("bob");
    assert.deepEqual(it0.granted(), ["alice=7"]);
    await it0.expectClean();
  });

  scenario("replaced in its place: its own users need no takeOver", { bothWays: "cheap" }, async (it0) => {
    await it0.declare({ users: [ALICE, BOB], region: "eu-de" }).up();
    const history = new History(it0.emulator);
    it0.declare({ users: [ALICE], region: "eu-nl" });
    const { code, output } = await it0.preview();
    assert.equal(code, 0, output);
    await it0.up();
    history.keeps("alice");
    history.revokes("bob");
    assert.deepEqual(it0.granted(), ["alice=7"]);
    await it0.expectClean();
  });

  scenario("replaced in its place: other users are not revoked without takeOver", {}, async (it0) => {
    await it0.declare({ users: [ALICE, BOB], region: "eu-de" }).up();
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    const history = new History(it0.emulator);
    await it0.declare({ users: [ALICE], region: "eu-nl" }).upFails(refusal("carol (Write)"));
    assert.deepEqual(history.changes(), []);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3"]);
  });
});

describe("scenarios: whose an entry is, and what is there", () => {
  scenario(
    "a user with an entry of their own who has left the organization is drift",
    { bothWays: "cheap" },
    async (it0) => {
      it0.emulator.setDialect({ "organization-users": "listed" });
      it0.emulator.grant({ organization: "team-a", user: "carol", auth: 3 });
      const { output } = await it0.declare({ users: [ALICE], takeOver: true }).up();
      assert.match(output, /carol has Write through the organization; not removable here/);
      await it0.expectClean();
      it0.emulator.revoke({ organization: "team-a", user: "carol" });
      it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
      await it0.expectChanges("team-a/web/app: carol has Write, not declared; up will revoke it");
      await it0.up();
      assert.deepEqual(it0.granted(), ["alice=7"]);
      await it0.expectClean();
    },
  );

  scenario("a revocation answered with not found is read again before it counts", {}, async (it0) => {
    await it0.declare({ users: [ALICE, BOB] }).up();
    const body = { error_code: "SVCSTG.SWR.4040010", error_msg: "The image does not exist." };
    it0.emulator.fault({
      match: { method: "DELETE", path: "/access" },
      action: { answer: { status: 404, body } },
    });
    it0.emulator.clearRequests();
    const { code, output } = await it0.project.run("destroy");
    assert.notEqual(code, 0, output);
    assert.match(output, /shows it again now: run it once more/);
    const calls = accessCalls(it0.emulator.requests()).map((call) => call.split(" ")[0]);
    assert.deepEqual(calls.slice(calls.indexOf("DELETE")), ["DELETE", "GET"]);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    // The failed destroy has not forgotten the users: the next one revokes them.
    await it0.destroy();
    assert.deepEqual(it0.granted(), []);
  });

  const CLASS = "the class refuses it, in the program";
  const BOTH = /RepositoryAccess "again" and "web" both declare team-a\/web\/app/;
  const web = { ...PLACE, users: [ALICE] };

  scenario(
    "two resources on one repository are refused, also if one of them gives the default region",
    { program: CLASS },
    async (it0) => {
      const again = { ...PLACE, users: [BOB], region: "eu-de" };
      await it0.declareAll({ resources: { web, again } }).expectRefused(BOTH);
      assert.deepEqual(it0.granted(), []);
    },
  );

  scenario(
    "two resources in two regions on one endpoint are refused as one place",
    { program: CLASS },
    async (it0) => {
      const resources = {
        web: { ...web, region: "eu-de" },
        again: { ...PLACE, users: [BOB], region: "eu-nl" },
      };
      await it0.declareAll({ resources }).expectRefused(BOTH);
      assert.deepEqual(it0.granted(), []);
    },
  );
});
