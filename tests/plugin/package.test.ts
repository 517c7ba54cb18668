import assert from "node:assert/strict";
import { startEmulator } from "../../sandbox/emulator";
import schema from "../../schema.json";
import { PluginProcess } from "../support/pluginProcess";
import { PluggedList, SDKS } from "../support/plugged";
import { environmentOf, granted, ID, REPOSITORY } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };

for (const [sdk, environment] of Object.entries(SDKS))
  describe(`the plugin, on ${sdk}: functions, schema, providers side by side`, () => {
    const it0 = new PluggedList(REPOSITORY, environment);
    const { place } = REPOSITORY;

    it("functions answer, and refuse by property", async () => {
      it0.emulator.grant({ ...place, user: "alice", auth: 7 });
      const { result } = await it0.plugin.invoke("swr:index:getRepositoryAccess", place);
      assert.deepEqual(result["users"], [ALICE]);
      const user = await it0.plugin.invoke("swr:index:getUser", { userName: "bob" });
      assert.deepEqual(user.result, { userId: ID.bob, userName: "bob" });
      const { failures } = await it0.plugin.invoke("swr:index:getRepositoryAccess", {
        organisation: "team-a",
      });
      assert.deepEqual(failures.map(({ property }) => property).sort(), [
        "organisation",
        "organization",
        "repository",
      ]);
    });

    it("answers the schema and its version", async () => {
      assert.deepEqual(JSON.parse(await it0.plugin.schema()), schema);
      assert.equal(await it0.plugin.version(), schema.version);
    });

    it("providers side by side: each has its own settings", async () => {
      const elsewhere = await startEmulator();
      const { SWR_ACCESS_KEY = "", SWR_SECRET_KEY = "" } = environmentOf(elsewhere);
      const other = await PluginProcess.start({ SWR_ACCESS_KEY, SWR_SECRET_KEY });
      try {
        await other.configure({ cloud: "otc", region: "eu-de", endpoint: elsewhere.url });
        const { inputs } = await other.check(it0.urn, {}, it0.program(BOB));
        await other.create(it0.urn, inputs);
        await it0.create(ALICE);
        assert.deepEqual([it0.granted(), granted(elsewhere)], [["alice=7"], ["bob=1"]]);
      } finally {
        await other.stop();
        await elsewhere.stop();
      }
    });
  });
