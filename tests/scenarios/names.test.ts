import assert from "node:assert/strict";
import { dialectValues } from "../../sandbox/emulator/dialect";
import { Client } from "../emulator/support/client";
import { History } from "../support/history";
import { scenario, type Scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const BY_NAME = { userName: "alice", permission: "Read" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Write" };
const TOOLS = { organization: "team-b", repository: "tools", exclusive: false };

/** Lists mallory under alice's name. `mismatch`: whether the server accepts or refuses such writes from then on. */
async function plant(it0: Scenario, mismatch: "accepted" | "refused" = "accepted"): Promise<void> {
  it0.emulator.setDialect({ "name-mismatch": "accepted" });
  const path = "/v2/manage/namespaces/team-a/repos/web$app/access";
  const entry = { user_id: ID.mallory, user_name: "alice", auth: 7 };
  const { status, text } = await new Client(it0.emulator, "admin").post(path, [entry]);
  assert.equal(status, 201, text);
  it0.emulator.setDialect({ "name-mismatch": mismatch });
}

/** Who has access at the API, by id. */
const holders = (it0: Scenario): string[] =>
  it0.emulator
    .access(PLACE)
    .map(({ userId, auth }) => `${userId}=${String(auth)}`)
    .sort();

/** Checks that a preview names mallory's entry by its id and the name that the list shows. */
async function expectShown(it0: Scenario): Promise<void> {
  const { output } = await it0.expectChanges();
  const lines = output
    .split("\n")
    .filter((line) => line.includes(ID.mallory) && /team-a\/web\/app:/.test(line));
  assert.equal(lines.length, 1, output);
  assert.match(lines[0] ?? "", /alice.*revoke/);
}

/** The names and ids for which IAM was asked since the last call. */
function lookUps(it0: Scenario): string[] {
  const asked = it0.emulator.requests().flatMap(({ path }) => {
    const { pathname, searchParams } = new URL(path, it0.emulator.url);
    if (pathname === "/v3/users") return [searchParams.get("name") ?? "all"];
    return pathname.startsWith("/v3.0/OS-USER/users/") ? [pathname.split("/").at(-1) ?? ""] : [];
  });
  it0.emulator.clearRequests();
  return asked.sort();
}

describe("scenarios: whose a name is", () => {
  for (const mismatch of dialectValues["name-mismatch"]) {
    scenario(`mallory listed as alice from the start (${mismatch})`, { bothWays: "cheap" }, async (it0) => {
      await plant(it0, mismatch);
      await it0.declare({ users: [BY_NAME] }).expectRefused(new RegExp(`not declared: .*${ID.mallory}`));
      assert.deepEqual(holders(it0), [`${ID.mallory}=7`]);
      await it0.declare({ users: [BY_NAME], takeOver: true }).up();
      assert.deepEqual(holders(it0), [`${ID.alice}=1`]);
      await it0.expectClean();
    });

    scenario(`mallory listed as alice by others later (${mismatch})`, { bothWays: "cheap" }, async (it0) => {
      await it0.declare({ users: [BY_NAME] }).up();
      await plant(it0, mismatch);
      const history = new History(it0.emulator);
      await expectShown(it0);
      await it0.up();
      assert.deepEqual(it0.writes(), [`DELETE ${ID.mallory}`]);
      assert.deepEqual(holders(it0), [`${ID.alice}=1`]);
      assert.equal(history.changes().length, 1);
      await it0.expectClean();
    });
  }

  scenario("mallory listed as alice, whom the program ignores", { bothWays: "cheap" }, async (it0) => {
    it0.emulator.grant({ ...PLACE, user: "alice", auth: 3 });
    await it0.declare({ users: [BOB], ignoreUsers: ["alice"] }).up();
    await plant(it0);
    await expectShown(it0);
    await it0.up();
    assert.deepEqual(it0.writes(), [`DELETE ${ID.mallory}`]);
    assert.deepEqual(holders(it0), [`${ID.alice}=3`, `${ID.bob}=3`].sort());
    await it0.expectClean();
  });

  scenario("mallory listed as alice, whom the program ignores and who has no entry", {}, async (it0) => {
    await plant(it0);
    await it0
      .declare({ users: [BOB], ignoreUsers: ["alice"] })
      .expectRefused(new RegExp(`not declared: .*${ID.mallory}`));
    await it0.declare({ users: [BOB], ignoreUsers: ["alice"], takeOver: true }).up();
    assert.deepEqual(holders(it0), [`${ID.bob}=3`]);
  });

  scenario("a user deleted in IAM, and a new one of the same name", { bothWays: "cheap" }, async (it0) => {
    await it0.declare({ users: [BY_NAME, BOB] }).up();
    const successor = "a11ce000000000000000000000000002";
    it0.emulator.deleteUser("alice");
    it0.emulator.addUser({ id: successor, name: "alice" });
    assert.deepEqual(holders(it0), [`${ID.alice}=1`, `${ID.bob}=3`]);
    await it0.expectChanges(`team-a/web/app: alice is another user now (${ID.alice} → ${successor})`);
    await it0.up();
    assert.deepEqual(holders(it0), [`${successor}=1`, `${ID.bob}=3`].sort());
    await it0.expectClean();
  });

  scenario("IAM refuses look-ups: a listed name is not believed", { bothWays: "cheap" }, async (it0) => {
    it0.emulator.grant({ ...TOOLS, user: "alice", auth: 1 });
    await it0
      .as("deployer")
      .declare({ ...TOOLS, users: [{ ...BY_NAME, permission: "Write" }] })
      .expectRefused(/users\[0\]\.userName.*give userId.*grant the caller to list users/);
    await it0.upFails(/give userId/);
    assert.deepEqual(it0.granted(TOOLS), ["alice=1", "bob=1"]);
  });

  scenario("IAM refuses look-ups, but swr:trustListedNames is set", { bothWays: "cheap" }, async (it0) => {
    it0.emulator.grant({ ...TOOLS, user: "alice", auth: 1 });
    it0.project.setEnvironment({ SWR_TRUST_LISTED_NAMES: "true" });
    await it0
      .as("deployer")
      .declare({ ...TOOLS, users: [{ ...BY_NAME, permission: "Write" }] })
      .up();
    assert.deepEqual(it0.granted(TOOLS), ["alice=3", "bob=1"]);
  });

  scenario(
    "IAM refuses look-ups: its answers of an earlier run still count",
    { bothWays: "cheap" },
    async (it0) => {
      await it0.declare({ ...TOOLS, users: [BY_NAME] }).up();
      const { code, output } = await it0.as("deployer").preview("--expect-no-changes");
      assert.equal(code, 0, output);
      await it0.declare({ ...TOOLS, users: [{ ...BY_NAME, permission: "Write" }] }).up();
      assert.deepEqual(it0.granted(TOOLS), ["alice=3", "bob=1"]);
    },
  );

  scenario("IAM is asked once for each name and run, and never where ids are given", {}, async (it0) => {
    const api = { organization: "team-a", repository: "api" };
    const users = [BY_NAME, { userName: "bob", permission: "Write" }];
    await it0.declareAll({ resources: { web: { ...PLACE, users }, api: { ...api, users } } }).up();
    assert.deepEqual(lookUps(it0), ["alice", "bob"]);
    await it0.preview();
    assert.deepEqual(lookUps(it0), ["alice", "bob"]);
    const known = [
      { ...BOB, permission: "Read" },
      { userId: ID.alice, userName: "alice", permission: "Read" },
    ];
    await it0
      .declareAll({ resources: { web: { ...PLACE, users: known }, api: { ...api, users: known } } })
      .up();
    assert.deepEqual(lookUps(it0), []);
    const ids = known.map(({ userId, permission }) => ({ userId, permission }));
    await it0.declareAll({ resources: { web: { ...PLACE, users: ids }, api: { ...api, users: ids } } }).up();
    assert.deepEqual(lookUps(it0), []);
  });
});
