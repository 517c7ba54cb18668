import assert from "node:assert/strict";
import { secretly } from "../support/program";
import { type Scenario, scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userName: "alice", permission: "Manage" };
const PROGRAM = "the class finds the secrets among its arguments";
const BOB = { userName: "bob", permission: "Read" };

/** Checks that no output and no file says who is declared. */
function assertHidden(it0: Scenario, who: readonly ("alice" | "bob")[], shown: readonly string[]): void {
  const places = { output: shown.join("\n"), ...it0.project.written() };
  for (const [place, text] of Object.entries(places))
    for (const name of who) {
      assert.doesNotMatch(text, new RegExp(`\\b${name}\\b`), `${place} names ${name}`);
      assert.ok(!text.includes(ID[name]), `${place} has the id of ${name}`);
    }
}

describe("scenarios: users who are declared as a secret", () => {
  scenario(
    "the whole list is a secret: declared users are shown nowhere, an undeclared one is named",
    { program: PROGRAM, bothWays: "cheap" },
    async (it0) => {
      const shown: string[] = [];
      const run = async (
        command: "preview" | "up" | "refresh" | "destroy",
        ...flags: string[]
      ): Promise<string> => {
        const { code, output } = await it0.project.run(command, ...flags);
        assert.equal(code, 0, output);
        shown.push(output);
        return output;
      };
      it0.declareAll({ resources: { web: { ...PLACE, users: secretly([ALICE, BOB]) } } });
      await run("preview", "--diff");
      assert.match(await run("up"), /granted Manage to \[secret\]/);
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
      assertHidden(it0, ["alice", "bob"], shown);
      // The offline engine saves no secret in any form, so a later run cannot know who was declared.
      if (it0.runner.name === "offline engine") return;
      await it0.expectClean();

      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      it0.emulator.grant({ ...PLACE, user: "bob", auth: 3 });
      it0.emulator.revoke({ ...PLACE, user: "alice" });
      const lines = await run("preview", "--diff");
      // The plugin's diff has paths, so the engine shows each property.
      const isByPath = it0.runner.name.includes("plugin") && it0.isFirstWay;
      if (isByPath) assert.match(lines, /"mallory" => "?\[secret\]/);
      assert.match(lines, /team-a\/web\/app: mallory has Manage, not declared; up will revoke it/);
      assert.match(lines, /team-a\/web\/app: \[secret\] has Write, declared Read; up will change it to Read/);
      assert.match(
        lines,
        /team-a\/web\/app: \[secret\] has no access, declared Manage; up will grant Manage/,
      );
      await run("refresh");
      assertHidden(it0, ["alice", "bob"], shown);
      assert.match(await run("up"), /revoked Manage from mallory/);
      assert.deepEqual(it0.granted(), ["alice=7", "bob=1"]);
      await it0.expectClean();
      assertHidden(it0, ["alice", "bob"], shown);
      await run("destroy");
      assert.deepEqual(it0.granted(), []);
      assertHidden(it0, ["alice", "bob"], shown);
    },
  );

  scenario(
    "one of two names is a secret: it is shown nowhere, the other user is named",
    { program: PROGRAM },
    async (it0) => {
      const alice = { userName: secretly("alice"), permission: "Manage" };
      it0.declareAll({ resources: { web: { ...PLACE, users: [alice, BOB] } } });
      const preview = await it0.preview("--diff");
      const { output } = await it0.up();
      assert.match(output, /granted Manage to \[secret\]/);
      assert.match(output, /granted Read to bob/);
      assertHidden(it0, ["alice"], [preview.output, output]);
    },
  );
});
