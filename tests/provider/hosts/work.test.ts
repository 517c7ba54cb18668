import assert from "node:assert/strict";
import { Work } from "../../../provider/hosts/plugin/work";

const activeTimers = (): number => process.getActiveResourcesInfo().filter((it) => it === "Timeout").length;

describe("one call of the engine while it is served", () => {
  it("is cancelled in three steps", () => {
    const work = new Work("");
    const before = activeTimers();
    work.cancel("the engine gave up the call");
    assert.equal(work.stopping.aborted, true);
    assert.match(String(work.stopping.reason), /the engine gave up the call/);
    assert.equal(activeTimers() - before, 2);
    work.end();
    assert.equal(activeTimers(), before);
  });

  // gRPC emits "cancelled" for every call once its stream is closed, also for a call that was answered.
  it("is not cancelled any more once it has ended, and starts no timer then", () => {
    const work = new Work("");
    const before = activeTimers();
    work.end();
    work.cancel("the engine gave up the call");
    assert.equal(work.stopping.aborted, false);
    assert.equal(activeTimers(), before);
  });
});
