import assert from "node:assert/strict";
import { emulated } from "../../support/emulated";
import { granted, ID } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const PROGRAM = { users: [ALICE] };
const WITHOUT = { environment: { SWR_REGION: "", SWR_PROJECT_ID: "de000000000000000000000000000001" } };

describe("the region of a repository", () => {
  const it0 = emulated();

  it("is no change if it is written down and was that of the settings: nobody loses access", async () => {
    const before = it0.newStack(WITHOUT);
    await before.up(PROGRAM);
    assert.equal(before.state?.region, undefined);
    const { id, state, inputs } = before;
    const after = Object.assign(it0.newStack(), { id, state, inputs });
    it0.calls();
    assert.deepEqual(await after.preview(PROGRAM), {
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
    assert.equal(await after.up({ ...PROGRAM, region: "eu-de" }), "same");
    assert.deepEqual(it0.writes(), []);
  });

  it("stays as it was if neither program nor settings name one any more", async () => {
    const before = it0.newStack();
    await before.up(PROGRAM);
    const { id, state, inputs } = before;
    const after = Object.assign(it0.newStack(WITHOUT), { id, state, inputs });
    assert.deepEqual((await after.preview(PROGRAM))?.replaces, []);
    assert.equal((await after.check(PROGRAM)).inputs["region" as never], "eu-de");
    assert.deepEqual(granted(it0.emulator), ["alice=7"]);
  });

  it("replaces the resource if it is another one, also if the old one was not written down", async () => {
    const stack = it0.newStack();
    await stack.up(PROGRAM);
    assert.deepEqual((await stack.preview({ ...PROGRAM, region: "eu-nl" }))?.replaces, ["region"]);
    const { id, state, inputs } = stack;
    const { region: _region, ...unplaced } = state ?? assert.fail("it has no state");
    const other = Object.assign(it0.newStack(), { id, state: unplaced, inputs });
    assert.deepEqual((await other.preview({ ...PROGRAM, region: "eu-nl" }))?.replaces, ["region"]);
  });
});
