import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const CI = { userId: ID.ci, userName: "ci", permission: "Manage" } as const;
const ADMIN = { userId: ID.admin, userName: "admin", permission: "Manage" } as const;

describeLists("callers", (it0, list) => {
  for (const isListed of [true, false]) {
    it(`one stack run in turn by two declared callers: no call, no difference (caller ${isListed ? "" : "not "}listed)`, async () => {
      it0.emulator.setDialect({ "caller-listed": isListed });
      it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
      const program = { users: [ALICE, CI, ADMIN] };
      const stack = it0.newStack();
      await stack.up(program);
      const first = stack.state;
      it0.calls();
      for (const user of ["admin", "ci", "admin"]) {
        stack.as(user);
        assert.equal(await stack.up(program, true), "same", user);
        assert.deepEqual(stack.state, first, user);
      }
      assert.deepEqual(it0.writes(), []);
      assert.deepEqual(it0.granted(), ["admin=7", "alice=7", "ci=7"]);
    });
  }

  it("exclusive: false: the state after a refresh does not depend on the caller", async () => {
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    it0.emulator.grant({ ...list.place, user: "admin", auth: 7 });
    const stack = it0.newStack();
    await stack.up({ users: [ALICE], exclusive: false });
    await stack.as("admin").refreshInNewProcess();
    const seen = stack.state;
    await stack.as("ci").refreshInNewProcess();
    assert.deepEqual(stack.state, seen);
  });

  it("the caller's own entry is never written and never revoked", async () => {
    it0.emulator.setDialect({ "caller-listed": true });
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    assert.deepEqual(it0.writes(), ["POST alice=7"]);
    await stack.up({ users: [ALICE, CI] });
    await stack.destroy();
    assert.deepEqual(it0.granted(), ["ci=7"]);
  });

  it("a declared caller with another permission is named, but not changed; all others are", async () => {
    it0.emulator.setDialect({ "caller-listed": true });
    it0.emulator.grant({ ...list.place, user: "ci", auth: 1 });
    const stack = it0.newStack();
    await assert.rejects(stack.up({ users: [CI, ALICE] }), {
      reasons: [
        `${list.subject}: ci has Read, declared Manage; nobody can grant access to themselves, another manager must run this`,
      ],
    });
    assert.deepEqual(it0.granted(), ["alice=7", "ci=1"]);
    assert.equal(await stack.as("admin").up({ users: [CI, ALICE] }), "update");
    assert.deepEqual(it0.granted(), ["alice=7", "ci=7"]);
  });

  it("the caller of the last run is not revoked by another caller", async () => {
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    stack.as("admin");
    const sentence = `${list.subject}: ci applied this stack last and would be revoked: declare ci or put it into ignoreUsers.`;
    for (const refresh of [false, true])
      await assert.rejects(stack.preview({ users: [ALICE] }, refresh), { message: sentence });
    await assert.rejects(stack.hooks.update(stack.id ?? "", stack.state ?? {}, stack.inputs ?? {}), {
      message: sentence,
    });
    assert.deepEqual(it0.writes(), ["POST alice=7"]);
    await stack.up({ users: [ALICE], ignoreUsers: ["ci"] });
    assert.deepEqual(it0.granted(), ["alice=7", "ci=7"]);
  });
});
