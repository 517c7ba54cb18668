import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID, type Stack } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;

describeLists("drift", (it0, list) => {
  const PROGRAM = { users: [ALICE, BOB] };
  let stack: Stack;
  beforeEach(async () => {
    stack = it0.newStack();
    await stack.up(PROGRAM);
    it0.calls();
  });

  const rows: [string, () => void, string, string[]][] = [
    [
      "a permission changed",
      () => {
        it0.emulator.grant({ ...list.place, user: "alice", auth: 1 });
      },
      "alice has Read, declared Manage; up will change it to Manage",
      ["PATCH alice=7"],
    ],
    [
      "a user added",
      () => {
        it0.emulator.grant({ ...list.place, user: "mallory", auth: 3 });
      },
      "mallory has Write, not declared; up will revoke it",
      [`DELETE ${ID.mallory}`],
    ],
    [
      "a user removed",
      () => {
        it0.emulator.revoke({ ...list.place, user: "bob" });
      },
      "bob has no access, declared Read; up will grant Read",
      ["POST bob=1"],
    ],
    [
      "an unknown number",
      () => {
        it0.emulator.grant({ ...list.place, user: "bob", auth: 5 });
      },
      "bob has auth 5, declared Read; up will change it to Read",
      ["PATCH bob=1"],
    ],
  ];
  for (const refresh of [false, true]) {
    for (const [name, act, line, writes] of rows) {
      it(`${name}, ${refresh ? "with" : "without"} refresh: named once, repaired by one call`, async () => {
        act();
        assert.equal((await stack.preview(PROGRAM, refresh))?.changes, true);
        for (let again = 0; again < 3; again += 1)
          await stack.hooks.diff(stack.id ?? "", stack.state ?? {}, stack.inputs ?? {});
        assert.deepEqual(stack.lines, [`${list.subject}: ${line}`]);
        it0.calls();
        await stack.up(PROGRAM, refresh);
        assert.deepEqual(it0.writes(), writes);
        assert.equal((await stack.preview(PROGRAM, refresh))?.changes, false);
        assert.deepEqual(stack.lines, []);
      });
    }
  }

  it("a process that lives on sees changes between two previews", async () => {
    const preview = async (): Promise<boolean> => {
      const { inputs } = await stack.check(PROGRAM);
      return (await stack.hooks.diff(stack.id ?? "", stack.state ?? {}, inputs)).changes;
    };
    assert.equal(await preview(), false);
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 3 });
    for (const times of [1, 2]) {
      assert.equal(await preview(), true);
      const line = `${list.subject}: mallory has Write, not declared; up will revoke it`;
      const said = stack.lines.filter((it1) => it1.includes("mallory"));
      assert.deepEqual(
        said,
        Array.from({ length: times }, () => line),
      );
    }
    it0.emulator.revoke({ ...list.place, user: "mallory" });
    assert.equal(await preview(), false);
    assert.deepEqual(it0.calls(), ["GET", "GET", "GET", "GET"]);
  });

  it("another order of users, in the program or from the server, is no drift", async () => {
    it0.emulator.setDialect({ order: "reversed", duplicates: true });
    for (const refresh of [false, true])
      assert.equal((await stack.preview({ users: [BOB, ALICE] }, refresh))?.changes, false);
  });

  it("a refresh keeps the state's order and the names known, with undeclared users last", async () => {
    it0.emulator.setDialect({ order: "id", "shown-names": "iam" });
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 7 });
    it0.emulator.updateUser("alice", { name: "alice-married" });
    await stack.refreshInNewProcess();
    assert.deepEqual(
      stack.state?.users.map(({ userName }) => userName),
      ["alice", "bob", "mallory"],
    );
    assert.equal((await stack.preview(PROGRAM))?.changes, true);
    assert.deepEqual(stack.lines, [`${list.subject}: mallory has Manage, not declared; up will revoke it`]);
  });

  it("check answers users in the order of the last run, new ones last", async () => {
    const CAROL = { userId: ID.carol, userName: "carol", permission: "Read" } as const;
    const { inputs } = await stack.check({ users: [CAROL, BOB, ALICE] });
    assert.deepEqual(
      (inputs as { users: { userName: string }[] }).users.map(({ userName }) => userName),
      ["alice", "bob", "carol"],
    );
  });

  it("swr:liveDiff=false: no call, no drift, program edits still show", async () => {
    const quiet = it0.newStack({ environment: { SWR_LIVE_DIFF: "false" } });
    Object.assign(quiet, { id: stack.id, state: stack.state, inputs: stack.inputs });
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 7 });
    assert.equal((await quiet.preview(PROGRAM))?.changes, false);
    assert.equal((await quiet.preview({ users: [ALICE] }))?.changes, true);
    assert.deepEqual(it0.calls(), []);
  });

  it("a deleted repository or organization is named, up fails, and grants again once it exists", async () => {
    it0.deleteOwner();
    assert.equal((await stack.preview(PROGRAM))?.changes, true);
    assert.ok(
      stack.lines.join("\n").startsWith(`${list.subject}: the ${list.owner} does not exist any more`),
    );
    await assert.rejects(stack.up(PROGRAM), / does not exist: create it first/);
    it0.createOwner();
    await stack.up(PROGRAM);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
  });

  it("after a refresh, a deleted repository or organization is out of the state, and created again", async () => {
    it0.deleteOwner();
    await assert.rejects(stack.up(PROGRAM, true), /create it first/);
    assert.equal(stack.state, undefined);
    it0.createOwner();
    assert.equal(await stack.up(PROGRAM, true), "create");
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
  });

  it("a 404 of the gateway never counts as deleted", async () => {
    it0.emulator.fault({
      match: { path: "/access" },
      times: "forever",
      action: { answer: { status: 404, body: { error_code: "APIGW.0101", error_msg: "no such API" } } },
    });
    const kept = stack.state;
    await assert.rejects(stack.refreshInNewProcess(), /Nothing is taken for deleted/);
    await assert.rejects(stack.preview(PROGRAM), /404 APIGW.0101/);
    await assert.rejects(stack.destroy(), /404 APIGW.0101/);
    assert.equal(stack.state, kept);
  });
});
