import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID, type Stack } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;

describeLists("the caller who applied the stack last", (it0, list) => {
  let stack: Stack;
  beforeEach(async () => {
    stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    it0.calls();
    stack.as("admin");
  });

  it("is the one who wrote last; a run that only changes an option does not count", async () => {
    assert.equal(await stack.up({ users: [ALICE], ignoreUsers: ["dave"] }), "update");
    assert.deepEqual(it0.writes(), []);
    assert.deepEqual(stack.state?.appliedBy, { userId: ID.ci, userName: "ci" });
    // So the caller who wrote last is still protected from being revoked by the other one.
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    await assert.rejects(stack.up({ users: [ALICE], ignoreUsers: ["dave"] }), {
      message: `${list.subject}: ci applied this stack last and would be revoked: declare ci or put it into ignoreUsers.`,
    });
    assert.deepEqual(it0.granted(), ["alice=7", "ci=7"]);
  });

  it("is another caller once that one has written", async () => {
    await stack.up({ users: [ALICE, BOB] });
    assert.deepEqual(stack.state?.appliedBy, { userId: ID.admin, userName: "admin" });
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    await stack.up({ users: [ALICE, BOB] });
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
  });
});
