import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario";
import { BOB, expectNoChanges, expectWrites, found, team, WEB } from "../support/team";

const GRANTED = "team-c/web/app: granted Read to bob";

/** The team is there; from now on the program wants its repository replaced in its place. */
async function wantsReplacement(
  it0: Scenario,
  declare: (region: string) => void,
): Promise<number | undefined> {
  declare("eu-de");
  await it0.up();
  const before = found(it0)?.repositories[0]?.id;
  // With an endpoint of one's own all regions are one place: it is deleted first, since its name is taken.
  declare("eu-nl");
  it0.emulator.clearRequests();
  return before;
}

describe("scenarios: a repository that is replaced under the same name", () => {
  scenario(
    "access that takes its names from it: the same up grants again",
    { bothWays: true },
    async (it0) => {
      const before = await wantsReplacement(it0, (region) => {
        it0.declareAll({ resources: team({ region }) });
      });
      const { output } = await it0.up();
      assert.ok(output.includes(GRANTED), output);
      // An engine deletes such access ahead of the repository, and makes it anew behind it.
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
