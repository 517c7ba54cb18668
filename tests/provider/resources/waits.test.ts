import assert from "node:assert/strict";
import { describeLists } from "../../support/emulated";
import { ID, type Stack } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;

describeLists("lines while a run waits", (it0, list) => {
  const waits = (stack: Stack): string[] => stack.lines.filter((line) => line.includes("waiting"));

  it("a list that does not show what was written: a line each time two seconds have passed", async () => {
    it0.emulator.setDialect({ "write-effect": "never" });
    const stack = it0.newStack();
    await assert.rejects(stack.up({ users: [ALICE] }), /the server does not show it/);
    const line = `${list.subject}: the server does not show yet what was written after 1.4 s; waiting 1.6 s before read 5 of 5`;
    assert.deepEqual(
      waits(stack),
      Array.from({ length: 6 }, () => line),
    );
  });

  it("a grant without an answer: a line with its duration and the next attempt", async () => {
    it0.emulator.fault({ match: { path: "/access", method: "POST" }, times: 2, action: { drop: "before" } });
    let time = 0;
    // Each time the clock is read, 15 s have passed.
    const stack = it0.newStack({ now: () => new Date((time += 15_000)) });
    await stack.up({ users: [ALICE] });
    assert.deepEqual(
      waits(stack),
      ["0.2 s before attempt 2", "0.4 s before attempt 3"].map(
        (next) =>
          `${list.subject}: whether access was granted is not known after 15.0 s; waiting ${next} of 4`,
      ),
    );
  });

  it("a fast run: no line", async () => {
    it0.emulator.fault({ match: { path: "/access", method: "POST" }, action: { drop: "before" } });
    const stack = it0.newStack().at("2026-03-01T10:00:00Z");
    await stack.up({ users: [ALICE] });
    assert.deepEqual(waits(stack), []);
  });
});
