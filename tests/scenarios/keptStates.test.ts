import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../../scripts/engines";
import { type Scenario, scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";
import {
  ALICE,
  BOB,
  changeRepository,
  expectDeleted,
  expectWhole,
  found,
  team,
  WEB,
  writesOf,
} from "../support/team";

const PROGRAM = "what the classes register has to be what the state holds";
const API = { organization: "team-a", repository: "api" };

/**
 * Loads a state that the CLI once exported, with the server's address put in. `beforeOrganizations` is from the version that had
 * only RepositoryAccess: it marks a write by `__write` and has no `__written` and no `__names`. `wholeTeam` is from the first
 * version with all four resources.
 */
function load({ emulator, runner, project }: Scenario, name: "beforeOrganizations" | "wholeTeam"): void {
  const host = runner.name.includes("plugin") ? "plugin" : "dynamic";
  const text = readFileSync(join(__dirname, `../states/${name}.${host}.json`), "utf8");
  const { host: server } = new URL(emulator.url);
  project.load(JSON.parse(text.replaceAll("emulator.invalid", server)) as Deployment);
}

/** Checks that preview, `up` and refresh find nothing to do and write nothing. */
async function expectUnchanged(it0: Scenario): Promise<void> {
  it0.emulator.clearRequests();
  for (const command of ["preview", "up", "preview"] as const) {
    const { code, output } = await it0.project.run(command, "--expect-no-changes");
    assert.equal(code, 0, output);
    // The diff of a refresh may show that a mark of the old version is gone.
    assert.doesNotMatch(output, /update.*\[diff: |declared|revoke/);
  }
  await it0.refreshState();
  await it0.up("--expect-no-changes");
  assert.ok(it0.emulator.requests().length > 0);
  assert.deepEqual(writesOf(it0), []);
}

describe("scenarios: states that earlier versions have written", () => {
  /** Makes the program and the lists to which the state `beforeOrganizations` belongs. */
  function earlier(it0: Scenario): void {
    for (const [place, user, auth] of [
      [PLACE, "alice", 7],
      [PLACE, "bob", 1],
      [API, "bob", 3],
      [API, "carol", 3],
    ] as const)
      it0.emulator.grant({ ...place, user, auth });
    const web = { ...PLACE, users: [ALICE, { userName: "bob", permission: "Read" }] };
    const api = { ...API, exclusive: false, users: [{ userName: "bob", permission: "Write" }] };
    load(it0, "beforeOrganizations");
    it0.declareAll({ resources: { web, api } });
  }
  const lists = (it0: Scenario): string[][] => [it0.granted(), it0.granted(API)];

  scenario(
    "before organizations: nothing changes, and a destroy revokes whom it granted",
    { program: PROGRAM, bothWays: true },
    async (it0) => {
      earlier(it0);
      await expectUnchanged(it0);
      assert.deepEqual(lists(it0), [
        ["alice=7", "bob=1"],
        ["bob=3", "carol=3"],
      ]);
      // Also after the refresh the old state says that the stack has taken over the list.
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      await it0.up();
      assert.deepEqual(it0.writes(), [`DELETE ${ID.mallory}`]);
      await it0.destroy();
      assert.deepEqual(lists(it0), [[], ["carol=3"]]);
    },
  );

  scenario(
    "before organizations: the list counts as taken over, so an intruder is revoked",
    { bothWays: true },
    async (it0) => {
      earlier(it0);
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      await it0.expectChanges("team-a/web/app: mallory has Manage, not declared; up will revoke it");
      await it0.up();
      assert.deepEqual(it0.writes(), [`DELETE ${ID.mallory}`]);
      await it0.destroy();
      assert.deepEqual(lists(it0), [[], ["carol=3"]]);
    },
  );

  scenario("before organizations: a destroy as the first run", {}, async (it0) => {
    earlier(it0);
    await it0.destroy();
    assert.deepEqual(lists(it0), [[], ["carol=3"]]);
  });

  /** Makes the program and the team to which the state `wholeTeam` belongs. */
  async function whole(it0: Scenario): Promise<void> {
    it0.emulator.createOrganization({ name: WEB.organization, creator: "ci" });
    it0.emulator.createRepository(WEB);
    await changeRepository(it0, { is_public: false, category: "app_server", description: "The shop." });
    it0.emulator.grant({ organization: WEB.organization, user: "alice", auth: 7 });
    it0.emulator.grant({ ...WEB, user: BOB.userName, auth: 1 });
    load(it0, "wholeTeam");
    it0.declareAll({ resources: team() });
  }

  scenario(
    "a whole team: nothing changes, and a destroy leaves nothing",
    { program: PROGRAM, bothWays: true },
    async (it0) => {
      await whole(it0);
      await expectUnchanged(it0);
      expectWhole(it0);
      await it0.destroy();
      expectDeleted(it0);
    },
  );

  scenario("a whole team: a destroy as the first run", {}, async (it0) => {
    await whole(it0);
    it0.emulator.clearRequests();
    await it0.destroy();
    expectDeleted(it0);
    assert.equal(found(it0), undefined);
  });
});
