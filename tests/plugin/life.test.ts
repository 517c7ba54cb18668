import assert from "node:assert/strict";
import { startEmulator } from "../../sandbox/emulator";
import schema from "../../schema.json";
import { InitFailed, PluginProcess, urnOf } from "../support/pluginProcess";
import { ALICE, BOB, CAROL, onEachSdk, program, URN } from "../support/pluggedList";
import { PLACE, environmentOf, granted } from "../support/stack";

onEachSdk("one resource's life", (it0) => {
  it("create, no change, update, delete: the calls that are needed, and a refresh asked for before each update", async () => {
    const made = await it0.create(ALICE, BOB);
    assert.equal(made.id, "team-a/web/app");
    assert.equal((await it0.plugin.read(URN, made.id, made)).refreshesFirst, true);
    it0.calls();
    const old = { ...made, ...(await it0.plugin.read(URN, made.id, made)) };
    assert.deepEqual(it0.calls(), ["GET"]);
    assert.equal(
      (await it0.plugin.diff(URN, old.id, old, await it0.check(old, program(BOB, ALICE)))).changes,
      false,
    );
    const inputs = await it0.check(old, program(ALICE, { ...BOB, permission: "Write" }));
    const diff = await it0.plugin.diff(URN, old.id, old, inputs);
    assert.deepEqual(diff.details, { "users[1].permission": "UPDATE" });
    assert.deepEqual(diff.diffs, ["users"]);
    assert.deepEqual(it0.calls(), []);
    const { outputs, refreshesFirst } = await it0.plugin.update(URN, old.id, old, inputs);
    assert.equal(refreshesFirst, true);
    assert.deepEqual(
      it0.calls().filter((call) => !call.startsWith("GET")),
      ["PATCH bob=3"],
    );
    await it0.plugin.delete(URN, old.id, outputs);
    assert.deepEqual(granted(it0.emulator), []);
  });

  it("who leaves is named, nobody else", async () => {
    const old = await it0.create(ALICE, BOB, CAROL);
    const inputs = await it0.check(old, program(BOB, CAROL));
    assert.deepEqual((await it0.plugin.diff(URN, old.id, old, inputs)).details, { "users[0]": "DELETE" });
  });

  it("done in part: id, state, one reason a user, and a refresh before the next update", async () => {
    const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };
    const failure: unknown = await it0.create(ALICE, ghost).catch((thrown: unknown) => thrown);
    assert.ok(failure instanceof InitFailed, String(failure));
    assert.deepEqual([failure.id, failure.reasons.length], ["team-a/web/app", 1]);
    assert.match(failure.reasons[0] ?? "", /^team-a\/web\/app: ghost: .*4001067/);
    assert.deepEqual(failure.properties["users"], [ALICE]);
    await it0.plugin.delete(URN, failure.id, failure.properties);
    assert.deepEqual(granted(it0.emulator), []);
  });

  it("another repository replaces; the new one is made first, also where it is in the same place", async () => {
    const made = await it0.create(ALICE);
    const inputs = await it0.check(made, { ...program(ALICE), repository: "api" });
    const diff = await it0.plugin.diff(URN, made.id, made, inputs);
    assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["repository"], false]);
    assert.deepEqual(diff.details, { repository: "UPDATE_REPLACE" });
    const same = await it0.plugin.diff(URN, made.id, made, await it0.check(made, program(ALICE)));
    assert.equal(same.deleteBeforeReplace, false);
  });

  it("the old of two resources on one repository is deleted after the new one was made: nobody is revoked", async () => {
    const old = await it0.create(ALICE, BOB);
    const later = urnOf("renamed");
    await it0.plugin.configure({});
    const { inputs } = await it0.plugin.check(later, {}, { ...program(ALICE), takeOver: true });
    await it0.plugin.create(later, inputs);
    await it0.plugin.delete(URN, old.id, old.outputs);
    assert.deepEqual(granted(it0.emulator), ["alice=7"]);
    await it0.plugin.configure({});
    await it0.plugin.delete(URN, old.id, old.outputs);
    assert.deepEqual(granted(it0.emulator), []);
  });

  it("gone: an empty answer", async () => {
    const made = await it0.create(ALICE);
    it0.emulator.deleteRepository(PLACE);
    assert.equal((await it0.plugin.read(URN, made.id, made)).id, "");
  });

  it("two resources on one repository: the second is refused, naming both", async () => {
    for (const _twice of [1, 2])
      assert.deepEqual((await it0.plugin.check(URN, {}, program(ALICE))).failures, []);
    const { failures } = await it0.plugin.check(urnOf("again"), {}, program(BOB));
    assert.deepEqual(failures, [
      {
        property: "repository",
        reason:
          'RepositoryAccess "again" and "web" both declare team-a/web/app: two lists of one repository would undo each other. Put all users into one of them.',
      },
    ]);
    const elsewhere = { ...program(BOB), region: "eu-nl" };
    const other = await it0.plugin.check(urnOf("third"), {}, elsewhere);
    assert.match(other.failures[0]?.reason ?? "", /"third" and "web" both declare team-a\/web\/app/);
    const none = await it0.plugin.check(urnOf("fourth"), {}, { ...program(BOB), repository: "api" });
    assert.deepEqual(none.failures, []);
  });

  it("providers side by side: each has its own settings", async () => {
    const elsewhere = await startEmulator();
    const { SWR_ACCESS_KEY = "", SWR_SECRET_KEY = "" } = environmentOf(elsewhere);
    const other = await PluginProcess.start({ SWR_ACCESS_KEY, SWR_SECRET_KEY });
    try {
      await other.configure({ cloud: "otc", region: "eu-de", endpoint: elsewhere.url });
      const { inputs } = await other.check(URN, {}, program(BOB));
      await other.create(URN, inputs);
      await it0.create(ALICE);
      assert.deepEqual([granted(it0.emulator), granted(elsewhere)], [["alice=7"], ["bob=1"]]);
    } finally {
      await other.stop();
      await elsewhere.stop();
    }
  });

  it("answers the schema and its version", async () => {
    assert.deepEqual(JSON.parse(await it0.plugin.schema()), schema);
    assert.equal(await it0.plugin.version(), schema.version);
  });
});
