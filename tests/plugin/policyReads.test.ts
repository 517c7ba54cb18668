import assert from "node:assert/strict";
import { urnOf } from "../support/pluginProcess";
import { Plugged } from "../support/plugged";
import { ID } from "../support/stack";

const URN = urnOf("team-a", "swr:index:RepositoryAccessPolicy");
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
/** Users in another order of properties than the one in which a Struct gives them back. */
const PROGRAM = {
  rules: [{ users: [BOB], repositories: ["**"] }],
  organization: "team-a",
};

describe("the plugin: the reads of a policy", () => {
  const it0 = new Plugged(false);

  it("a create goes by what its check has found: one read before the write, one after it", async () => {
    await it0.plugin.configure({});
    const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
    // As an engine hands it on: in its own order.
    const sorted = Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? 1 : -1)));
    await it0.plugin.create(URN, sorted);
    const calls = it0.emulator.requests().map(({ operation }) => operation);
    const count = (name: string): number => calls.filter((it) => it === name).length;
    assert.equal(count("createUserRepositoryAuth"), 2);
    assert.equal(count("showUserRepositoryAuth"), 4);
    assert.equal(count("listReposDetails"), 1);
  });
});
