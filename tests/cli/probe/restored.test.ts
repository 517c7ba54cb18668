import assert from "node:assert/strict";
import type { Emulator, FaultAction } from "../../../sandbox/emulator";
import { inPool } from "./pool";
import { assertOnly, PLACE, populate, runProbe, stateOf, WRITE, writesIn } from "./world";

/** More writes than a run sends, so that every write of a run is tested. */
const MOST_WRITES = 26;
/** The largest number of writes that it takes to restore what was there. */
const MOST_RESTORING = 9;
const NUMBERS = Array.from({ length: MOST_WRITES }, (_, at) => at + 1);

const isAccessWrite = ({ method, path }: { method: string; path: string }): boolean =>
  method !== "GET" && path.endsWith("/access");

/** The n-th write meets the fault, whatever its method. Reads stand between any two writes. */
function failWrite(emulator: Emulator, nth: number, action: FaultAction): () => void {
  let count = 0;
  const arm = (): void => {
    if (count !== nth - 1) emulator.clearFaults();
    else
      for (const method of ["POST", "PATCH", "DELETE"])
        emulator.fault({ match: { method, path: "app/access" }, action });
  };
  arm();
  return emulator.onRequest((request) => {
    if (!isAccessWrite(request)) return;
    count += 1;
    arm();
  });
}

/** Aborts as soon as so many writes were answered, or the first read after them. */
function stopAfter(
  emulator: Emulator,
  writes: number,
  last: "write" | "read",
): { readonly stop: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  let count = 0;
  const forget = emulator.onRequest((request) => {
    if (isAccessWrite(request)) count += 1;
    if (count === writes && isAccessWrite(request) === (last === "write")) controller.abort();
  });
  return { stop: controller.signal, forget };
}

const failuresIn = (results: ReadonlyMap<unknown, unknown>): string[] =>
  [...results].flatMap(([item, result]) =>
    result instanceof Error ? [`${JSON.stringify(item)}: ${result.stack ?? ""}`] : [],
  );

/** A cloud in which a list hides what a write left behind, and one in which an unknown user gets an entry. */
const HIDING = { "shown-names": "iam", "post-existing": "upsert", "unknown-user": "accepted" } as const;
const KEEPING = { "unknown-user": "accepted", "patch-missing": "upsert", arrays: "partial" } as const;

describe("what was there is restored", () => {
  for (const [own, last, isMet] of [
    [undefined, "write", (nth: number) => nth % 2 === 0],
    [3, "read", (nth: number) => nth <= 10],
    [7, "write", (nth: number) => nth % 3 === 0],
  ] as const)
    it(`after an interruption at a ${last}, where the user ${own === undefined ? "has no entry" : `has ${String(own)}`}`, async () => {
      const results = await inPool(NUMBERS.filter(isMet), async (emulator, writes) => {
        populate(emulator);
        emulator.setDialect(own === 3 ? HIDING : { ...KEEPING, "read-lag": own === 7 ? 25 : 0 });
        if (own !== undefined) emulator.grant({ ...PLACE, user: "bob", auth: own });
        const before = stateOf(emulator);
        const { stop, forget } = stopAfter(emulator, writes, last);
        const probed = await runProbe(emulator, { write: WRITE, stop });
        forget();
        assert.deepEqual(stateOf(emulator), before);
        assertOnly(emulator.requests(), "bob");
        const sent = writesIn(emulator.requests()).filter(isAccessWrite).length;
        // What meets the last write of a run may come too late to interrupt it.
        assert.ok(probed.written !== undefined);
        if (sent > writes) assert.equal(probed.written.isInterrupted, true);
        assert.ok(sent <= writes + MOST_RESTORING, `${String(sent)} writes`);
        assert.equal(probed.written.restored.isDone, true);
        assert.match(probed.lines.join("\n"), /Restored and verified by a read: bob on team-a\/web\/app/);
        return sent;
      });
      assert.deepEqual(failuresIn(results), []);
    });

  it("where reads lag by more than the probe waits, and so show what was there long after it has gone", async () => {
    const results = await inPool([undefined, 1, 3, 7], async (emulator, own) => {
      populate(emulator);
      if (own !== undefined) emulator.grant({ ...PLACE, user: "bob", auth: own });
      emulator.setDialect({ "read-lag": 500, "delete-missing": "not-found" });
      const before = stateOf(emulator);
      const probed = await runProbe(emulator, { write: { ...WRITE, patience: 200 } });
      assert.equal(probed.written?.restored.isDone, true, probed.lines.join("\n"));
      assert.deepEqual(stateOf(emulator), before);
    });
    assert.deepEqual(failuresIn(results), []);
  });

  it("or, where a token ends for good, it is said how to repair an entry that nobody can read", async () => {
    const [said] = (
      await inPool([7], async (emulator, auth) => {
        emulator.grant({ ...PLACE, user: "bob", auth });
        emulator.issueToken({ user: "ci", token: "token-that-ends" });
        const environment = { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "", SWR_TOKEN: "token-that-ends" };
        const forget = emulator.onRequest((request) => {
          if (isAccessWrite(request)) emulator.expireToken("token-that-ends");
        });
        const probed = await runProbe(emulator, { write: WRITE, environment, haste: 20 });
        forget();
        assert.equal(probed.written?.restored.isDone, false);
        return probed.lines.join("\n");
      })
    ).values();
    assert.match(String(said), /NOT RESTORED: .+ was Manage \(7\) and cannot be read\./);
    assert.match(String(said), /or send PATCH \(POST, where that finds no entry\) \/v2\/manage/);
    assert.doesNotMatch(String(said), /token-that-ends/);
  });

  const FAULTS: Readonly<Record<string, FaultAction>> = {
    "reset after the write": { drop: "after" },
    "reset before the write": { drop: "before" },
    "500, but done": { commit: true, answer: { status: 500, body: { error_code: "SVCSTG.SWR.5000092" } } },
    "503 with a page": { answer: { status: 503, body: "<html></html>" } },
    "200 with a page, but done": { commit: true, answer: { status: 200, body: "<html></html>" } },
    "401": { answer: { status: 401, body: { error_code: "SVCSTG.SWR.4010000" } } },
    "403": { answer: { status: 403, body: { error_code: "SVCSTG.SWR.4037018" } } },
  };
  for (const [name, action] of Object.entries(FAULTS))
    it(`after a failed write: ${name}`, async () => {
      const results = await inPool([1, 4, 6, 9, 14], async (emulator, nth) => {
        populate(emulator);
        emulator.setDialect(KEEPING);
        if (nth % 2 === 0) emulator.grant({ ...PLACE, user: "bob", auth: 1 });
        const before = stateOf(emulator);
        const forget = failWrite(emulator, nth, action);
        const probed = await runProbe(emulator, { write: WRITE, environment: { SWR_MAX_RETRIES: "0" } });
        forget();
        assert.deepEqual(stateOf(emulator), before);
        assertOnly(emulator.requests(), "bob");
        assert.equal(probed.written?.restored.isDone, true, probed.lines.join("\n"));
        assert.equal(emulator.requests().filter(({ fault }) => fault !== null).length, 1);
      });
      assert.deepEqual(failuresIn(results), []);
    });
});
