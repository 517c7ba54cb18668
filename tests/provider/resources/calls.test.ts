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

  it("a write does not use a read that is older than ten seconds", async () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    const slow = it0.newStack({ now: () => new Date(now) });
    const create = async (passed: number): Promise<string[]> => {
      calls();
      const { inputs } = await slow.hooks.check(undefined, { ...list.place, ...PROGRAM });
      now += passed;
      await slow.hooks.create(inputs);
      return calls();
    };
    assert.deepEqual(await create(10_001), ["GET", "GET", "POST alice=7 bob=1 carol=3", "GET"]);
    for (const user of ["alice", "bob", "carol"]) it0.emulator.revoke({ ...list.place, user });
    assert.deepEqual(await create(9_999), ["GET", "POST alice=7 bob=1 carol=3", "GET"]);
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
