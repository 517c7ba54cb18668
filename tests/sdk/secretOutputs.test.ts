import assert from "node:assert/strict";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { offlineEngine } from "../../scripts/engines";
import { secretArgs } from "../../sdk/secretArgs";
import { DeclaredProject, secretly } from "../support/program";
import { environmentOf, ID, PLACE } from "../support/stack";

const USERS = [{ userId: ID.alice, userName: "alice", permission: "Read" }];
/** Versions of Pulumi's SDK, each with the variables that make the program use it. */
const SDKS: Readonly<Record<string, Record<string, string>>> = {
  "@pulumi/pulumi": {},
  "pulumi-oldest": { NODE_OPTIONS: `--require ${resolve(__dirname, "../support/oldestPulumi.js")}` },
};

for (const [sdk, environment] of Object.entries(SDKS))
  describe(`outputs that repeat a secret, with ${sdk}`, function () {
    this.timeout(60_000);
    let emulator: Emulator;
    before(async () => (emulator = await startEmulator()));
    after(() => emulator.stop());
    beforeEach(() => {
      emulator.reset();
    });

    /** The state of the resource after a first `up`. */
    async function kept(users: unknown): Promise<Record<"inputs" | "outputs", Record<string, unknown>>> {
      const project = new DeclaredProject(
        offlineEngine,
        { ...environmentOf(emulator), ...environment },
        { refresh: false },
      );
      try {
        project.declare({ resources: { web: { ...PLACE, users } } });
        const { code, output } = await project.run("up");
        assert.equal(code, 0, output);
        const states = Object.values(project.written()).filter((text) => text.includes('"owner"'));
        const state = JSON.parse(states[0] ?? "{}") as { resources: { name: string }[] };
        return state.resources.find(({ name }) => name === "web") as never;
      } finally {
        project.remove();
      }
    }

    it("are secret, and no other output is", async () => {
      const { inputs, outputs } = await kept(secretly(USERS));
      for (const name of ["users", "managed", "otherUsers", "inheritedUsers", "appliedBy", "__secrets"])
        assert.equal(outputs[name], "[secret]", name);
      assert.deepEqual([inputs["organization"], typeof outputs["repositoryId"]], ["team-a", "number"]);
    });

    it("are plain without a secret, and nothing is added to the inputs", async () => {
      const { inputs, outputs } = await kept(USERS);
      assert.deepEqual(outputs["managed"], [ID.alice]);
      const names = ["exclusive", "organization", "region", "repository", "takeOver", "users"];
      assert.deepEqual(Object.keys(inputs).sort(), ["__provider", ...names]);
      assert.ok(!("__secrets" in outputs));
    });
  });

describe("outputs that the program itself declares secret", () => {
  it("stay secret, whatever other outputs are", async () => {
    assert.deepEqual(secretArgs({}, ["a"], ["b"]).additionalSecretOutputs, ["b"]);
    const chosen = ["b"];
    const { inputs, additionalSecretOutputs } = secretArgs({ users: pulumi.secret("x") }, ["a"], chosen);
    await inputs.__secrets;
    assert.deepEqual([additionalSecretOutputs, chosen], [["b", "a"], ["b"]]);
  });
});
