import assert from "node:assert/strict";
import { describeLists, emulated } from "../../support/emulated";
import { CheckFailed, granted, ID, PLACE } from "../../support/stack";

const lookUps = (emulator: { requests(): { path: string }[] }): string[] =>
  emulator
    .requests()
    .map(({ path }) => path)
    .filter((path) => path.startsWith("/v3/users") || path.startsWith("/v3.0/OS-USER"));

describe("names", () => {
  const it0 = emulated();
  const failures = async (
    run: Promise<unknown>,
  ): Promise<readonly { property: string; reason: string }[]> => {
    const thrown: unknown = await run.then(() => undefined).catch((error: unknown) => error);
    assert.ok(thrown instanceof CheckFailed, String(thrown));
    return thrown.failures;
  };

  it("id or name is looked up if only the other is given; an id's name is kept, a name's id is asked for in each run", async () => {
    const program = {
      users: [
        { userName: "alice", permission: "Read" },
        { userId: ID.bob, permission: "Write" },
      ],
    } as const;
    const stack = it0.newStack();
    await stack.up(program);
    assert.deepEqual(stack.state?.users, [
      { userId: ID.alice, userName: "alice", permission: "Read" },
      { userId: ID.bob, userName: "bob", permission: "Write" },
    ]);
    assert.equal(lookUps(it0.emulator).length, 2);
    it0.emulator.clearRequests();
    assert.equal((await stack.preview(program))?.changes, false);
    assert.deepEqual(
      lookUps(it0.emulator).map((path) => new URL(path, it0.emulator.url).searchParams.get("name")),
      ["alice"],
    );
  });

  it("an id's name is taken from the lists before IAM is asked, since it is only a label", async () => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 1 });
    it0.emulator.grant({ organization: "team-a", user: "bob", auth: 1 });
    const stack = it0.newStack();
    await stack.up({
      users: [
        { userId: ID.alice, permission: "Read" },
        { userId: ID.bob, permission: "Read" },
      ],
    });
    assert.deepEqual(lookUps(it0.emulator), []);
  });

  it("swr:trustListedNames: a name's id is taken from the lists before IAM is asked", async () => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 1 });
    it0.emulator.grant({ organization: "team-a", user: "bob", auth: 1 });
    const stack = it0.newStack({ environment: { SWR_TRUST_LISTED_NAMES: "true" } });
    await stack.up({
      users: [
        { userName: "alice", permission: "Read" },
        { userName: "bob", permission: "Read" },
      ],
    });
    assert.deepEqual(lookUps(it0.emulator), []);
  });

  it("unknown users fail at preview, each by its property", async () => {
    const users = [
      { userName: "zed", permission: "Read" },
      { userName: "alice", permission: "Read" },
      { userId: "f".repeat(32), permission: "Read" },
    ] as const;
    const found = await failures(it0.newStack().preview({ users }));
    assert.deepEqual(
      found.map(({ property }) => property),
      ["users[0].userName", "users[2].userId"],
    );
    assert.match(found[0]?.reason ?? "", /no user of this account has the name "zed"/);
  });

  it("a caller who may not look up users: id with name is trusted, one alone is refused with what to do", async () => {
    const stack = it0.newStack({ user: "deployer" });
    const place = { organization: "team-b", repository: "tools" };
    const found = await failures(
      stack.preview({ ...place, exclusive: false, users: [{ userName: "alice", permission: "Read" }] }),
    );
    assert.deepEqual(found, [
      {
        property: "users[0].userName",
        reason: '"alice" cannot be looked up: give userId, or grant the caller to list users',
      },
    ]);
    await stack.up({
      ...place,
      exclusive: false,
      users: [{ userId: ID.alice, userName: "alice", permission: "Read" }],
    });
    assert.deepEqual(granted(it0.emulator, place), ["alice=1", "bob=1"]);
  });

  it("a renamed user is no drift: the id decides", async () => {
    const program = { users: [{ userId: ID.alice, userName: "alice", permission: "Read" }] } as const;
    const stack = it0.newStack();
    await stack.up(program);
    it0.emulator.setDialect({ "shown-names": "iam" });
    it0.emulator.updateUser("alice", { name: "alice-married" });
    for (const refresh of [false, true])
      assert.equal((await stack.preview(program, refresh))?.changes, false);
    const married = { users: [{ userId: ID.alice, userName: "alice-married", permission: "Read" }] } as const;
    assert.equal((await stack.preview(married))?.changes, false);
  });

  it("a name that is another user now is named in a line, and the new user gets the access", async () => {
    const program = { users: [{ userName: "alice", permission: "Read" }] } as const;
    const stack = it0.newStack();
    await stack.up(program);
    it0.emulator.setDialect({ "deleted-users": "removed" });
    it0.emulator.deleteUser("alice");
    const successor = "a11ce000000000000000000000000002";
    it0.emulator.addUser({ id: successor, name: "alice" });
    assert.equal((await stack.preview(program))?.changes, true);
    assert.deepEqual(stack.lines, [
      `team-a/web/app: alice is another user now (${ID.alice} → ${successor})`,
      "team-a/web/app: alice has no access, declared Read; up will grant Read",
    ]);
    await stack.up(program);
    assert.deepEqual(
      it0.emulator.access(PLACE).map(({ userId }) => userId),
      [successor],
    );
  });

  it("the same user by name and by id is refused after the look-up", async () => {
    const found = await failures(
      it0.newStack().preview({
        users: [
          { userName: "alice", permission: "Read" },
          { userId: ID.alice, permission: "Write" },
        ],
      }),
    );
    assert.deepEqual(
      found.map(({ property }) => property),
      ["users[1].userId"],
    );
  });
});

describeLists("a name that now belongs to another user who has access", (it0, list) => {
  const PROGRAM = { users: [{ userName: "alice", permission: "Manage" as const }], exclusive: false };

  for (const refresh of [false, true, "before"] as const)
    it(`is a difference (refresh: ${String(refresh)})`, async () => {
      it0.emulator.setDialect({ "shown-names": "iam" });
      const stack = it0.newStack();
      await stack.up(PROGRAM);
      it0.emulator.grant({ ...list.place, user: "carol", auth: 1 });
      it0.emulator.updateUser("alice", { name: "alice-before" });
      it0.emulator.updateUser("carol", { name: "alice" });
      assert.equal((await stack.preview(PROGRAM, refresh))?.changes, true);
      await stack.up(PROGRAM, refresh);
      assert.deepEqual(it0.granted(), ["alice=7"]);
      assert.deepEqual(stack.state?.managed, [ID.carol]);
    });
});

describeLists("two resources on one list, one after the other", (it0, list) => {
  const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" as const };
  const BOB = { userId: ID.bob, userName: "bob", permission: "Read" as const };

  it("the old one is deleted after the new one was created: users of both keep access", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    const { id = "", state, hooks } = stack;
    const program = { ...list.place, users: [ALICE], exclusive: true, takeOver: true };
    const { inputs } = await hooks.check(undefined, program);
    const made = await hooks.create(inputs);
    await hooks.delete(id, state ?? {});
    assert.deepEqual(it0.granted(), ["alice=7"]);
    Object.assign(stack, made);
    await stack.destroy();
    assert.deepEqual(it0.granted(), []);
  });

  it("the old one is deleted in a later run than the new one was created in: no declared user loses access", async () => {
    const [old, successor] = [it0.newStack(), it0.newStack()];
    await old.up({ users: [ALICE, BOB] });
    await successor.up({ users: [ALICE], takeOver: true });
    await successor.preview({ users: [ALICE] });
    // A delete of an `up` comes after the checks of the program. Here a preview in the same process has made them.
    await successor.hooks.delete(old.id ?? "", old.state ?? {});
    assert.deepEqual(it0.granted(), ["alice=7"]);
    assert.deepEqual(successor.lines, [
      `${list.subject}: 1 of the users stay: this program declares them here`,
    ]);
  });

  it("a refused update leaves the old state: a destroy revokes the users whom it granted", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    const refused = { status: 403, body: { error_code: "SVCSTG.SWR.4037017", error_msg: "not now" } };
    it0.emulator.fault({ match: { method: "PATCH" }, times: "forever", action: { answer: refused } });
    await assert.rejects(
      stack.up({ users: [ALICE, { ...BOB, permission: "Write" }] }),
      /403 SVCSTG\.SWR\.4037017/,
    );
    it0.emulator.clearFaults();
    await stack.destroy();
    assert.deepEqual(it0.granted(), []);
  });
});
