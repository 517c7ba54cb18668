import assert from "node:assert/strict";
import { emulated } from "../../support/emulated";
import { granted, ID, PLACE } from "../../support/stack";

/** Alice, with her id in other capitals than the server's. */
const IN_CAPITALS = { userId: ID.alice.toUpperCase(), userName: "alice", permission: "Manage" } as const;
const ALICE = { ...IN_CAPITALS, userId: ID.alice };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;

describe("an id in other capitals than the server's", () => {
  const it0 = emulated();

  it("a server that accepts both: one grant, no lasting difference, later writes in the server's spelling", async () => {
    it0.emulator.setDialect({ "user-id-case": "folded" });
    const stack = it0.newStack();
    await stack.up({ users: [IN_CAPITALS, BOB] });
    assert.deepEqual(it0.writes(), ["POST alice=7 bob=1"]);
    assert.deepEqual(granted(it0.emulator), ["alice=7", "bob=1"]);
    for (const refresh of [false, true, "before"] as const)
      assert.equal((await stack.preview({ users: [IN_CAPITALS, BOB] }, refresh))?.changes, false);
    await stack.refreshInNewProcess();
    assert.deepEqual((await stack.check({ users: [IN_CAPITALS, BOB] })).inputs, stack.inputs);
    it0.calls();
    await stack.up({ users: [{ ...IN_CAPITALS, permission: "Write" }, BOB] });
    assert.deepEqual(it0.writes(), ["PATCH alice=3"]);
    await stack.up({ users: [BOB] });
    assert.deepEqual(it0.writes(), [`DELETE ${ID.alice}`]);
  });

  it("a server that accepts only its own: a listed user is recognized, and nobody is revoked", async () => {
    it0.emulator.setDialect({ "user-id-case": "exact" });
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    it0.calls();
    assert.equal((await stack.preview({ users: [IN_CAPITALS, BOB] }))?.changes, false);
    await stack.up({ users: [{ ...IN_CAPITALS, permission: "Write" }, BOB] });
    assert.deepEqual(it0.writes(), ["PATCH alice=3"]);
  });

  it("a server that accepts only its own: the grant of a user who is not listed is refused, in the next run too", async () => {
    it0.emulator.setDialect({ "user-id-case": "exact" });
    const stack = it0.newStack();
    for (const _run of [1, 2])
      await assert.rejects(stack.up({ users: [IN_CAPITALS, BOB] }), /web\/app: alice: .*4001067/);
    assert.deepEqual(granted(it0.emulator), ["bob=1"]);
  });

  it("twice in one list, or declared and ignored, is refused", async () => {
    const { failures } = await it0.newStack().check({ users: [ALICE, IN_CAPITALS] });
    assert.match(failures[0]?.reason ?? "", /is already listed at users\[0\]/);
    const ignored = await it0.newStack().check({ users: [IN_CAPITALS], ignoreUsers: [ID.alice] });
    assert.match(ignored.failures[0]?.reason ?? "", /is declared and in ignoreUsers/);
  });

  it("an ignored user is left alone", async () => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 3 });
    const stack = it0.newStack();
    await stack.up({ users: [BOB], ignoreUsers: [IN_CAPITALS.userId] });
    assert.deepEqual(granted(it0.emulator), ["alice=3", "bob=1"]);
  });
});

describe("an entry without a name", () => {
  const it0 = emulated();

  for (const shown of ["null", "missing"] as const)
    it(`is shown by its id, and revoked like any other (${shown})`, async () => {
      it0.emulator.setDialect({ "empty-name": shown });
      const stack = it0.newStack();
      await stack.up({ users: [BOB] });
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7, userName: null });
      for (const refresh of [false, true, "before"] as const) {
        assert.equal((await stack.preview({ users: [BOB] }, refresh))?.changes, true);
        assert.deepEqual(stack.lines, [
          `team-a/web/app: ${ID.mallory} has Manage, not declared; up will revoke it`,
        ]);
      }
      await stack.up({ users: [BOB] });
      assert.deepEqual(granted(it0.emulator), ["bob=1"]);
    });

  it("a declared user's own entry without a name is no difference", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [BOB] });
    it0.emulator.grant({ ...PLACE, user: "bob", auth: 1, userName: null });
    for (const refresh of [false, true, "before"] as const)
      assert.equal((await stack.preview({ users: [BOB] }, refresh))?.changes, false);
  });
});
