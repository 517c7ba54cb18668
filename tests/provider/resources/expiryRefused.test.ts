import assert from "node:assert/strict";
import { UNKNOWN } from "../../../provider/unknown";
import { emulated } from "../../support/emulated";
import { ID, type Stack } from "../../support/stack";

const MORNING = "2026-03-01T10:00:00Z";
const NOON = "2026-03-01T12:00:00Z";
const AFTERNOON = "2026-03-01T14:00:00Z";
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Write", expiresAt: NOON } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Read" } as const;

describe("checks of expiresAt at preview", () => {
  const it0 = emulated();
  const PAST = `users[1].expiresAt: "${NOON}" is past: delete the entry, or give a later date`;
  const failuresOf = async (stack: Stack, program: Parameters<Stack["check"]>[0]): Promise<string[]> =>
    (await stack.check(program)).failures.map(({ property, reason }) => `${property}: ${reason}`);

  for (const expiresAt of [
    "",
    "tomorrow",
    "2026-12-31",
    "2026-12-31T18:00:00",
    "2026-12-31 18:00:00Z",
    "2026-02-30T18:00:00Z",
    "2026-13-01T18:00:00Z",
    "2026-12-31T24:00:00Z",
    "2026-12-31T18:60:00Z",
    "2026-12-31T18:00:00+0100",
    "2026-12-31T18:00:00+25:00",
    "1798740000",
  ])
    it(`"${expiresAt}" is no date with a zone`, async () => {
      assert.deepEqual(await failuresOf(it0.newStack(), { users: [ALICE, { ...BOB, expiresAt }] }), [
        `users[1].expiresAt: "${expiresAt}" is not a date and time with a zone: write it like 2026-12-31T18:00:00Z or 2026-12-31T18:00:00+01:00`,
      ]);
      assert.deepEqual(it0.emulator.requests(), []);
    });

  for (const expiresAt of [
    "2028-02-29T18:00Z",
    "2026-12-31T18:00:00Z",
    "2026-12-31T18:00:00.123456Z",
    "2026-12-31T18:00:00-11:30",
    UNKNOWN,
  ])
    it(`"${expiresAt}" is accepted`, async () => {
      const stack = it0.newStack().at(MORNING);
      assert.deepEqual(await failuresOf(stack, { users: [ALICE, { ...BOB, expiresAt }] }), []);
    });

  it("a number is refused", async () => {
    const users = [ALICE, { ...BOB, expiresAt: 7 as unknown as string }];
    assert.deepEqual(await failuresOf(it0.newStack(), { users }), ["users[1].expiresAt: 7 is not a string"]);
  });

  it("a past date is refused if it is new: in a new resource, for a new user, for a user with no or another date before", async () => {
    const stack = it0.newStack().at(AFTERNOON);
    const { expiresAt: _end, ...lasting } = BOB;
    assert.deepEqual(await failuresOf(stack, { users: [ALICE, BOB] }), [PAST]);
    for (const before of [
      [ALICE],
      [ALICE, lasting],
      [ALICE, { ...BOB, expiresAt: "2026-03-01T15:00:00Z" }],
    ]) {
      await stack.up({ users: before });
      assert.deepEqual(await failuresOf(stack, { users: [ALICE, BOB] }), [PAST]);
    }
  });

  it("a past date of the last run is accepted, in any spelling of the moment and any place in the list", async () => {
    const stack = it0.newStack().at(MORNING);
    await stack.up({ users: [ALICE, BOB] });
    await stack.at(AFTERNOON).up({ users: [ALICE, BOB] });
    const same = { ...BOB, expiresAt: "2026-03-01T13:00:00+01:00" };
    assert.deepEqual(await failuresOf(stack, { users: [same, ALICE] }), []);
    // The same date is new for another user.
    assert.deepEqual(await failuresOf(stack, { users: [ALICE, { ...CAROL, expiresAt: NOON }] }), [PAST]);
  });
});
