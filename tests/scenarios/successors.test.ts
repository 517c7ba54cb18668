import assert from "node:assert/strict";
import { History } from "../support/history";
import { scenario, type Scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };
const WEB = { ...PLACE, users: [ALICE, BOB] };
const API = { organization: "team-a", repository: "api", users: [BOB] };

/** With `exclusive: false` nobody is revoked for being undeclared. Only the resource that granted a user revokes this user. */
const SHARED = { users: [ALICE, BOB], exclusive: false };

const TYPE = "swr:index:RepositoryAccess";

/** Refuses all revocations, so that the delete of an old resource fails. */
function refuseRevokes({ emulator }: Scenario): number {
  const body = { error_code: "SVCSTG.SWR.4037017", error_msg: "not now" };
  return emulator.fault({
    match: { method: "DELETE", path: "/access" },
    times: "forever",
    action: { answer: { status: 403, body } },
  });
}

/** Makes `web` with three users, then declares a successor without carol. Returns the list's history from then on. */
async function withSuccessor(it0: Scenario, name: string): Promise<History> {
  await it0.declare({ ...SHARED, users: [ALICE, BOB, CAROL] }).up();
  it0.declareAll({ resources: { [name]: it0.resource(SHARED) } });
  return new History(it0.emulator, it0.list.place);
}

/** Checks the end: users declared before and after never lost access, and carol, who left the list, has none. */
async function expectSucceeded(it0: Scenario, history: History): Promise<void> {
  history.keeps("alice", "bob");
  history.revokes("carol");
  assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
  // A refresh may still show that carol has gone from `otherUsers`, which is no change.
  const { code, output } = await it0.preview("--expect-no-changes");
  assert.equal(code, 0, output);
}

describe("scenarios: a resource that takes another one's place", () => {
  scenario("renamed, and one user less in the list", { bothWays: "cheap", bothLists: true }, async (it0) => {
    const history = await withSuccessor(it0, "web2");
    await it0.up();
    await expectSucceeded(it0, history);
  });

  scenario(
    "renamed, the new one alone is created by --target, the next run deletes the old one",
    { bothWays: "cheap" },
    async (it0) => {
      const history = await withSuccessor(it0, "web2");
      await it0.up("--target", "**::web2");
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3"]);
      await it0.up();
      await expectSucceeded(it0, history);
    },
  );

  scenario("renamed, the new one alone is created by --target, on an exclusive list", {}, async (it0) => {
    await it0.declareAll({ resources: { web: WEB } }).up();
    const history = new History(it0.emulator);
    await it0.declareAll({ resources: { web2: WEB } }).up("--target", "**::web2");
    await it0.up();
    assert.deepEqual(history.changes(), []);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    await it0.expectClean();
  });

  scenario("imported under another name", { pluginOnly: true, bothWays: "cheap" }, async (it0) => {
    await it0.declareAll({ resources: { web: WEB } }).up();
    const history = new History(it0.emulator);
    await it0.ok("import", TYPE, "web2", "team-a/web/app");
    await it0.declareAll({ resources: { web2: WEB } }).up();
    assert.deepEqual(history.changes(), []);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
    await it0.expectClean();
  });

  scenario(
    "renamed, and the delete of the old one fails: the next run deletes it",
    { bothWays: "cheap", bothLists: true },
    async (it0) => {
      const history = await withSuccessor(it0, "web2");
      const fault = refuseRevokes(it0);
      await it0.upFails(/SVCSTG\.SWR\.4037017 not now/);
      it0.emulator.clearFaults(fault);
      history.keeps("alice", "bob", "carol");
      await it0.up();
      await expectSucceeded(it0, history);
    },
  );

  scenario("renamed, and killed before the old one is deleted", { bothWays: "cheap" }, async (it0) => {
    const history = await withSuccessor(it0, "web2");
    const match = { method: "DELETE", path: "/access" };
    const fault = it0.emulator.fault({ match, times: "forever", action: { hang: "before" } });
    const isSent = (): boolean =>
      it0.emulator.faults().some(({ id, applied }) => id === fault && applied > 0);
    const run = await it0.project.runKilled(isSent, "up");
    assert.notEqual(run.code, 0, run.output);
    it0.emulator.clearFaults(fault);
    await it0.up();
    await expectSucceeded(it0, history);
  });

  scenario("replaced by --replace", { bothWays: "cheap", bothLists: true }, async (it0) => {
    const history = await withSuccessor(it0, "web");
    await it0.up("--replace", "**::web");
    await expectSucceeded(it0, history);
  });

  scenario(
    "replaced by --replace, and the delete of the old one fails: the next run deletes it",
    { bothWays: "cheap" },
    async (it0) => {
      const history = await withSuccessor(it0, "web");
      const fault = refuseRevokes(it0);
      await it0.upFails(/SVCSTG\.SWR\.4037017 not now/, "--replace", "**::web");
      it0.emulator.clearFaults(fault);
      history.keeps("alice", "bob", "carol");
      await it0.up();
      await expectSucceeded(it0, history);
    },
  );

  scenario("replaced by --replace, its delete fails, then nothing is declared any more", {}, async (it0) => {
    await withSuccessor(it0, "web");
    const fault = refuseRevokes(it0);
    await it0.upFails(/SVCSTG\.SWR\.4037017 not now/, "--replace", "**::web");
    it0.emulator.clearFaults(fault);
    await it0.declareAll({}).up();
    assert.deepEqual(it0.granted(), []);
  });

  scenario("replaced by replaceOnChanges: users", { pluginOnly: true, bothWays: "cheap" }, async (it0) => {
    const options = { web: { replaceOnChanges: ["users"] } };
    const declare = (...users: object[]): Scenario =>
      it0.declareAll({ resources: { web: { ...PLACE, users } }, options });
    await declare(ALICE, BOB).up();
    const history = new History(it0.emulator);
    await declare(ALICE, BOB, CAROL).up();
    history.keeps("alice", "bob");
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3"]);
    await declare(ALICE, BOB).up();
    await expectSucceeded(it0, history);
  });

  scenario(
    "another region, where one endpoint of the settings serves all regions",
    { bothWays: "cheap" },
    async (it0) => {
      await it0.declare({ users: [ALICE, BOB, CAROL], region: "eu-de" }).up();
      const history = new History(it0.emulator);
      await it0.declare({ users: [ALICE, BOB, CAROL], region: "eu-nl" }).up();
      assert.deepEqual(history.changes(), []);
      await it0.declare({ users: [ALICE, BOB], region: "eu-de" }).up();
      await expectSucceeded(it0, history);
    },
  );
});

describe("scenarios: a destroy revokes all that were declared", () => {
  const prepared = async (it0: Scenario): Promise<void> => {
    await it0.declareAll({ resources: { web: WEB, api: API } }).up();
    assert.deepEqual(it0.granted(API), ["bob=1"]);
  };
  const expectNobody = (it0: Scenario): void => {
    assert.deepEqual([it0.granted(), it0.granted(API)], [[], []]);
  };

  scenario("destroy", { bothWays: "cheap" }, async (it0) => {
    await prepared(it0);
    await it0.destroy();
    expectNobody(it0);
  });

  scenario("destroy --run-program", { bothWays: "cheap" }, async (it0) => {
    await prepared(it0);
    await it0.destroy("--run-program");
    expectNobody(it0);
  });

  scenario("up of a program that became empty", { bothWays: "cheap" }, async (it0) => {
    await prepared(it0);
    await it0.declareAll({}).up();
    expectNobody(it0);
  });

  scenario("destroy and up with --target revoke only the users of that resource", {}, async (it0) => {
    await prepared(it0);
    await it0.destroy("--target", "**::web");
    assert.deepEqual([it0.granted(), it0.granted(API)], [[], ["bob=1"]]);
    await it0.up();
    await it0.declareAll({ resources: { api: API } }).up("--target", "**::web");
    assert.deepEqual([it0.granted(), it0.granted(API)], [[], ["bob=1"]]);
    await it0.declareAll({ resources: { api: API } }).up();
    assert.deepEqual(it0.granted(API), ["bob=1"]);
  });

  scenario("the provider is not asked about a resource that is no target", {}, async (it0) => {
    await prepared(it0);
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    await it0
      .declareAll({ resources: { web: WEB, api: { ...API, users: [ALICE] } } })
      .up("--target", "**::api");
    assert.deepEqual([it0.granted(), it0.granted(API)], [["alice=7", "bob=1", "mallory=7"], ["alice=7"]]);
  });
});
