import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { describeLists } from "../../support/emulated";
import { CheckFailed, granted, ID, type Listed, Stack } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
/** A stack with the same state, whose settings lead to another server. */
function movedTo(other: Emulator, list: Listed, { id, state, inputs }: Stack): Stack {
  return Object.assign(new Stack(other, { timeScale: 0.01, list }), { id, state, inputs });
}

describeLists(
  "until a write has completed, nobody is revoked whom the stack has not granted",
  (it0, list) => {
    const refused = async (run: Promise<unknown>): Promise<void> => {
      await assert.rejects(run, (thrown) => {
        const text = thrown instanceof CheckFailed ? thrown.message : String(thrown);
        const said = text.replace(/^(SwrError: |takeOver: )/, "");
        assert.equal(
          said,
          `${list.subject} grants access to users who are not declared: carol (Write). Declare them, put them into ignoreUsers, or set takeOver: true to have them revoked.`,
        );
        return true;
      });
    };
    /** Checks that preview, with any kind of refresh, and `up` are refused, and that `takeOver` allows the run. */
    const guarded = async (stack: Stack, emulator: Emulator, exclusive = true): Promise<void> => {
      const program = { users: [ALICE], exclusive };
      emulator.clearRequests();
      for (const refresh of [false, true, "before"] as const) await refused(stack.preview(program, refresh));
      await refused(stack.up(program));
      assert.deepEqual(
        emulator.requests().filter(({ method }) => method !== "GET"),
        [],
      );
      await stack.up({ ...program, takeOver: true });
      assert.deepEqual(granted(emulator, list.place), ["alice=7"]);
    };
    /** A stack that has imported Alice and Carol. */
    const importing = async (): Promise<Stack> => {
      it0.emulator.grant({ ...list.place, user: "alice", auth: 7 });
      it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      const stack = it0.newStack();
      stack.id = list.subject;
      await stack.refreshInNewProcess();
      assert.deepEqual(stack.state?.managed, [ID.alice, ID.carol]);
      return stack;
    };

    for (const exclusive of [true, false])
      it(`after an import, if the program's list is shorter and exclusive is ${String(exclusive)}`, async () => {
        await guarded(await importing(), it0.emulator, exclusive);
      });

    it("after an import, a list that is not exclusive takes access only from users whom the import found", async () => {
      const stack = await importing();
      it0.emulator.grant({ ...list.place, user: "dave", auth: 1 });
      it0.calls();
      await stack.up({ users: [ALICE], exclusive: false, takeOver: true });
      assert.deepEqual(it0.writes(), [`DELETE ${ID.carol}`]);
      assert.deepEqual(it0.granted(), ["alice=7", "dave=1"]);
    });

    for (const takeOver of [false, true])
      it(`a replacement of an import needs takeOver to revoke whom the program leaves out: takeOver ${String(takeOver)}`, async () => {
        const { hooks, state = assert.fail(), id = "", lines } = await importing();
        const program = { ...list.place, users: [ALICE], exclusive: false, takeOver };
        const { inputs, failures } = await hooks.check(undefined, program);
        assert.deepEqual(failures, []);
        it0.calls();
        await hooks.create(inputs);
        await hooks.delete(id, state);
        assert.deepEqual(it0.writes(), takeOver ? [`DELETE ${ID.carol}`] : []);
        const said = `${list.subject}: the users whom an import found stay: this program declares the list without takeOver`;
        assert.equal(lines.includes(said), !takeOver);
      });

    for (const isRefreshed of [false, true])
      it(`after an import, if the repository or organization was made anew: a destroy leaves users granted there by others: refreshed ${String(isRefreshed)}`, async () => {
        const stack = await importing();
        it0.deleteOwner();
        it0.createOwner();
        it0.emulator.grant({ ...list.place, user: "carol", auth: 1 });
        if (isRefreshed) await stack.refreshInNewProcess();
        assert.deepEqual(stack.state?.managed, isRefreshed ? [] : [ID.alice, ID.carol]);
        await stack.destroy();
        assert.deepEqual(it0.granted(), ["carol=1"]);
        assert.deepEqual(
          stack.lines,
          isRefreshed
            ? []
            : [`${list.subject}: was deleted and made anew since the import; nobody is revoked there`],
        );
      });

    it("with a state from another server; a destroy does not forget the users there", async () => {
      const other = await startEmulator();
      try {
        const stack = it0.newStack();
        await stack.up({ users: [ALICE, BOB] });
        other.grant({ ...list.place, user: "carol", auth: 3 });
        other.grant({ ...list.place, user: "bob", auth: 1 });
        const moved = movedTo(other, list, stack);
        await assert.rejects(
          moved.destroy(),
          /granted access at .*, and the settings now lead to .*: nobody is revoked/,
        );
        assert.deepEqual(granted(other, list.place), ["bob=1", "carol=3"]);
        assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
        other.revoke({ ...list.place, user: "bob" });
        await guarded(moved, other);
      } finally {
        await other.stop();
      }
    });

    it("after the repository or organization was made anew; a destroy leaves users granted there by others", async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE, BOB] });
      it0.deleteOwner();
      it0.createOwner();
      it0.emulator.grant({ ...list.place, user: "bob", auth: 1 });
      const { id, state, inputs } = stack;
      await stack.destroy();
      assert.deepEqual(it0.granted(), ["bob=1"]);
      assert.deepEqual(stack.lines, [
        `${list.subject}: was deleted and made anew since the last write; nobody is revoked there`,
      ]);
      Object.assign(stack, { id, state, inputs });
      it0.emulator.revoke({ ...list.place, user: "bob" });
      it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      await guarded(stack, it0.emulator);
    });

    it("a user whom others grant between the stack's read and write is reported, and not revoked", async () => {
      const stack = it0.newStack();
      const quiet = it0.emulator.onRequest(({ method }) => {
        if (method === "POST") it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      });
      await assert.rejects(
        stack.up({ users: [ALICE] }),
        /carol has Write, is not declared, and came while this ran; the access stays: declare carol/,
      );
      quiet();
      assert.deepEqual(it0.granted(), ["alice=7", "carol=3"]);
      assert.deepEqual(it0.writes(), ["POST alice=7"]);
      await guarded(stack, it0.emulator);
    });

    it("after exclusive turned true, also if the first run fails half-way", async () => {
      it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      const stack = it0.newStack();
      await stack.up({ users: [ALICE], exclusive: false });
      const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" } as const;
      it0.emulator.revoke({ ...list.place, user: "carol" });
      await assert.rejects(stack.up({ users: [ALICE, ghost] }), /ghost/);
      it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      await guarded(stack, it0.emulator);
    });

    it("but users granted by a write that failed for others count as the stack's own", async () => {
      const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" } as const;
      const stack = it0.newStack();
      await assert.rejects(stack.up({ users: [ALICE, BOB, ghost] }), /ghost/);
      await stack.up({ users: [ALICE] });
      assert.deepEqual(it0.granted(), ["alice=7"]);
    });

    it("but a replacement in the same place may revoke the resource's own users", async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE, BOB] });
      await stack.preview({ users: [ALICE] });
      const { hooks, state = assert.fail(), id = "" } = stack;
      const { inputs, failures } = await hooks.check(undefined, { ...list.place, users: [ALICE] });
      assert.deepEqual(failures, []);
      it0.calls();
      await hooks.delete(id, state);
      await hooks.create(inputs);
      assert.deepEqual(it0.writes(), [`DELETE ${ID.bob}`]);
      assert.deepEqual(it0.granted(), ["alice=7"]);
    });

    it("but a number that changes with each write does not mean that the repository was made anew", async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE] });
      const { state = assert.fail() } = stack;
      assert.equal(typeof state.__written?.[list.number], "number");
      const { [list.number]: _number, ...written } = state.__written ?? assert.fail();
      stack.state = { ...state, __written: written };
      it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      await stack.up({ users: [ALICE] });
      assert.deepEqual(it0.granted(), ["alice=7"]);
    });

    it("but a state of an earlier version, which has no mark of its last write, counts as written", async () => {
      const stack = it0.newStack();
      await stack.up({ users: [ALICE] });
      const { __written: _written, ...state } = stack.state ?? assert.fail();
      stack.state = state;
      for (const refresh of [false, true, "before"] as const)
        assert.equal((await stack.preview({ users: [ALICE] }, refresh))?.changes, false);
      it0.emulator.grant({ ...list.place, user: "carol", auth: 3 });
      await stack.up({ users: [ALICE] }, true);
      assert.deepEqual(it0.granted(), ["alice=7"]);
    });
  },
);
