import assert from "node:assert/strict";
import { emulated } from "../../support/emulated";
import { CheckFailed, granted, ID } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Write" } as const;
const LAST_MOMENT = "2026-12-31T16:59:59.999Z";
const END = "2026-12-31T17:00:00Z";

/** One and the same moment. The clock time alone would be an hour later, and five hours earlier. */
const SPELLINGS = [END, "2026-12-31T18:00:00+01:00", "2026-12-31T12:00:00-05:00"];

describe("the time zone of expiresAt counts", () => {
  const it0 = emulated();

  for (const expiresAt of SPELLINGS) {
    it(`${expiresAt}: access until that moment, revoked from then on`, async () => {
      const program = { users: [ALICE, { ...BOB, expiresAt }] };
      const stack = it0.newStack().at("2026-12-30T00:00:00Z");
      await stack.up(program);
      for (const refresh of [false, true, "before"] as const)
        assert.equal((await stack.at(LAST_MOMENT).preview(program, refresh))?.changes, false);
      assert.equal(await stack.up(program), "same");
      assert.deepEqual(granted(it0.emulator), ["alice=7", "bob=3"]);
      for (const refresh of [false, true, "before"] as const)
        assert.equal((await stack.at(END).preview(program, refresh))?.changes, true);
      it0.calls();
      await stack.up(program);
      assert.deepEqual(it0.writes(), [`DELETE ${ID.bob}`]);
    });

    it(`${expiresAt}: refused as past from that moment on, not before`, async () => {
      const program = { users: [ALICE, { ...BOB, expiresAt }] };
      await assert.rejects(it0.newStack().at(END).preview(program), (thrown: unknown) => {
        assert.ok(thrown instanceof CheckFailed);
        assert.deepEqual(
          thrown.failures.map(({ property }) => property),
          ["users[1].expiresAt"],
        );
        return true;
      });
      await it0.newStack().at(LAST_MOMENT).up(program);
      assert.deepEqual(granted(it0.emulator), ["alice=7", "bob=3"]);
    });
  }
});
