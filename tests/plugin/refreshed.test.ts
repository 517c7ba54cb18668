import assert from "node:assert/strict";
import { PluginProcess, type Props } from "../support/pluginProcess";
import { ENGINE } from "../support/plugged";
import { ALICE, BOB, CAROL, onEachSdk, program, URN } from "../support/pluggedList";
import { environmentOf, PLACE } from "../support/stack";

onEachSdk("a state that a refresh has read", (it0) => {
  it("has the drift, which the diff names by paths without a request", async () => {
    const made = await it0.create(ALICE, BOB, CAROL);
    it0.emulator.grant({ ...PLACE, user: "bob", auth: 7 });
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    it0.emulator.revoke({ ...PLACE, user: "carol" });
    const old = await it0.plugin.read(URN, made.id, made);
    it0.calls();
    const inputs = await it0.check(old, program(ALICE, BOB, CAROL));
    const { details } = await it0.plugin.diff(URN, old.id, old, inputs);
    assert.deepEqual(details, {
      "users[1].permission": "UPDATE",
      "users[2].permission": "UPDATE",
      "users[2].userId": "UPDATE",
      "users[2].userName": "UPDATE",
    });
    assert.deepEqual(it0.calls(), []);
  });

  it("is not trusted in another run or with other settings: the diff reads the list", async () => {
    const made = await it0.create(ALICE);
    assert.equal("__refreshed" in made.outputs, false);
    const read = await it0.plugin.read(URN, made.id, made);
    const now = (read.outputs["__refreshed"] as string).split(" ")[1] ?? "";
    const stale = { ...read.outputs, __refreshed: `${String(Date.now() - 3_600_000)} ${now}` };
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    /** Whether the diff sees the drift, and the requests that it sent. */
    const seen = async (outputs: Props): Promise<unknown> => {
      it0.calls();
      const old = { ...read, outputs };
      const inputs = await it0.check(old, program(ALICE));
      return [(await it0.plugin.diff(URN, made.id, old, inputs)).changes, it0.calls()];
    };
    assert.deepEqual(await seen(read.outputs), [false, []], "read before the drift, in this run");
    for (const outputs of [made.outputs, stale, { ...read.outputs, __refreshed: 7 }])
      assert.deepEqual(await seen(outputs), [true, ["GET"]]);
    for (const config of [
      { ignoreUsers: '["carol"]' },
      { maxRevokes: "5", endpoint: it0.emulator.url, region: "eu-nl" },
    ]) {
      await it0.plugin.configure(config);
      const old = { ...read, inputs: { ...read.inputs, region: "eu-de" } };
      const { inputs } = await it0.plugin.check(
        URN,
        old.inputs,
        { ...program(ALICE), region: "eu-de" },
        old.outputs,
      );
      assert.equal((await it0.plugin.diff(URN, made.id, old, inputs)).changes, true);
    }
    await it0.plugin.configure({});
    await it0.plugin.handshake("127.0.0.1:2", true);
    assert.deepEqual(await seen(read.outputs), [true, ["GET"]], "another run");
    await it0.plugin.handshake("", true);
    assert.deepEqual(await seen(read.outputs), [true, ["GET"]], "nobody says which run");
  });

  it("read by one caller and compared by another: the diff reads the list", async () => {
    const made = await it0.create(ALICE);
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 7 });
    const asCarol = await PluginProcess.start(environmentOf(it0.emulator, "carol"));
    try {
      await asCarol.handshake(ENGINE, true);
      await asCarol.configure({});
      const read = await asCarol.read(URN, made.id, made);
      assert.deepEqual(read.outputs["users"], [ALICE]);
      const inputs = await it0.check(read, program(ALICE));
      assert.equal((await it0.plugin.diff(URN, made.id, read, inputs)).changes, true);
    } finally {
      await asCarol.stop();
    }
  });

  it("an engine that cannot refresh first is not asked to, and the diff reads the list", async () => {
    await it0.plugin.handshake(ENGINE, false);
    const made = await it0.create(ALICE);
    it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    it0.calls();
    const inputs = await it0.check(made, program(ALICE));
    assert.equal((await it0.plugin.diff(URN, made.id, made, inputs)).changes, true);
    assert.deepEqual(it0.calls(), ["GET"]);
    assert.equal("__refreshed" in (await it0.plugin.read(URN, made.id, made)).outputs, false);
  });
});
