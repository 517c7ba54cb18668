import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID, type Stack } from "../../support/stack";

const PROGRAM = {
  users: [
    { userName: "alice", permission: "Manage" },
    { userName: "bob", permission: "Read" },
    { userName: "carol", permission: "Write" },
  ],
} as const;

describeLists("access calls of each hook", (it0, list) => {
  const { calls } = it0;
  let stack: Stack;
  beforeEach(() => {
    stack = it0.newStack();
  });

  it("create: read by check, one call with all users, read back", async () => {
    await stack.up(PROGRAM);
    assert.deepEqual(calls(), ["GET", "POST alice=7 bob=1 carol=3", "GET"]);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3"]);
  });

  describe("how old the read may be that a write goes by", () => {
    const TEN_SECONDS = 10_000;
    const TEN_MINUTES = 600_000;
    const GRANTED = ["alice=7", "bob=1", "carol=3"];
    let now: number;
    let slow: Stack;
    beforeEach(() => {
      now = Date.parse("2026-01-01T00:00:00Z");
      slow = it0.newStack({ now: () => new Date(now) });
    });

    for (const { age, isRead } of [
      { age: TEN_MINUTES, isRead: false },
      { age: TEN_MINUTES + 1, isRead: true },
    ])
      it(`a create that only grants, ${String(age)} ms after the read of check`, async () => {
        calls();
        const { inputs } = await slow.hooks.check(undefined, { ...list.place, ...PROGRAM });
        now += age;
        await slow.hooks.create(inputs);
        const again = isRead ? ["GET"] : [];
        assert.deepEqual(calls(), ["GET", ...again, "POST alice=7 bob=1 carol=3", "GET"]);
        assert.deepEqual(it0.granted(), GRANTED);
      });

    /** Updates the stack after `age`; `meanwhile` happens between the diff and the update. */
    const update = async (users: object[], age: number, meanwhile = (): void => undefined) => {
      const { id = "", state = {} } = slow;
      const { inputs } = await slow.hooks.check(slow.inputs, { ...list.place, users });
      assert.equal((await slow.hooks.diff(id, state, inputs)).changes, true);
      calls();
      now += age;
      meanwhile();
      await slow.hooks.update(id, state, inputs);
      return calls();
    };

    for (const { age, isRead } of [
      { age: TEN_SECONDS, isRead: false },
      { age: TEN_SECONDS + 1, isRead: true },
    ])
      it(`an update that revokes, ${String(age)} ms after the read of diff`, async () => {
        await slow.up(PROGRAM);
        now += TEN_MINUTES;
        const users = [PROGRAM.users[0], { userName: "bob", permission: "Write" }];
        const again = isRead ? ["GET"] : [];
        assert.deepEqual(await update(users, age), [...again, "PATCH bob=3", `DELETE ${ID.carol}`, "GET"]);
        assert.deepEqual(it0.granted(), ["alice=7", "bob=3"]);
      });

    it("an old read that shows nothing to do is not believed", async () => {
      await slow.up({ ...PROGRAM, takeOver: true });
      now += TEN_MINUTES;
      const revoke = (): void => {
        it0.emulator.revoke({ ...list.place, user: "bob" });
      };
      assert.deepEqual(await update([...PROGRAM.users], TEN_SECONDS + 1, revoke), [
        "GET",
        "POST bob=1",
        "GET",
      ]);
      assert.deepEqual(it0.granted(), GRANTED);
    });

    it("a list that was made anew since an old read: its users keep access, and are named", async () => {
      await slow.up(PROGRAM);
      now += TEN_MINUTES;
      const users = [...PROGRAM.users.slice(0, 2), { userName: "carol", permission: "Read" }];
      const remake = (): void => {
        it0.deleteOwner();
        it0.createOwner();
        it0.emulator.grant({ ...list.place, user: "dave", auth: 7 });
      };
      await assert.rejects(
        update(users, TEN_SECONDS + 1, remake),
        /dave has Manage, is not declared, and came/,
      );
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=1", "dave=7"]);
    });
  });

  it("a user granted by others between the read of check and the write is named, and keeps access", async () => {
    const { inputs } = await stack.hooks.check(undefined, { ...list.place, ...PROGRAM });
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 3 });
    await assert.rejects(
      stack.hooks.create(inputs),
      /mallory has Write, is not declared, and came while this ran/,
    );
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=3", "mallory=3"]);
  });

  it("users changed by others between the read of diff and the write are as declared in the end", async () => {
    await stack.up(PROGRAM);
    const users = [...PROGRAM.users.slice(0, 2), { userName: "dave", permission: "Read" }] as const;
    const { id = "", state = {} } = stack;
    const { inputs } = await stack.hooks.check(stack.inputs, { ...list.place, users });
    assert.equal((await stack.hooks.diff(id, state, inputs)).changes, true);
    it0.emulator.revoke({ ...list.place, user: "carol" });
    it0.emulator.grant({ ...list.place, user: "dave", auth: 3 });
    it0.emulator.grant({ ...list.place, user: "bob", auth: 7 });
    await stack.hooks.update(id, state, inputs);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "dave=1"]);
  });

  for (const refresh of [false, true]) {
    it(`no change, ${refresh ? "with" : "without"} refresh: one read, however often diff is called`, async () => {
      await stack.up(PROGRAM);
      calls();
      const diff = await stack.preview(PROGRAM, refresh);
      assert.equal(diff?.changes, false);
      for (let again = 0; again < 3; again += 1)
        await stack.hooks.diff(stack.id ?? "", stack.state ?? {}, stack.inputs ?? {});
      assert.deepEqual(calls(), ["GET"]);
      assert.deepEqual(stack.lines, []);
    });
  }

  it("update: read by diff, one call for each kind with only the changed users, read back", async () => {
    await stack.up(PROGRAM);
    calls();
    await stack.up({
      users: [
        { userName: "alice", permission: "Manage" },
        { userName: "bob", permission: "Write" },
        { userName: "dave", permission: "Read" },
      ],
    });
    assert.deepEqual(calls(), ["GET", "POST dave=1", "PATCH bob=3", `DELETE ${ID.carol}`, "GET"]);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=3", "dave=1"]);
  });

  it("repair of drift sends exactly what is needed", async () => {
    await stack.up(PROGRAM);
    it0.emulator.grant({ ...list.place, user: "bob", auth: 7 });
    calls();
    await stack.up(PROGRAM);
    assert.deepEqual(calls(), ["GET", "PATCH bob=1", "GET"]);
  });

  it("delete: one read, one call", async () => {
    await stack.up(PROGRAM);
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 1 });
    calls();
    await stack.destroy();
    assert.deepEqual(calls(), ["GET", `DELETE ${[ID.alice, ID.bob, ID.carol].sort().join(" ")}`]);
    assert.deepEqual(it0.granted(), ["mallory=1"]);
  });

  it("each name is looked up once in a run, and none where all users have ids", async () => {
    const lookUps = (): number => {
      const paths = it0.emulator.requests().map(({ path }) => path);
      it0.emulator.clearRequests();
      return paths.filter((path) => path.startsWith("/v3/users") || path.startsWith("/v3.0/OS-USER")).length;
    };
    await stack.up(PROGRAM);
    assert.equal(lookUps(), 3);
    // The next run asks again, since a name may belong to another user by then.
    await stack.preview(PROGRAM);
    assert.equal(lookUps(), 3);
    const elsewhere = {
      organization: "team-b",
      ...("repository" in list.place ? { repository: "tools" } : {}),
    };
    const other = { ...PROGRAM, ...elsewhere, takeOver: true };
    await stack.hooks.check(undefined, other);
    assert.equal(lookUps(), 0);
    const users = PROGRAM.users.map((user) => ({ ...user, userId: ID[user.userName] }));
    await stack.up({ users, ignoreUsers: [ID.dave] });
    assert.equal(lookUps(), 0);
  });

  it("the delete of a replaced resource does not go by a refresh from before the create", async () => {
    await stack.up(PROGRAM);
    await stack.refreshInNewProcess();
    const [old, readAt, { hooks, id = "" }] = [stack.state ?? {}, Date.now(), stack];
    const [alice] = PROGRAM.users;
    const { inputs } = await hooks.check(undefined, { ...list.place, users: [alice] });
    await hooks.create(inputs);
    assert.deepEqual(it0.granted(), ["alice=7"]);
    calls();
    // Without a new read, bob and carol would be revoked once more.
    await hooks.delete(id, old, readAt);
    assert.deepEqual(calls(), ["GET"]);
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  it("1,000 users travel in bounded bodies", async () => {
    const users = Array.from({ length: 1000 }, (_, at) => {
      const id = at.toString(16).padStart(4, "0").padStart(32, "e");
      it0.emulator.addUser({ id, name: `u${String(at)}` });
      return { userId: id, userName: `u${String(at)}`, permission: "Read" as const };
    });
    await stack.up({ users });
    const posts = it0.emulator.requests().filter(({ method }) => method === "POST");
    assert.equal(posts.length, 10);
    for (const { body } of posts) assert.equal((body as unknown[]).length, 100);
    assert.equal(it0.emulator.access(list.place).length, 1000);
  });
});
