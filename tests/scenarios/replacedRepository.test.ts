import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario";
import { BOB, expectNoChanges, expectWrites, found, team, WEB } from "../support/team";

const GRANTED = "team-c/web/app: granted Read to bob";

/** Creates the team, then declares a change that replaces its repository under the same name. */
async function wantsReplacement(
  it0: Scenario,
  declare: (region: string) => void,
): Promise<number | undefined> {
  declare("eu-de");
  await it0.up();
  const before = found(it0)?.repositories[0]?.id;
  // With an endpoint in the settings all regions are one place. The name is taken there, so the repository is deleted first.
  declare("eu-nl");
  it0.emulator.clearRequests();
  return before;
}

describe("scenarios: a repository that is replaced under the same name", () => {
  scenario(
    "access whose inputs are outputs of the repository: the same up grants again",
    { program: "outputs of other resources reach the classes", bothWays: true },
    async (it0) => {
      const before = await wantsReplacement(it0, (region) => {
        it0.declareAll({ resources: team({ region }) });
      });
      const { output } = await it0.up();
      assert.ok(output.includes(GRANTED), output);
      // An engine deletes such access before the repository, and creates it again after it.
      expectWrites(it0, "deleteUserRepositoryAuth", "deleteRepo", "createRepo", "createUserRepositoryAuth");
      assert.notEqual(found(it0)?.repositories[0]?.id, before);
      assert.deepEqual(it0.granted(WEB), ["bob=1"]);
      await expectNoChanges(it0);
    },
  );

  scenario("access that only depends on it: the same up grants again", { bothWays: true }, async (it0) => {
    await wantsReplacement(it0, (region) => {
      const resources = { ...team({ region }), grants: { ...WEB, users: [BOB] } };
      it0.declareAll({ resources, options: { grants: { dependsOn: ["web"] } } });
    });
    // What an engine's refresh has read came before the repository was deleted: nothing of it counts any more.
    const { output } = await it0.up();
    assert.ok(output.includes(GRANTED), output);
    expectWrites(it0, "deleteRepo", "createRepo", "createUserRepositoryAuth");
    assert.deepEqual(it0.granted(WEB), ["bob=1"]);
    await expectNoChanges(it0);
  });
});
