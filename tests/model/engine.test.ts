import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator, type Emulator } from "../../sandbox/emulator";
import { declaredBy, violations } from "../support/invariants";
import { descendantsOf } from "../support/processes";
import { offlineEngine } from "../../scripts/engines";
import { DeclaredProject } from "../support/program";
import { environmentOf, granted, ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };
const BEFORE = [ALICE, BOB];
const AFTER = [ALICE, { ...BOB, permission: "Write" }, CAROL];

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process has ended already.
  }
}

describe("an engine that is killed", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());

  /** Kills the engine at a request, which is never answered. Returns the processes that the engine leaves behind. */
  async function killAt(
    project: DeclaredProject,
    method: string,
    when: "before" | "after",
  ): Promise<number[]> {
    emulator.fault({ match: { method, path: "/access" }, action: { hang: when } });
    const engine = project.start("up");
    const closed = once(engine, "exit");
    while (engine.exitCode === null && emulator.faults()[0]?.applied !== 1) await sleep(5);
    assert.equal(engine.exitCode, null, `no ${method} was sent`);
    const left = descendantsOf(engine.pid ?? 0);
    engine.kill("SIGKILL");
    await closed;
    emulator.clearFaults();
    return left;
  }

  // Each of the two takes half a minute of a core. `make test` runs the harder one, where the provider lives on and still writes.
  const kills = [
    ["PATCH", "before", "live on"],
    ["POST", "after", "die with it"],
  ] as const;
  for (const [method, when, orphans] of kills.slice(0, process.env["SOAK_RUNS"] === undefined ? 1 : 2))
    it(`at a ${method}, ${when} it is carried out, and its children ${orphans}: the next up ends as declared`, async function () {
      this.timeout(240_000);
      emulator.reset();
      // A child that lives on is a second writer, at least for as long as its request waits. So this time is kept short.
      const environment = { ...environmentOf(emulator), SWR_REQUEST_TIMEOUT: "2" };
      const project = new DeclaredProject(offlineEngine, environment, { refresh: false });
      const declare = (users: object[]): void => {
        project.declare({ resources: { web: { ...PLACE, users } } });
      };
      const up = async (): Promise<void> => {
        const { code, output } = await project.run("up");
        assert.equal(code, 0, output);
      };
      let left: number[] = [];
      try {
        declare(BEFORE);
        await up();
        const from = (emulator.requests().at(-1)?.seq ?? 0) + 1;
        emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
        declare(AFTER);
        left = await killAt(project, method, when);
        if (orphans === "die with it") left.forEach(kill);
        await up();
        const bounds = { caller: "ci", from, managed: [ID.alice, ID.bob], exclusive: true, ignored: [] };
        const declarations = { before: declaredBy(BEFORE), after: declaredBy(AFTER) };
        assert.deepEqual(violations(emulator, { ...bounds, ...declarations }), []);
        assert.deepEqual(granted(emulator), ["alice=7", "bob=3", "carol=3"]);
        const { code, output } = await project.run("preview", "--expect-no-changes");
        assert.equal(code, 0, output);
      } finally {
        left.forEach(kill);
        project.remove();
      }
    });
});
