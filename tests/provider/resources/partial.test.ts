import assert from "node:assert/strict";
import type { PartialFailureError } from "../../../provider/errors";
import { describeLists, emulated } from "../../support/emulated";
import { ID, PLACE } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const GHOST = { userId: "f".repeat(32), userName: "ghost", permission: "Read" } as const;
const USERS = { path: "/access" };

describeLists("partial failures", (it0, list) => {
  const partial = async (run: Promise<unknown>): Promise<PartialFailureError> => {
    const thrown: unknown = await run.then(() => undefined).catch((error: unknown) => error);
    assert.ok(thrown instanceof Error && "reasons" in thrown, String(thrown));
    return thrown as PartialFailureError;
  };

  for (const arrays of ["atomic", "partial"] as const) {
    it(`one unknown user does not stop the rest: others are granted, undeclared ones revoked (arrays ${arrays})`, async () => {
      it0.emulator.setDialect({ arrays });
      const stack = it0.newStack();
      await stack.up({ users: [ALICE] });
      it0.emulator.grant({ ...list.place, user: "mallory", auth: 7 });
      const { id, reasons } = await partial(stack.up({ users: [ALICE, GHOST, BOB] }));
      assert.equal(id, list.subject);
      assert.equal(reasons.length, 1);
      const said = `${list.subject}: ghost: cannot grant access: 400 SVCSTG.SWR.4001067 `;
      assert.equal(reasons[0]?.slice(0, said.length), said);
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
      assert.deepEqual(
        stack.state?.users.map(({ userName }) => userName),
        ["alice", "bob"],
      );
      it0.emulator.addUser({ id: GHOST.userId, name: "ghost" });
      it0.calls();
      assert.equal(await stack.up({ users: [ALICE, GHOST, BOB] }), "update");
      assert.deepEqual(it0.writes(), ["POST ghost=1"]);
    });
  }

  it("a server that fails again and again is not asked for each of many users", async () => {
    const users = Array.from({ length: 20 }, (_, at) => {
      const user = { id: at.toString(16).padStart(32, "0"), name: `user${String(at)}` };
      it0.emulator.addUser(user);
      return { userId: user.id, userName: user.name, permission: "Read" as const };
    });
    const body = [{ errorCode: "SVCSTG.SWR.5000084", errorMessage: "internal" }];
    it0.emulator.fault({
      match: { method: "POST" },
      times: "forever",
      action: { answer: { status: 500, body } },
    });
    const stack = it0.newStack();
    const { reasons } = await partial(stack.up({ users }));
    assert.match(reasons.at(-1) ?? "", /stopped before everything was done: .* 500 SVCSTG\.SWR\.5000084/);
    // Four requests with all users, then one for each of four users.
    assert.equal(it0.writes().length, 8);
    it0.emulator.clearFaults();
    await stack.up({ users });
    assert.equal(it0.granted().length, 20);
  });

  for (const last of [429, 403])
    it(`a change that was carried out, but answered with ${String(last)} in the end: the state has it`, async () => {
      const stack = it0.newStack({ environment: { SWR_MAX_RETRIES: "2" } });
      await stack.up({ users: [BOB] });
      const match = { method: "PATCH" };
      it0.emulator.fault({ match, times: 1, action: { drop: "after" } });
      const body = [{ errorCode: "SVCSTG.SWR.4037018", errorMessage: "no" }];
      it0.emulator.fault({ match, nth: 2, times: "forever", action: { answer: { status: last, body } } });
      const { reasons } = await partial(stack.up({ users: [{ ...BOB, permission: "Write" }] }));
      assert.match(reasons[0] ?? "", new RegExp(`stopped before everything was done: .* ${String(last)} `));
      assert.deepEqual(it0.granted(), ["bob=3"]);
      assert.deepEqual(
        stack.state?.users.map(({ permission }) => permission),
        ["Write"],
      );
      it0.emulator.clearFaults();
      assert.equal((await stack.preview({ users: [{ ...BOB, permission: "Write" }] }))?.changes, false);
    });

  it("keep a new resource with its id and a true state", async () => {
    const stack = it0.newStack();
    await partial(stack.up({ users: [ALICE, GHOST] }));
    assert.deepEqual(stack.state?.managed, [ID.alice, GHOST.userId]);
    assert.deepEqual(
      stack.state.users.map(({ userName }) => userName),
      ["alice"],
    );
  });

  it("nobody loses Manage while a declared Manage could not be granted", async () => {
    it0.emulator.grant({ ...list.place, user: "mallory", auth: 7 });
    it0.emulator.grant({ ...list.place, user: "carol", auth: 1 });
    const stack = it0.newStack();
    const users = [{ ...GHOST, permission: "Manage" as const }];
    const { reasons } = await partial(stack.up({ users, takeOver: true }));
    assert.deepEqual(reasons.slice(1), [
      `${list.subject}: mallory kept Manage, since ghost could not be granted it`,
    ]);
    assert.deepEqual(it0.granted(), ["mallory=7"]);
    it0.emulator.addUser({ id: GHOST.userId, name: "ghost" });
    await stack.up({ users, takeOver: true });
    assert.deepEqual(it0.granted(), ["ghost=7"]);
  });

  it("a refusal for a missing right stops the run; the state keeps what was done", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE, BOB] });
    it0.emulator.fault({
      match: { ...USERS, method: "DELETE" },
      times: "forever",
      action: { answer: { status: 403, body: { error_code: "SVCSTG.SWR.4037017", error_msg: "no" } } },
    });
    const next = { users: [ALICE, { userId: ID.carol, userName: "carol", permission: "Read" as const }] };
    const { reasons } = await partial(stack.up(next));
    assert.match(reasons.join(), /stopped before everything was done: .*403 SVCSTG\.SWR\.4037017/);
    assert.deepEqual(it0.granted(), ["alice=7", "bob=1", "carol=1"]);
    it0.emulator.clearFaults();
    await stack.up(next);
    assert.deepEqual(it0.granted(), ["alice=7", "carol=1"]);
  });

  it("a refusal of the first write is no partial failure, and nothing is kept", async () => {
    it0.emulator.fault({
      match: { ...USERS, method: "POST" },
      action: { answer: { status: 403, body: { error_code: "SVCSTG.SWR.4037017", error_msg: "no" } } },
    });
    const stack = it0.newStack();
    await assert.rejects(stack.up({ users: [ALICE] }), { name: "PermissionDeniedError" });
    assert.equal(stack.state, undefined);
    assert.deepEqual(it0.granted(), []);
  });

  for (const drop of ["before", "after"] as const) {
    it(`a grant whose connection drops ${drop} it is committed is read back, not guessed`, async () => {
      it0.emulator.fault({ match: { ...USERS, method: "POST" }, action: { drop } });
      const stack = it0.newStack();
      await stack.up({ users: [ALICE, BOB] });
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
      const posts = it0.writes();
      assert.equal(posts.length, drop === "before" ? 2 : 1);
    });
  }

  it("a write that never takes effect is never called success", async () => {
    it0.emulator.setDialect({ "write-effect": "never" });
    const stack = it0.newStack();
    const { reasons } = await partial(stack.up({ users: [ALICE] }));
    assert.deepEqual(reasons, [
      `${list.subject}: alice was granted Manage, but the server does not show it; run up again`,
    ]);
    it0.emulator.setDialect({ "write-effect": "always" });
    await stack.up({ users: [ALICE] });
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  if (list.owner === "repository")
    it("a missing repository is an error of create, not of preview", async () => {
      const stack = it0.newStack();
      const program = { users: [ALICE], repository: "not/there" };
      assert.equal(await stack.preview(program), undefined);
      await assert.rejects(
        stack.up(program),
        /team-a\/not\/there: the repository does not exist: create it first/,
      );
      await assert.rejects(
        it0.newStack().up({ users: [ALICE], organization: "nobody" }),
        /nobody\/web\/app: the organization nobody does not exist: create it first/,
      );
    });
});

describe("access through the organization", () => {
  const it0 = emulated();
  const PROGRAM = { users: [ALICE], takeOver: true };
  beforeEach(() => {
    it0.emulator.setDialect({ "organization-users": "listed", "shown-level": "higher" });
    it0.emulator.grant({ organization: "team-a", user: "carol", auth: 3 });
  });

  for (const answer of ["success", "not-found"] as const) {
    it(`of an undeclared user is in the state as inherited, named once, and no drift until it changes (${answer})`, async () => {
      it0.emulator.setDialect({ ...it0.emulator.dialect(), "inherited-write": answer });
      const stack = it0.newStack();
      await stack.up(PROGRAM);
      assert.deepEqual(
        stack.lines.filter((line) => line.includes("carol has")),
        ["team-a/web/app: carol has Write through the organization; not removable here"],
      );
      assert.deepEqual(stack.state?.inheritedUsers, [
        { userId: ID.carol, userName: "carol", permission: "Write" },
      ]);
      it0.calls();
      for (const refresh of [false, true]) {
        assert.equal((await stack.preview(PROGRAM, refresh))?.changes, false);
        assert.deepEqual(stack.lines, []);
      }
      it0.emulator.grant({ organization: "team-a", user: "carol", auth: 7 });
      assert.equal((await stack.preview(PROGRAM))?.changes, true);
      assert.deepEqual(it0.writes(), []);
    });
  }

  it("is hidden by an entry of the user's own until that is gone", async () => {
    it0.emulator.setDialect({
      "organization-users": "listed",
      "shown-level": "own",
      "write-effect": "dropped-once",
    });
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 1 });
    const stack = it0.newStack();
    await stack.up({ ...PROGRAM, users: [] });
    assert.deepEqual(stack.state?.inheritedUsers, [
      { userId: ID.carol, userName: "carol", permission: "Write" },
    ]);
    assert.equal((await stack.preview({ ...PROGRAM, users: [] }))?.changes, false);
  });

  it("of a declared user is no drift either, if it is more", async () => {
    const program = { users: [ALICE, { userId: ID.carol, userName: "carol", permission: "Read" as const }] };
    const stack = it0.newStack();
    await stack.up(program);
    assert.deepEqual(
      stack.state?.users.map(({ userName, permission }) => `${userName}=${permission}`),
      ["alice=Manage", "carol=Read"],
    );
    for (const refresh of [false, true])
      assert.equal((await stack.preview(program, refresh))?.changes, false);
  });
});
