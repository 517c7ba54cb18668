import assert from "node:assert/strict";
import { emulated } from "../../support/emulated";
import { granted, ID, PLACE, type Stack } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const PROGRAM = { users: [ALICE] };

describe("access through the organization, remembered in the state", () => {
  const it0 = emulated();
  let stack: Stack;
  beforeEach(async () => {
    it0.emulator.setDialect({ "organization-users": "listed", "shown-level": "higher" });
    it0.emulator.grant({ organization: PLACE.organization, user: "carol", auth: 1 });
    stack = it0.newStack();
    await stack.up({ ...PROGRAM, takeOver: true });
    assert.deepEqual(inherited(), ["carol=Read"]);
    // The next program says the same as the last one.
    await stack.up(PROGRAM);
  });
  const inherited = (): string[] =>
    (stack.state?.inheritedUsers ?? []).map(({ userName, permission }) => `${userName}=${permission}`);

  it("it is no drift as long as it stays as it is", async () => {
    for (const refresh of [false, true, "before"] as const) {
      assert.equal((await stack.preview(PROGRAM, refresh))?.changes, false);
      assert.deepEqual(stack.lines, []);
    }
  });

  for (const refresh of [false, true, "before"] as const)
    it(`more than the organization gives is drift, and revoked (refresh: ${String(refresh)})`, async () => {
      it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
      assert.equal((await stack.preview(PROGRAM, refresh))?.changes, true);
      // Who was refreshed by another process is compared without a call: then the organization's list is not known.
      const kept = refresh === "before" ? "" : " (carol keeps Read through the organization)";
      const line = "team-a/web/app: carol has Write, not declared; up will revoke it";
      assert.deepEqual(stack.lines, [`${line}${kept}`]);
      it0.calls();
      await stack.up(PROGRAM, refresh);
      assert.deepEqual(it0.writes(), [`DELETE ${ID.carol}`]);
      assert.deepEqual(granted(it0.emulator), ["alice=7"]);
    });

  it("a refresh shows the other permission as the user's own, and forgets the old one", async () => {
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    await stack.refreshInNewProcess();
    assert.deepEqual(inherited(), []);
    assert.deepEqual(
      stack.state?.users.map(({ userName, permission }) => `${userName}=${permission}`),
      ["alice=Manage", "carol=Write"],
    );
  });
});
