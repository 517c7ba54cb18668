import assert from "node:assert/strict";
import { of } from "../support/program";
import { type Scenario, scenario } from "../support/scenario";
import {
  ALICE,
  BOB,
  expectCreated,
  expectDeleted,
  expectNoChanges,
  expectWhole,
  expectWrites,
  found,
  others,
  refuse,
  team,
  WEB,
  writesOf,
} from "../support/team";

/** A destroy that is refused one operation fails, and the next one deletes what is left. Answers what the first one did. */
async function destroyTwice(it0: Scenario, operation: string, between: () => void): Promise<string[]> {
  const before = others(it0);
  await it0.declareAll({ resources: team() }).up();
  expectCreated(it0);
  const allow = refuse(it0, operation);
  const { code, output } = await it0.project.run("destroy");
  assert.notEqual(code, 0, output);
  assert.match(output, /SVCSTG\.SWR\.4037017 not now/);
  const done = writesOf(it0);
  between();
  allow();
  await it0.destroy();
  expectDeleted(it0, ...done.filter((write) => !write.endsWith(" 403")));
  assert.deepEqual(others(it0), before);
  return done;
}

describe("scenarios: a run over several resources that fails half-way", () => {
  scenario("a destroy whose repository cannot be deleted", { bothWays: "cheap" }, async (it0) => {
    const done = await destroyTwice(it0, "deleteRepo", () => {
      // Whoever was granted the repository has lost it, and what holds it is still there.
      assert.deepEqual(it0.granted(WEB), []);
      assert.deepEqual(
        found(it0)?.repositories.map(({ name }) => name),
        ["web/app"],
      );
    });
    assert.ok(done.indexOf("deleteUserRepositoryAuth") < done.indexOf("deleteRepo 403"), done.join());
    assert.ok(!done.some((write) => write.startsWith("deleteNamespaces")), done.join());
  });

  scenario("a destroy whose organization cannot be deleted", { bothWays: "cheap" }, async (it0) => {
    const done = await destroyTwice(it0, "deleteNamespaces", () => {
      const { access, repositories } = found(it0) ?? {};
      assert.deepEqual({ access, repositories }, { access: [], repositories: [] });
    });
    assert.equal(done.at(-1), "deleteNamespaces 403");
  });

  scenario(
    "a destroy whose grants cannot be revoked: the repository and its organization stay",
    {},
    async (it0) => {
      const done = await destroyTwice(it0, "deleteUserRepositoryAuth", () => {
        assert.deepEqual(it0.granted(WEB), ["bob=1"]);
      });
      assert.ok(!done.some((write) => /deleteRepo|deleteNamespaces/.test(write)), done.join());
    },
  );

  scenario(
    "an up whose repository cannot be created: the next one makes the rest",
    { bothWays: "cheap" },
    async (it0) => {
      const before = others(it0);
      const allow = refuse(it0, "createRepo");
      await it0.declareAll({ resources: team() }).upFails(/team-c\/web\/app: .*SVCSTG\.SWR\.4037017 not now/);
      const done = writesOf(it0);
      assert.ok(done.includes("createNamespace") && done.includes("createRepo 403"), done.join());
      assert.ok(!done.includes("createUserRepositoryAuth"), done.join());
      assert.deepEqual(found(it0)?.repositories, []);
      allow();
      await it0.up();
      const left = done.includes("createNamespaceAuth") ? [] : ["createNamespaceAuth"];
      expectWrites(it0, ...left, "createRepo", "createUserRepositoryAuth");
      expectWhole(it0);
      await expectNoChanges(it0);
      await it0.destroy();
      expectDeleted(it0);
      assert.deepEqual(others(it0), before);
    },
  );

  scenario("what is left of a program goes in the right order, whichever was made first", {}, async (it0) => {
    // Its grants are older than the state's repository: the order is that of dependencies, not that of the state.
    it0.emulator.createOrganization({ name: WEB.organization, creator: "ci" });
    it0.emulator.createRepository(WEB);
    const everywhere = of("OrganizationAccess", { organization: WEB.organization, users: [ALICE] });
    await it0.declareAll({ resources: { grants: { ...WEB, users: [BOB] }, everywhere } }).up();
    await it0.declareAll({ resources: team({ adopt: true }, { adopt: true }) }).up();
    expectWhole(it0);
    it0.emulator.clearRequests();
    await it0.destroy();
    expectDeleted(it0);
  });
});
