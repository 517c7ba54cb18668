import assert from "node:assert/strict";
import { scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const users = [{ userId: ID.alice, userName: "alice", permission: "Manage" }];
const OTHER = { ...PLACE, repository: "api" };
const URN = "urn:pulumi:dev::scenario::";

// This promise is the real engine's: the other engines of the tests choose targets in their own way.
if (process.env["SCENARIO_ENGINE"] === "pulumi")
  describe("scenarios: targets", () => {
    scenario("--target finds a new resource by a wildcard, but not by its URN", {}, async (it0) => {
      it0.declareAll({ resources: { web: { ...PLACE, users } } });
      await it0.up();
      it0.declareAll({ resources: { web: { ...PLACE, users: [] }, web2: { ...OTHER, users } } });
      const isPlugin = it0.runner.name.includes("plugin");
      const type = isPlugin ? "swr:index:RepositoryAccess" : "pulumi-nodejs:dynamic/swr:RepositoryAccess";
      const { code, output } = await it0.project.run("up", "--target", `${URN}${type}::web2`);
      assert.notEqual(code, 0, "the engine finds it now: docs/hosts.md says that it does not");
      assert.match(output, /could not be found in the stack/);
      assert.deepEqual(it0.granted(OTHER), []);
      await it0.up("--target", "**::web2");
      assert.deepEqual([it0.granted(OTHER), it0.granted()], [["alice=7"], ["alice=7"]]);
      // A resource that exists already is found by its URN too.
      await it0.up("--target", `${URN}${type}::web2`);
    });
  });
