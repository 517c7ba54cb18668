import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const PROGRAM = { users: [ALICE] };
const START = Date.parse("2026-03-01T10:00:00Z");
/** The time for which the read of a refresh serves the check and diff of the same run. */
const HALF_A_MINUTE = 30_000;

describeLists("the read that refresh, check and diff share", (it0, list) => {
  for (const { later, isShared } of [
    { later: HALF_A_MINUTE, isShared: true },
    { later: HALF_A_MINUTE + 1, isShared: false },
  ])
    it(`${String(later)} ms after the refresh it is ${isShared ? "still good" : "too old: the list is read again"}`, async () => {
      let now = START;
      const stack = it0.newStack({ now: () => new Date(now) });
      await stack.up(PROGRAM);
      it0.calls();
      await stack.refreshInNewProcess();
      it0.emulator.grant({ ...list.place, user: "mallory", auth: 3 });
      now += later;
      const { inputs } = await stack.check(PROGRAM);
      const { changes } = await stack.hooks.diff(stack.id ?? "", stack.state ?? {}, inputs);
      assert.equal(changes, !isShared);
      assert.deepEqual(it0.calls(), isShared ? ["GET"] : ["GET", "GET"]);
    });
});
