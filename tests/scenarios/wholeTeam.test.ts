import assert from "node:assert/strict";
import type { Scenario } from "../support/scenario";
import { scenario } from "../support/scenario";
import {
  changeRepository,
  expectCreated,
  expectDeleted,
  expectNoChanges,
  expectWhole,
  expectWrites,
  others,
  team,
  WEB,
  writesOf,
} from "../support/team";

const TEAM = { organization: WEB.organization };

/** Creates the team and checks that it is there as declared. */
async function made(it0: Scenario): Promise<object[]> {
  const before = others(it0);
  await it0.declareAll({ resources: team() }).up();
  expectCreated(it0);
  return before;
}

/** Checks that a preview says all of these and only reads, that `up` sends just these writes, and the next preview is clean. */
async function expectRepaired(it0: Scenario, said: readonly RegExp[], ...writes: string[]): Promise<void> {
  it0.emulator.clearRequests();
  const { code, output } = await it0.preview("--expect-no-changes");
  assert.equal(code, 7, output);
  for (const line of said) assert.match(output, line);
  assert.deepEqual(writesOf(it0), []);
  await it0.up();
  expectWrites(it0, ...writes);
  expectWhole(it0);
  await expectNoChanges(it0);
}

describe("scenarios: an organization, a repository in it, and who may use both", () => {
  scenario(
    "created, unchanged, destroyed: each in the order of dependencies",
    { program: "outputs of other resources reach the classes", bothWays: "cheap" },
    async (it0) => {
      const { code, output } = await it0.declareAll({ resources: team() }).preview();
      assert.equal(code, 0, output);
      assert.deepEqual(writesOf(it0), []);
      const before = await made(it0);
      await expectNoChanges(it0);
      await it0.destroy();
      expectDeleted(it0);
      assert.deepEqual(others(it0), before);
    },
  );

  scenario(
    "changed by others: each difference is named once, and nothing else is written to repair it",
    { bothWays: "cheap" },
    async (it0) => {
      await made(it0);
      await changeRepository(it0, { is_public: true, category: "linux", description: "Changed." });
      it0.emulator.grant({ ...WEB, user: "bob", auth: 7 });
      it0.emulator.grant({ ...TEAM, user: "mallory", auth: 3 });
      it0.emulator.clearRequests();
      await it0.expectChanges(
        "team-c/web/app: isPublic is true, declared false; up will change it",
        'team-c/web/app: category is "linux", declared "app_server"; up will change it',
        'team-c/web/app: description is "Changed.", declared "The shop."; up will change it',
        "team-c/web/app: bob has Manage, declared Read; up will change it to Read",
        "team-c: mallory has Write, not declared; up will revoke it",
      );
      assert.deepEqual(writesOf(it0), []);
      await it0.up();
      expectWrites(it0, "updateRepo", "updateUserRepositoryAuth", "deleteNamespaceAuth");
      expectWhole(it0);
      await expectNoChanges(it0);
    },
  );

  scenario(
    "the repository is gone: it is made again with its grants by one up",
    { bothWays: "cheap" },
    async (it0) => {
      await made(it0);
      it0.emulator.deleteRepository(WEB);
      const said = [
        /team-c\/web\/app: does not exist any more/,
        /team-c\/web\/app: the repository does not exist any more/,
      ];
      await expectRepaired(it0, said, "createRepo", "createUserRepositoryAuth");
    },
  );

  scenario("the organization is gone: one up makes everything again", { bothWays: "cheap" }, async (it0) => {
    const before = await made(it0);
    it0.emulator.deleteOrganization(WEB.organization);
    const said = [
      /team-c: does not exist any more/,
      /team-c: the organization does not exist any more/,
      /team-c\/web\/app: does not exist any more/,
      /team-c\/web\/app: the (repository|organization) does not exist any more/,
    ];
    await expectRepaired(
      it0,
      said,
      ...["createNamespace", "createNamespaceAuth", "createRepo", "createUserRepositoryAuth"],
    );
    await it0.destroy();
    expectDeleted(it0);
    assert.deepEqual(others(it0), before);
  });
});
