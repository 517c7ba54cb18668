import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { granted, ID } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;

describeLists("ownership", (it0, list) => {
  it("a destroy after a refresh leaves an undeclared user", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 7 });
    await stack.refresh();
    assert.deepEqual(
      stack.state?.users.map(({ userName }) => userName),
      ["alice", "mallory"],
    );
    assert.deepEqual(stack.state.managed, [ID.alice]);
    await stack.destroy();
    assert.deepEqual(it0.granted(), ["mallory=7"]);
  });

  it("two stacks with exclusive: false on one list leave each other's users", async () => {
    const [one, two] = [it0.newStack(), it0.newStack()];
    await one.up({ users: [ALICE], exclusive: false });
    await two.up({ users: [BOB], exclusive: false });
    assert.equal((await one.preview({ users: [ALICE], exclusive: false }))?.changes, false);
    await one.refresh();
    assert.deepEqual(
      one.state?.otherUsers.map(({ userName }) => userName),
      ["bob"],
    );
    await one.destroy();
    assert.deepEqual(it0.granted(), ["bob=1"]);
  });

  it("exclusive: false: users who leave the program are revoked, users of others are not", async () => {
    const stack = it0.newStack();
    it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
    await stack.up({ users: [ALICE, BOB], exclusive: false });
    await stack.up({ users: [ALICE], exclusive: false });
    assert.deepEqual(it0.granted(), ["alice=7", "carol=3"]);
  });

  it("ignored users, by id or name, by input or setting, are never granted, changed, revoked or drift", async () => {
    const stack = it0.newStack({ environment: { SWR_IGNORE_USERS: "carol" } });
    it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
    it0.emulator.grant({ ...list.place, user: "dave", auth: 1 });
    const program = { users: [ALICE], ignoreUsers: [ID.dave] };
    await stack.up(program);
    it0.emulator.grant({ ...list.place, user: "dave", auth: 7 });
    assert.equal((await stack.preview(program, true))?.changes, false);
    await stack.destroy();
    assert.deepEqual(it0.granted(), ["carol=3", "dave=7"]);
  });

  it("destroy succeeds where the repository or organization is gone", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    it0.deleteOwner();
    await stack.destroy();
    assert.equal(stack.state, undefined);
  });

  it("destroy revokes each user once, and none who has no access any more", async () => {
    it0.emulator.setDialect({ "delete-missing": "not-found" });
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    it0.emulator.revoke({ ...list.place, user: "bob" });
    it0.calls();
    await stack.destroy();
    assert.deepEqual(it0.calls(), ["GET", `DELETE ${ID.alice}`]);
  });
});

describeLists("first take-over", (it0, list) => {
  beforeEach(() => {
    it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
  });
  const REFUSAL =
    /grants access to users who are not declared: carol \(Write\)\. Declare them, put them into ignoreUsers, or set takeOver: true/;

  it("of a new resource is refused at preview, and by create", async () => {
    const stack = it0.newStack();
    await assert.rejects(stack.preview({ users: [ALICE] }), REFUSAL);
    const inputs = { ...list.place, users: [ALICE], exclusive: true, takeOver: false };
    await assert.rejects(stack.hooks.create(inputs), REFUSAL);
    assert.deepEqual(it0.writes(), []);
  });

  it("is allowed by takeOver", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE], takeOver: true });
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  it("by exclusive turning true is refused, and the refusal does not list the stack's own users", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB], exclusive: false });
    await assert.rejects(stack.preview({ users: [ALICE] }), REFUSAL);
    it0.calls();
    await assert.rejects(
      stack.hooks.update(stack.id ?? "", stack.state ?? {}, { ...stack.inputs, exclusive: true }),
      REFUSAL,
    );
    assert.deepEqual(it0.writes(), []);
    await stack.up({ users: [ALICE], takeOver: true });
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  it("by an emptied list is refused, and the refusal lists the stack's own users", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE], takeOver: true });
    await assert.rejects(stack.preview({ users: [] }), /alice \(Manage\)/);
    await stack.up({ users: [], takeOver: true });
    assert.deepEqual(it0.granted(), []);
  });

  it("needs no takeOver if nobody else has access", async () => {
    it0.emulator.revoke({ ...list.place, user: "carol" });
    const stack = it0.newStack();
    await stack.up({ users: [] });
    assert.equal((await stack.preview({ users: [] }))?.changes, false);
  });

  if (list.owner === "repository")
    it("needs no takeOver if the repository does not exist yet", async () => {
      const stack = it0.newStack();
      const program = { users: [ALICE], repository: "new/one" };
      assert.equal(await stack.preview(program), undefined);
      it0.emulator.createRepository({ organization: "team-a", repository: "new/one" });
      await stack.up(program);
      assert.deepEqual(granted(it0.emulator, { organization: "team-a", repository: "new/one" }), ["alice=7"]);
    });
});
