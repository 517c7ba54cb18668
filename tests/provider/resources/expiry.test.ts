import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID, type Stack } from "../../support/stack";

const MORNING = "2026-03-01T10:00:00Z";
const NOON = "2026-03-01T12:00:00Z";
const AFTERNOON = "2026-03-01T14:00:00Z";
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Write", expiresAt: NOON } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Read" } as const;

describeLists("a grant with an end", (it0, list) => {
  const LINE = `${list.subject}: bob has Write, expired 2 h ago; up will revoke it`;
  let stack: Stack;
  beforeEach(() => {
    stack = it0.newStack().at(MORNING);
  });
  /** Checks that there is no change and no line, and that a refresh answers the program's own inputs. */
  const expectClean = async (
    program: Parameters<Stack["up"]>[0],
    inputs: object | undefined,
  ): Promise<void> => {
    for (const refresh of [false, true]) {
      assert.equal((await stack.preview(program, refresh))?.changes, false, `refresh: ${String(refresh)}`);
      assert.deepEqual(stack.lines, []);
      assert.equal(await stack.up(program, refresh), "same");
    }
    assert.deepEqual(stack.inputs, inputs);
    assert.deepEqual(it0.writes(), []);
  };

  for (const exclusive of [true, false])
    for (const refresh of [false, true])
      it(`${exclusive ? "exclusive" : "not exclusive"}, ${refresh ? "with" : "without"} refresh: drift once it is over, revoked by one call, clean after`, async () => {
        // Bob stands first, so that a refresh that loses his place in the list is noticed.
        const program = { users: [BOB, ALICE], exclusive };
        await stack.up(program);
        assert.deepEqual(it0.granted(), ["alice=7", "bob=3"]);
        assert.deepEqual(stack.state?.users, [BOB, ALICE]);
        const { inputs } = stack;
        it0.calls();
        await expectClean(program, inputs);

        stack.at(AFTERNOON);
        assert.equal((await stack.preview(program, refresh))?.changes, true);
        assert.deepEqual(stack.lines, [LINE]);
        assert.deepEqual(it0.writes(), []);
        assert.equal(await stack.up(program, refresh), "update");
        assert.deepEqual(it0.writes(), [`DELETE ${ID.bob}`]);
        assert.deepEqual(stack.state.users, [ALICE]);
        await expectClean(program, inputs);

        it0.emulator.grant({ ...list.place, user: "bob", auth: 3 });
        assert.equal((await stack.preview(program, refresh))?.changes, true);
        assert.deepEqual(stack.lines, [LINE]);
        await stack.up(program, refresh);
        assert.deepEqual(it0.granted(), ["alice=7"]);
      });

  it("it ends at the very moment, and the line tells its age in whole units", async () => {
    await stack.up({ users: [ALICE, BOB] });
    const seen = async (moment: string): Promise<string> => {
      await stack.at(moment).preview({ users: [ALICE, BOB] });
      return stack.lines.map((line) => /expired (.*) ago/.exec(line)?.[1]).join();
    };
    for (const [moment, age] of [
      ["2026-03-01T11:59:59.999Z", ""],
      [NOON, "0 s"],
      ["2026-03-01T12:00:59Z", "59 s"],
      ["2026-03-01T12:01:00Z", "1 min"],
      ["2026-03-01T12:59:59Z", "59 min"],
      ["2026-03-01T13:00:00Z", "1 h"],
      ["2026-03-02T11:59:59Z", "23 h"],
      ["2026-03-02T12:00:00Z", "1 d"],
      ["2026-04-01T12:00:00Z", "31 d"],
    ] as const)
      assert.equal(await seen(moment), age, moment);
  });

  it("the state shows the user with the expiry date as long as the user has access", async () => {
    await stack.up({ users: [ALICE, BOB] });
    await stack.at(AFTERNOON).refreshInNewProcess();
    assert.deepEqual(stack.state?.users, [ALICE, BOB]);
    it0.emulator.revoke({ ...list.place, user: "bob" });
    await stack.refreshInNewProcess();
    assert.deepEqual([stack.state.users, stack.state.temporaryUsers], [[ALICE], [BOB]]);
    assert.equal((await stack.preview({ users: [ALICE, BOB] }))?.changes, false);
  });

  it("before its end a revoked user is drift like any other", async () => {
    await stack.up({ users: [ALICE, BOB] });
    it0.emulator.revoke({ ...list.place, user: "bob" });
    for (const refresh of [false, true]) {
      assert.equal((await stack.preview({ users: [ALICE, BOB] }, refresh))?.changes, true);
      assert.deepEqual(stack.lines, [
        `${list.subject}: bob has no access, declared Write; up will grant Write`,
      ]);
    }
  });

  it("swr:liveDiff=false: seen without any call", async () => {
    const quiet = it0.newStack({ environment: { SWR_LIVE_DIFF: "false" } }).at(MORNING);
    const program = { users: [ALICE, BOB] };
    await quiet.up(program);
    it0.calls();
    assert.equal((await quiet.preview(program))?.changes, false);
    assert.equal((await quiet.at(AFTERNOON).preview(program))?.changes, true);
    assert.deepEqual(it0.calls(), []);
    await quiet.up(program);
    assert.equal((await quiet.preview(program))?.changes, false);
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  it("a new expiry date alone changes the state and writes nothing", async () => {
    await stack.up({ users: [ALICE, BOB] });
    it0.calls();
    for (const users of [
      [ALICE, { ...BOB, expiresAt: AFTERNOON }],
      [ALICE, { ...BOB, expiresAt: "2026-03-01T15:00:00+01:00" }],
      [ALICE, { userId: ID.bob, userName: "bob", permission: "Write" as const }],
    ]) {
      assert.equal(await stack.up({ users }), "update");
      assert.deepEqual(stack.state?.users, users);
      assert.deepEqual(it0.writes(), []);
      await expectClean({ users }, stack.inputs);
    }
    assert.equal("temporaryUsers" in (stack.state ?? {}), false);
  });

  it("an expired grant may be prolonged, made lasting or deleted", async () => {
    const { expiresAt: _end, ...lasting } = BOB;
    for (const [next, left] of [
      [
        [ALICE, { ...BOB, expiresAt: "2026-03-02T00:00:00Z" }],
        ["alice=7", "bob=3"],
      ],
      [
        [ALICE, lasting],
        ["alice=7", "bob=3"],
      ],
      [[ALICE], ["alice=7"]],
    ] as const) {
      it0.emulator.reset();
      const one = it0.newStack().at(MORNING);
      await one.up({ users: [ALICE, BOB] });
      await one.at(AFTERNOON).up({ users: [ALICE, BOB] });
      assert.equal(await one.up({ users: next }), "update");
      assert.deepEqual(it0.granted(), left);
      assert.equal((await one.preview({ users: next }, true))?.changes, false);
    }
  });

  it("destroy revokes the user, expired or not", async () => {
    await stack.up({ users: [ALICE, BOB] });
    await stack.at(AFTERNOON).destroy();
    assert.deepEqual(it0.granted(), []);
  });

  it("an expired user who could not be revoked is still drift, and the next up revokes", async () => {
    const program = { users: [ALICE, BOB], exclusive: false };
    await stack.up(program);
    it0.emulator.fault({
      match: { path: "/access", method: "DELETE" },
      action: { answer: { status: 400, body: { error_code: "SVCSTG.SWR.4001067", error_msg: "no" } } },
    });
    await assert.rejects(stack.at(AFTERNOON).up(program), /bob: .*cannot revoke access/);
    assert.deepEqual(stack.state?.users, [ALICE, BOB]);
    assert.equal(await stack.up(program), "update");
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  it("a user given by name alone, and deleted in IAM after the grant expired, is no failure", async () => {
    const program = { users: [ALICE, { userName: "bob", permission: "Write" as const, expiresAt: NOON }] };
    await stack.up(program);
    assert.deepEqual(stack.state?.users, [ALICE, BOB]);
    await stack.at(AFTERNOON).up(program);
    assert.deepEqual(it0.granted(), ["alice=7"]);
    it0.emulator.deleteUser("bob");
    for (const refresh of [false, true])
      assert.equal((await stack.preview(program, refresh))?.changes, false);
  });
});

describeLists("a user whose grant has expired counts as undeclared", (it0, list) => {
  it("an undeclared user with Manage is revoked, although the only declared Manage has expired", async () => {
    const ghost = {
      userId: "f".repeat(32),
      userName: "ghost",
      permission: "Manage",
      expiresAt: NOON,
    } as const;
    const stack = it0.newStack().at(MORNING);
    await stack.up({ users: [ALICE] });
    await assert.rejects(stack.up({ users: [ALICE, ghost] }), /ghost/);
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 7 });
    it0.calls();
    await stack.at(AFTERNOON).up({ users: [ALICE, ghost] });
    assert.deepEqual(it0.writes(), [`DELETE ${ID.mallory}`]);
  });

  const CI = { userId: ID.ci, userName: "ci", permission: "Manage", expiresAt: NOON } as const;

  it("the caller whose grant has expired is not revoked, and makes no lasting difference", async () => {
    it0.emulator.setDialect({ "caller-listed": true });
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    const stack = it0.newStack().at(MORNING);
    const program = { users: [ALICE, CI] };
    await stack.up(program);
    assert.equal((await stack.at(AFTERNOON).preview(program, true))?.changes, false);
    await stack.up(program);
    for (const refresh of [false, true])
      assert.equal((await stack.preview(program, refresh))?.changes, false);
    assert.deepEqual(it0.granted(), ["alice=7", "ci=7"]);
  });

  it("the caller of the last run is not revoked by another caller", async () => {
    it0.emulator.grant({ ...list.place, user: "ci", auth: 7 });
    const stack = it0.newStack().at(MORNING);
    await stack.up({ users: [ALICE, CI] });
    await assert.rejects(
      stack
        .as("admin")
        .at(AFTERNOON)
        .preview({ users: [ALICE, CI] }),
      {
        message: `${list.subject}: ci applied this stack last and would be revoked: declare ci or put it into ignoreUsers.`,
      },
    );
  });

  it("ignored users stay", async () => {
    const stack = it0.newStack().at(MORNING);
    await stack.up({ users: [ALICE, BOB] });
    await stack.at(AFTERNOON).preview({ users: [ALICE, BOB] });
    await stack.hooks.update(stack.id ?? "", stack.state ?? {}, { ...stack.inputs, ignoreUsers: ["bob"] });
    assert.deepEqual(it0.granted(), ["alice=7", "bob=3"]);
  });

  if (list.owner === "repository")
    it("access through the organization is left alone, and no lasting difference", async () => {
      it0.emulator.setDialect({ "organization-users": "listed", "shown-level": "higher" });
      it0.emulator.grant({ organization: "team-a", user: "carol", auth: 3 });
      const program = { users: [ALICE, { ...CAROL, expiresAt: NOON }] };
      const stack = it0.newStack().at(MORNING);
      await stack.up(program);
      it0.calls();
      assert.equal((await stack.at(AFTERNOON).preview(program, true))?.changes, false);
      await stack.up(program);
      assert.deepEqual(it0.writes(), []);
      assert.deepEqual(stack.state?.users, [ALICE]);
      for (const refresh of [false, true])
        assert.equal((await stack.preview(program, refresh))?.changes, false);
    });

  it("exclusive turning true: the stack's own expired user needs no takeOver", async () => {
    const stack = it0.newStack().at(MORNING);
    await stack.up({ users: [ALICE, BOB], exclusive: false });
    await stack.at(AFTERNOON).up({ users: [ALICE, BOB] });
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  it("a list whose last user has expired does not count as emptied, since the program still has the user", async () => {
    const stack = it0.newStack().at(MORNING);
    await stack.up({ users: [BOB] });
    await stack.at(AFTERNOON).up({ users: [BOB] });
    assert.deepEqual(it0.granted(), []);
  });
});
