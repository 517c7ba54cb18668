import assert from "node:assert/strict";
import { PluginProcess, type Props, secret } from "../support/pluginProcess";
import { ENGINE, PLUGGED, PluggedList, SDKS } from "../support/plugged";
import { environmentOf, ID } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };

for (const { list, sdk } of PLUGGED)
  describe(`the plugin, on ${sdk}: the state of ${list.resource}`, () => {
    const it0 = new PluggedList(list, SDKS[sdk]);
    const { place } = list;

    it("drift is in what a refresh answers, each by its path; the diff makes no call", async () => {
      const made = await it0.create(ALICE, BOB, CAROL);
      it0.emulator.grant({ ...place, user: "bob", auth: 7 });
      it0.emulator.grant({ ...place, user: "mallory", auth: 7 });
      it0.emulator.revoke({ ...place, user: "carol" });
      const old = await it0.plugin.read(it0.urn, made.id, made);
      it0.calls();
      const inputs = await it0.check(old, it0.program(ALICE, BOB, CAROL));
      const { details } = await it0.plugin.diff(it0.urn, old.id, old, inputs);
      assert.deepEqual(details, {
        "users[1].permission": "UPDATE",
        "users[2].permission": "UPDATE",
        "users[2].userId": "UPDATE",
        "users[2].userName": "UPDATE",
      });
      assert.deepEqual(it0.calls(), []);
    });

    it("a state that was not read in this run, by the same, is compared with what is live", async () => {
      const made = await it0.create(ALICE);
      assert.equal("__refreshed" in made.outputs, false);
      const read = await it0.plugin.read(it0.urn, made.id, made);
      const now = (read.outputs["__refreshed"] as string).split(" ")[1] ?? "";
      const stale = { ...read.outputs, __refreshed: `${String(Date.now() - 3_600_000)} ${now}` };
      it0.emulator.grant({ ...place, user: "mallory", auth: 7 });
      /** Whether the drift is seen, and the calls that it took. */
      const seen = async (outputs: Props): Promise<unknown> => {
        it0.calls();
        const old = { ...read, outputs };
        const inputs = await it0.check(old, it0.program(ALICE));
        return [(await it0.plugin.diff(it0.urn, made.id, old, inputs)).changes, it0.calls()];
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
          it0.urn,
          old.inputs,
          { ...it0.program(ALICE), region: "eu-de" },
          old.outputs,
        );
        assert.equal((await it0.plugin.diff(it0.urn, made.id, old, inputs)).changes, true);
      }
      await it0.plugin.configure({});
      await it0.plugin.handshake("127.0.0.1:2", true);
      assert.deepEqual(await seen(read.outputs), [true, ["GET"]], "another run");
      await it0.plugin.handshake("", true);
      assert.deepEqual(await seen(read.outputs), [true, ["GET"]], "nobody says which run");
    });

    it("read as one caller, compared as another: what is live counts", async () => {
      const made = await it0.create(ALICE);
      it0.emulator.grant({ ...place, user: "carol", auth: 7 });
      const asCarol = await PluginProcess.start(environmentOf(it0.emulator, "carol"));
      try {
        await asCarol.handshake(ENGINE, true);
        await asCarol.configure({});
        const read = await asCarol.read(it0.urn, made.id, made);
        assert.deepEqual(read.outputs["users"], [ALICE]);
        const inputs = await it0.check(read, it0.program(ALICE));
        assert.equal((await it0.plugin.diff(it0.urn, made.id, read, inputs)).changes, true);
      } finally {
        await asCarol.stop();
      }
    });

    it("an engine that cannot refresh first is asked for nothing, and shown what is live", async () => {
      await it0.plugin.handshake(ENGINE, false);
      const made = await it0.create(ALICE);
      it0.emulator.grant({ ...place, user: "mallory", auth: 7 });
      it0.calls();
      const inputs = await it0.check(made, it0.program(ALICE));
      assert.equal((await it0.plugin.diff(it0.urn, made.id, made, inputs)).changes, true);
      assert.deepEqual(it0.calls(), ["GET"]);
      assert.equal("__refreshed" in (await it0.plugin.read(it0.urn, made.id, made)).outputs, false);
    });

    it("what is secret stays secret: in inputs, outputs, after a refresh, and in every sentence", async () => {
      // The id that check has found leads to the name.
      const marked = { ...ALICE, userId: secret(ID.alice), userName: secret("alice") };
      const { inputs } = await it0.plugin.check(
        it0.urn,
        {},
        it0.program(BOB, { userName: secret("alice"), permission: "Manage" }),
      );
      assert.deepEqual(inputs["users"], [BOB, marked]);
      const made = { inputs, ...(await it0.plugin.create(it0.urn, inputs)) };
      assert.deepEqual(made.outputs["users"], [BOB, marked]);
      assert.match(
        it0.plugin.output,
        /granted Manage to \[secret\].*\n.*granted Read to bob|granted Read to bob.*\n.*granted Manage to \[secret\]/,
      );
      assert.doesNotMatch(it0.plugin.output, /alice/);
      const read = await it0.plugin.read(it0.urn, made.id, made);
      assert.deepEqual(
        [read.outputs["users"], read.inputs["users"]],
        [made.outputs["users"], inputs["users"]],
      );
      it0.emulator.grant({ ...place, user: "alice", auth: 1 });
      const drifted = await it0.plugin.read(it0.urn, made.id, made);
      assert.deepEqual(drifted.inputs["users"], [BOB, { ...marked, permission: "Read" }]);
      assert.equal(drifted.inputs[list.owner], place[list.owner]);
    });

    it("an id that is secret among the users is so in every output", async () => {
      const soon = { ...BOB, userId: secret(ID.bob), expiresAt: "2999-01-01T00:00:00Z" };
      const { inputs } = await it0.plugin.check(it0.urn, {}, { ...place, users: [ALICE, soon] });
      const made = { inputs, ...(await it0.plugin.create(it0.urn, inputs)) };
      assert.deepEqual(made.outputs["managed"], [ID.alice, secret(ID.bob)]);
      it0.emulator.revoke({ ...place, user: "bob" });
      const { outputs } = await it0.plugin.read(it0.urn, made.id, made);
      assert.ok(outputs["missingUsers"] !== undefined);
      const plain = JSON.stringify({ ...made.outputs, ...outputs }).replaceAll(
        JSON.stringify(secret(ID.bob)),
        "",
      );
      assert.ok(!plain.replace(/"value":("b0b[0-9a-f]*"|\[.*?\])/g, "").includes(ID.bob), plain);
    });
  });
