import assert from "node:assert/strict";
import { resolve } from "node:path";
import { startEmulator } from "../../sandbox/emulator";
import schema from "../../schema.json";
import { InitFailed, PluginProcess, type Props, secret, urnOf } from "../support/pluginProcess";
import { ENGINE, Plugged } from "../support/plugged";
import { accessCalls, environmentOf, granted, ID, PLACE } from "../support/stack";

const URN = urnOf("web");
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };
const program = (...users: Props[]): Props => ({ ...PLACE, users });

/** With the stubs of the SDK that is installed beside it. */
const SDKS: Readonly<Record<string, Record<string, string>>> = {
  "@pulumi/pulumi": {},
  "pulumi-oldest": { NODE_OPTIONS: `--require ${resolve(__dirname, "../support/oldestPulumi.js")}` },
};

for (const [sdk, environment] of Object.entries(SDKS))
  describe(`the plugin on ${sdk}: one resource's life`, () => {
    const it0 = new Plugged(true, environment);

    interface Kept {
      id: string;
      inputs: Props;
      outputs: Props;
    }
    const create = async (...users: Props[]): Promise<Kept> => {
      const { inputs, failures } = await it0.plugin.check(URN, {}, program(...users));
      assert.deepEqual(failures, []);
      return { inputs, ...(await it0.plugin.create(URN, inputs)) };
    };
    const check = async (old: Kept, news: Props): Promise<Props> => {
      const { inputs, failures } = await it0.plugin.check(URN, old.inputs, news, old.outputs);
      assert.deepEqual(failures, []);
      return inputs;
    };
    const calls = (): string[] => {
      const list = accessCalls(it0.emulator.requests());
      it0.emulator.clearRequests();
      return list;
    };

    it("create, no change, update, delete: the calls that are needed, and a refresh asked for before each update", async () => {
      const made = await create(ALICE, BOB);
      assert.equal(made.id, "team-a/web/app");
      assert.equal((await it0.plugin.read(URN, made.id, made)).refreshesFirst, true);
      calls();
      const old = { ...made, ...(await it0.plugin.read(URN, made.id, made)) };
      assert.deepEqual(calls(), ["GET"]);
      assert.equal(
        (await it0.plugin.diff(URN, old.id, old, await check(old, program(BOB, ALICE)))).changes,
        false,
      );
      const inputs = await check(old, program(ALICE, { ...BOB, permission: "Write" }));
      const diff = await it0.plugin.diff(URN, old.id, old, inputs);
      assert.deepEqual(diff.details, { "users[1].permission": "UPDATE" });
      assert.deepEqual(diff.diffs, ["users"]);
      assert.deepEqual(calls(), []);
      const { outputs, refreshesFirst } = await it0.plugin.update(URN, old.id, old, inputs);
      assert.equal(refreshesFirst, true);
      assert.deepEqual(
        calls().filter((call) => !call.startsWith("GET")),
        ["PATCH bob=3"],
      );
      await it0.plugin.delete(URN, old.id, outputs);
      assert.deepEqual(granted(it0.emulator), []);
    });

    it("drift is in what a refresh answers, each by its path; the diff makes no call", async () => {
      const made = await create(ALICE, BOB, CAROL);
      it0.emulator.grant({ ...PLACE, user: "bob", auth: 7 });
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      it0.emulator.revoke({ ...PLACE, user: "carol" });
      const old = await it0.plugin.read(URN, made.id, made);
      calls();
      const inputs = await check(old, program(ALICE, BOB, CAROL));
      const { details } = await it0.plugin.diff(URN, old.id, old, inputs);
      assert.deepEqual(details, {
        "users[1].permission": "UPDATE",
        "users[2].permission": "UPDATE",
        "users[2].userId": "UPDATE",
        "users[2].userName": "UPDATE",
      });
      assert.deepEqual(calls(), []);
    });

    it("a state that was not read in this run, by the same, is compared with what is live", async () => {
      const made = await create(ALICE);
      assert.equal("__refreshed" in made.outputs, false);
      const read = await it0.plugin.read(URN, made.id, made);
      const now = (read.outputs["__refreshed"] as string).split(" ")[1] ?? "";
      const stale = { ...read.outputs, __refreshed: `${String(Date.now() - 3_600_000)} ${now}` };
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      /** Whether the drift is seen, and the calls that it took. */
      const seen = async (outputs: Props): Promise<unknown> => {
        calls();
        const old = { ...read, outputs };
        const inputs = await check(old, program(ALICE));
        return [(await it0.plugin.diff(URN, made.id, old, inputs)).changes, calls()];
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

    it("read as one caller, compared as another: what is live counts", async () => {
      const made = await create(ALICE);
      it0.emulator.grant({ ...PLACE, user: "carol", auth: 7 });
      const asCarol = await PluginProcess.start(environmentOf(it0.emulator, "carol"));
      try {
        await asCarol.handshake(ENGINE, true);
        await asCarol.configure({});
        const read = await asCarol.read(URN, made.id, made);
        assert.deepEqual(read.outputs["users"], [ALICE]);
        const inputs = await check(read, program(ALICE));
        assert.equal((await it0.plugin.diff(URN, made.id, read, inputs)).changes, true);
      } finally {
        await asCarol.stop();
      }
    });

    it("an engine that cannot refresh first is asked for nothing, and shown what is live", async () => {
      await it0.plugin.handshake(ENGINE, false);
      const made = await create(ALICE);
      it0.emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      calls();
      const inputs = await check(made, program(ALICE));
      assert.equal((await it0.plugin.diff(URN, made.id, made, inputs)).changes, true);
      assert.deepEqual(calls(), ["GET"]);
      assert.equal("__refreshed" in (await it0.plugin.read(URN, made.id, made)).outputs, false);
    });

    it("who leaves is named, nobody else", async () => {
      const old = await create(ALICE, BOB, CAROL);
      const inputs = await check(old, program(BOB, CAROL));
      assert.deepEqual((await it0.plugin.diff(URN, old.id, old, inputs)).details, { "users[0]": "DELETE" });
    });

    it("a preview answers what is known, calls nobody and writes nothing", async () => {
      const { inputs } = await it0.plugin.check(URN, {}, program(ALICE));
      calls();
      const { id, outputs } = await it0.plugin.create(URN, inputs, { preview: true });
      assert.equal(id, "");
      assert.deepEqual(outputs["users"], [ALICE]);
      for (const name of ["managed", "repositoryId", "appliedBy", "otherUsers"])
        assert.equal(outputs[name], UNKNOWN, name);
      const made = await create(ALICE);
      calls();
      const next = await it0.plugin.update(URN, made.id, made, inputs, { preview: true });
      assert.equal(next.outputs["managed"], UNKNOWN);
      assert.deepEqual(calls(), []);
    });

    it("values that are not known yet pass check and diff without a call", async () => {
      const news = { ...program(ALICE), repository: UNKNOWN };
      const { inputs, failures } = await it0.plugin.check(URN, {}, news);
      assert.deepEqual([failures, inputs["repository"]], [[], UNKNOWN]);
      const made = await create(ALICE);
      calls();
      calls();
      const later = await check(made, { ...PLACE, users: [{ userId: UNKNOWN, permission: "Read" }] });
      assert.equal((await it0.plugin.diff(URN, made.id, made, later)).changes, true);
      assert.deepEqual(calls(), []);
    });

    it("what is secret stays secret: in inputs, outputs, after a refresh, and in every sentence", async () => {
      // The id that check has found leads to the name.
      const marked = { ...ALICE, userId: secret(ID.alice), userName: secret("alice") };
      const { inputs } = await it0.plugin.check(
        URN,
        {},
        program(BOB, { userName: secret("alice"), permission: "Manage" }),
      );
      assert.deepEqual(inputs["users"], [BOB, marked]);
      const made = { inputs, ...(await it0.plugin.create(URN, inputs)) };
      assert.deepEqual(made.outputs["users"], [BOB, marked]);
      assert.match(
        it0.plugin.output,
        /granted Manage to \[secret\].*\n.*granted Read to bob|granted Read to bob.*\n.*granted Manage to \[secret\]/,
      );
      assert.doesNotMatch(it0.plugin.output, /alice/);
      const read = await it0.plugin.read(URN, made.id, made);
      assert.deepEqual(
        [read.outputs["users"], read.inputs["users"]],
        [made.outputs["users"], inputs["users"]],
      );
      it0.emulator.grant({ ...PLACE, user: "alice", auth: 1 });
      const drifted = await it0.plugin.read(URN, made.id, made);
      assert.deepEqual(drifted.inputs["users"], [BOB, { ...marked, permission: "Read" }]);
      assert.equal(drifted.inputs["repository"], "web/app");
    });

    it("an id that is secret among the users is so in every output", async () => {
      const soon = { ...BOB, userId: secret(ID.bob), expiresAt: "2999-01-01T00:00:00Z" };
      const { inputs } = await it0.plugin.check(URN, {}, { ...PLACE, users: [ALICE, soon] });
      const made = { inputs, ...(await it0.plugin.create(URN, inputs)) };
      assert.deepEqual(made.outputs["managed"], [ID.alice, secret(ID.bob)]);
      it0.emulator.revoke({ ...PLACE, user: "bob" });
      const { outputs } = await it0.plugin.read(URN, made.id, made);
      assert.ok(outputs["missingUsers"] !== undefined);
      const plain = JSON.stringify({ ...made.outputs, ...outputs }).replaceAll(
        JSON.stringify(secret(ID.bob)),
        "",
      );
      assert.ok(!plain.replace(/"value":("b0b[0-9a-f]*"|\[.*?\])/g, "").includes(ID.bob), plain);
    });

    it("done in part: id, state, one reason a user, and a refresh before the next update", async () => {
      const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };
      const failure: unknown = await create(ALICE, ghost).catch((thrown: unknown) => thrown);
      assert.ok(failure instanceof InitFailed, String(failure));
      assert.deepEqual([failure.id, failure.reasons.length], ["team-a/web/app", 1]);
      assert.match(failure.reasons[0] ?? "", /^team-a\/web\/app: ghost: .*4001067/);
      assert.deepEqual(failure.properties["users"], [ALICE]);
      await it0.plugin.delete(URN, failure.id, failure.properties);
      assert.deepEqual(granted(it0.emulator), []);
    });

    it("another repository replaces; the new one is made first, also where it is in the same place", async () => {
      const made = await create(ALICE);
      const inputs = await check(made, { ...program(ALICE), repository: "api" });
      const diff = await it0.plugin.diff(URN, made.id, made, inputs);
      assert.deepEqual([diff.replaces, diff.deleteBeforeReplace], [["repository"], false]);
      assert.deepEqual(diff.details, { repository: "UPDATE_REPLACE" });
      const same = await it0.plugin.diff(URN, made.id, made, await check(made, program(ALICE)));
      assert.equal(same.deleteBeforeReplace, false);
    });

    it("import: everybody there is declared, the next preview is clean, and a destroy revokes them", async () => {
      it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
      it0.emulator.grant({ ...PLACE, user: "bob", auth: 1 });
      const found = await it0.plugin.read(URN, "team-a/web/app");
      assert.deepEqual(found.inputs["users"], [ALICE, BOB]);
      const users = found.inputs["users"] as Props[];
      const inputs = await check(found, { ...PLACE, users });
      assert.equal((await it0.plugin.diff(URN, found.id, found, inputs)).changes, false);
      // A destroy is a run of its own.
      await it0.plugin.configure({});
      await it0.plugin.delete(URN, found.id, found.outputs);
      assert.deepEqual(granted(it0.emulator), []);
    });

    it("an id that names the settings' own region is the same place", async () => {
      it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
      const found = await it0.plugin.read(URN, "eu-de:team-a/web/app");
      assert.equal(found.id, "team-a/web/app");
    });

    it("import of what is not there, or by what is no id: the sentence says the format", async () => {
      const format = /An id is organization\/repository or region:organization\/repository/;
      await assert.rejects(it0.plugin.read(URN, "team-a/none"), format);
      await assert.rejects(it0.plugin.read(URN, "web"), /"web" is not an id: it is organization\/repository/);
    });

    it("the old of two resources on one repository is deleted after the new one was made: nobody is revoked", async () => {
      const old = await create(ALICE, BOB);
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
      const made = await create(ALICE);
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

    it("functions answer, and refuse by property", async () => {
      it0.emulator.grant({ ...PLACE, user: "alice", auth: 7 });
      const { result } = await it0.plugin.invoke("swr:index:getRepositoryAccess", PLACE);
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
        const { inputs } = await other.check(URN, {}, program(BOB));
        await other.create(URN, inputs);
        await create(ALICE);
        assert.deepEqual([granted(it0.emulator), granted(elsewhere)], [["alice=7"], ["bob=1"]]);
      } finally {
        await other.stop();
        await elsewhere.stop();
      }
    });
  });
