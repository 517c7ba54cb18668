import assert from "node:assert/strict";
import { History } from "../support/history";
import { scenario, type Scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };
const WEB = { ...PLACE, users: [ALICE, BOB] };
const API = { organization: "team-a", repository: "api", users: [BOB] };

/** Beside others the list says nothing of users who leave it: only a delete or an update of their own resource revokes them. */
const SHARED = { users: [ALICE, BOB], exclusive: false };

const TYPE = "swr:index:RepositoryAccess";

/** All revocations are refused, so that the delete of an old resource fails. */
function refuseRevokes({ emulator }: Scenario): number {
  const body = { error_code: "SVCSTG.SWR.4037017", error_msg: "not now" };
  return emulator.fault({
    match: { method: "DELETE", path: "/access" },
    times: "forever",
    action: { answer: { status: 403, body } },
  });
}

/** `web` with three users; from now on the program has a successor that leaves carol out. Answers what happens to the list from now on. */
async function withSuccessor(it0: Scenario, name: string): Promise<History> {
  await it0.declare({ ...SHARED, users: [ALICE, BOB, CAROL] }).up();
  it0.declareAll({ resources: { [name]: it0.resource(SHARED) } });
  return new History(it0.emulator, it0.list.place);
}

/** The end of all of these: who is declared before and after never lost access, who left the list has none. */
async function expectSucceeded(it0: Scenario, history: History): Promise<void> {
  history.keeps("alice", "bob");
  history.revokes("carol");
  assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
  // A refresh may still tell that carol, whom the new one found there, has gone from `otherUsers`; that is no change.
  const { code, output } = await it0.preview("--expect-no-changes");
  assert.equal(code, 0, output);
}

describe("scenarios: a resource that takes another one's place", () => {
  scenario("renamed", { bothWays: "cheap", bothLists: true }, async (it0) => {
    const history = await withSuccessor(it0, "web2");
    await it0.up();
    await expectSucceeded(it0, history);
  });

  scenario(
    "renamed, the new one alone is made first, the old one is deleted by the next run",
    { bothWays: "cheap" },
    async (it0) => {
      const history = await withSuccessor(it0, "web2");
      await it0.up("--target", "**::web2");
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3"]);
      await it0.up();
      await expectSucceeded(it0, history);
    },
  );

  scenario("the same, where the list is the whole list", {}, async (it0) => {
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
    "renamed, and the delete of the old one fails",
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

  scenario("renamed, and the run dies before the old one is deleted", { bothWays: "cheap" }, async (it0) => {
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

  scenario("replaced by hand", { bothWays: "cheap", bothLists: true }, async (it0) => {
    const history = await withSuccessor(it0, "web");
    await it0.up("--replace", "**::web");
    await expectSucceeded(it0, history);
  });

  scenario(
    "replaced by hand, and the delete of the old one fails: the next run deletes it",
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

  scenario("the same, and by then the program is empty: all are revoked", {}, async (it0) => {
    await withSuccessor(it0, "web");
    const fault = refuseRevokes(it0);
    await it0.upFails(/SVCSTG\.SWR\.4037017 not now/, "--replace", "**::web");
    it0.emulator.clearFaults(fault);
    await it0.declareAll({}).up();
    assert.deepEqual(it0.granted(), []);
  });

  scenario("replaced on a change of its users", { pluginOnly: true, bothWays: "cheap" }, async (it0) => {
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
    "another region, where an endpoint of one's own serves them all",
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

  scenario("destroy with the program run", { bothWays: "cheap" }, async (it0) => {
    await prepared(it0);
    await it0.destroy("--run-program");
    expectNobody(it0);
  });

  scenario("a program that became empty", { bothWays: "cheap" }, async (it0) => {
    await prepared(it0);
    await it0.declareAll({}).up();
    expectNobody(it0);
  });

  scenario("one of two, by a destroy and by an update of that one alone", {}, async (it0) => {
    await prepared(it0);
    await it0.destroy("--target", "**::web");
    assert.deepEqual([it0.granted(), it0.granted(API)], [[], ["bob=1"]]);
    await it0.up();
    await it0.declareAll({ resources: { api: API } }).up("--target", "**::web");
    assert.deepEqual([it0.granted(), it0.granted(API)], [[], ["bob=1"]]);
    await it0.declareAll({ resources: { api: API } }).up();
    assert.deepEqual(it0.granted(API), ["bob=1"]);
  });

  scenario("what is no target is not asked about", {}, async (it0) => {
    await prepared(it0);
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    await it0
      .declareAll({ resources: { web: WEB, api: { ...API, users: [ALICE] } } })
      .up("--target", "**::api");
    assert.deepEqual([it0.granted(), it0.granted(API)], [["alice=7", "bob=1", "mallory=7"], ["alice=7"]]);
  });
});
