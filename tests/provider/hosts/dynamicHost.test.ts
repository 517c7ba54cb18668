import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { DynamicHost, InitFailed, type Props } from "../../support/dynamicHost";
import { accessCalls, environmentOf, granted, ID, PLACE } from "../../support/stack";

/** The provider's text in every state. A change of it would be a difference in every stack. */
const TEXT = 'exports.handler=()=>require("pulumi-swr/provider").dynamicProviders.RepositoryAccess';
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const props = (users: Props[]): Props => ({ __provider: TEXT, ...PLACE, users });

for (const sdk of ["pulumi-oldest", "@pulumi/pulumi"]) {
  describe(`the dynamic host of ${sdk}`, () => {
    let emulator: Emulator;
    let host: DynamicHost;
    before(async () => (emulator = await startEmulator()));
    after(() => emulator.stop());
    beforeEach(async () => {
      emulator.reset();
      host = await DynamicHost.start(sdk, environmentOf(emulator));
    });
    afterEach(() => host.stop());
    const create = async (users: Props[]): Promise<{ id: string; state: Props; inputs: Props }> => {
      const { inputs, failures } = await host.check({}, props(users));
      assert.deepEqual(failures, []);
      return { inputs, ...(await host.create(inputs)) };
    };

    it("has one run for resources of all types: a delete leaves users whom the program declares", async () => {
      const old = await create([ALICE, BOB]);
      await host.configure({});
      const { inputs, failures } = await host.check({}, { ...props([ALICE]), takeOver: true });
      assert.deepEqual(failures, []);
      // The first resource of another type is configured in the middle of the run.
      const organization = TEXT.replace("RepositoryAccess", "Organization");
      const other = await host.check({}, { __provider: organization, name: "team-x" });
      assert.deepEqual(other.failures, []);
      await host.create(inputs);
      await host.delete(old.id, old.state);
      assert.deepEqual(granted(emulator), ["alice=7"]);
    });

    it("runs a whole life: check, create, diff, read with inputs, update, delete", async () => {
      const { id, state, inputs } = await create([ALICE, BOB]);
      assert.equal(id, "team-a/web/app");
      assert.equal(state["__provider"], TEXT);
      assert.deepEqual(await host.diff(id, state, inputs), { changes: false, replaces: [], first: false });

      emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
      const read = await host.read(id, state);
      assert.equal((read.inputs["users"] as Props[]).length, 3);
      assert.equal(read.inputs["__provider"], TEXT);
      const checked = await host.check(read.inputs, props([ALICE, BOB]));
      assert.equal((await host.diff(id, read.state, checked.inputs)).changes, true);
      const after = await host.update(id, read.state, checked.inputs);
      assert.deepEqual(granted(emulator), ["alice=7", "bob=1"]);
      assert.match(host.output, /team-a\/web\/app: revoked Manage from mallory \(request [0-9a-f]+\)/);
      await host.delete(id, after);
      assert.deepEqual(granted(emulator), []);
    });

    it("a change of repository replaces, and the new one comes first", async () => {
      const { id, state } = await create([ALICE]);
      const { inputs } = await host.check(state, { ...props([ALICE]), repository: "api" });
      assert.deepEqual(await host.diff(id, state, inputs), {
        changes: true,
        replaces: ["repository"],
        first: false,
      });
    });

    it("keeps the provider's text on a partial failure, so that the next run can repair", async () => {
      const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };
      const failure: unknown = await create([ALICE, ghost]).catch((thrown: unknown) => thrown);
      assert.ok(failure instanceof InitFailed, String(failure));
      assert.equal(failure.properties["__provider"], TEXT);
      assert.equal(failure.id, "team-a/web/app");
      assert.equal(failure.reasons.length, 1);
      await host.delete(failure.id, failure.properties);
      assert.deepEqual(granted(emulator), []);
    });

    describe("which is told what the program declares as secret", () => {
      const secrets = (users: Props[]): Props => ({ ...props(users), __secrets: [users] });
      const byName = [ALICE, BOB].map(({ userName, permission }) => ({ userName, permission }));
      const textsIn = (state: Props): unknown =>
        [...((state["__secrets"] as Props)["texts"] as string[])].sort();
      const hidden = /\b(?:alice|bob|a11ce\w+|b0b\w+)\b/;

      it("names only an undeclared user in all lines of a life, and keeps what it was told", async () => {
        const { inputs, failures } = await host.check({}, secrets(byName));
        assert.deepEqual(failures, []);
        // The list includes the ids that were found for the names.
        const { texts } = inputs["__secrets"] as Props;
        assert.deepEqual((texts as string[]).sort(), ["alice", "bob", ID.alice, ID.bob].sort());
        const made = await host.create(inputs);
        assert.deepEqual(textsIn(made.state), texts);
        emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
        emulator.grant({ ...PLACE, user: "alice", auth: 1 });
        emulator.revoke({ ...PLACE, user: "bob" });
        const read = await host.read(made.id, made.state);
        assert.deepEqual([textsIn(read.state), textsIn(read.inputs)], [texts, texts]);
        const checked = await host.check(read.inputs, secrets(byName));
        assert.equal((await host.diff(made.id, read.state, checked.inputs)).changes, true);
        const after = await host.update(made.id, read.state, checked.inputs);
        assert.deepEqual(textsIn(after), texts);
        await host.delete(made.id, after);
        assert.deepEqual(granted(emulator), []);
        for (const line of [
          "granted Read to \\[secret\\]",
          "mallory has Manage, not declared",
          "\\[secret\\] has Read, declared Manage; up will change it to Manage",
          "\\[secret\\] has no access, declared Read; up will grant Read",
          "revoked Manage from mallory",
          "revoked Manage from \\[secret\\]",
        ])
          assert.match(host.output, new RegExp(line));
        assert.doesNotMatch(host.output, hidden);
      });

      it("puts the resource's hidden outputs among the secret ones, since an engine would save them in plain", async () => {
        const { inputs } = await host.check({}, { ...secrets([ALICE]), __names: [ALICE] });
        assert.ok(!("__names" in inputs));
        assert.deepEqual((inputs["__secrets"] as Props)["own"], { __names: [ALICE] });
        const { id, state } = await host.create(inputs);
        const own = (state["__secrets"] as Props)["own"] as Props;
        assert.ok("__written" in own && !("__written" in state));
        // The next call gets them back from there: the delete finds the mark that the resource itself wrote last.
        await host.delete(id, state);
        assert.deepEqual(granted(emulator), []);
        assert.ok("__written" in (await create([ALICE])).state, "without a secret it stands where it stood");
      });

      it("still knows it in a new process, from the state alone", async () => {
        const { inputs } = await host.check({}, secrets([ALICE]));
        const { id, state } = await host.create(inputs);
        await host.stop();
        host = await DynamicHost.start(sdk, environmentOf(emulator));
        await host.delete(id, state);
        assert.match(host.output, /revoked Manage from \[secret\]/);
        assert.doesNotMatch(host.output, hidden);
      });

      it("hides it in refusals, errors and partial failures", async () => {
        const { failures } = await host.check({}, { ...secrets([]), users: "alice", __secrets: ["alice"] });
        assert.deepEqual(
          failures.map(({ reason }) => reason),
          ['"[secret]" is not a list'],
        );
        const ghost = { userId: "f".repeat(32), userName: "ghost", permission: "Read" };
        const { inputs } = await host.check({}, secrets([ALICE, ghost]));
        const failure: unknown = await host.create(inputs).catch((thrown: unknown) => thrown);
        assert.ok(failure instanceof InitFailed, String(failure));
        assert.deepEqual(textsIn(failure.properties), textsIn(inputs));
        assert.match(failure.reasons.join(), /team-a\/web\/app: \[secret\]: /);
        assert.doesNotMatch([failure.reasons, failure.message, host.output].join(), /ghost|f{32}|alice/);
        const nobody = [{ userName: "nobody-knows", permission: "Read" }];
        const answer = await host.check({}, secrets(nobody)).then(
          (it) => JSON.stringify(it.failures),
          (thrown: unknown) => String(thrown),
        );
        assert.match(answer, /\[secret\]/);
        assert.doesNotMatch(answer + host.output, /nobody-knows/);
      });

      it("adds nothing to the inputs if nothing is secret", async () => {
        const { state, inputs } = await create([ALICE]);
        assert.ok(!("__secrets" in state) && !("__secrets" in inputs));
      });
    });

    it("reads an existing resource by its id alone", async () => {
      emulator.grant({ ...PLACE, user: "alice", auth: 3 });
      const { id, state } = await host.read("team-a/web/app", { __provider: TEXT });
      assert.equal(id, "team-a/web/app");
      assert.deepEqual(state["users"], [{ ...ALICE, permission: "Write" }]);
      assert.deepEqual(state["managed"], [ID.alice]);
    });

    it("answers no id for what is gone", async () => {
      const { id, state } = await create([ALICE]);
      emulator.deleteRepository(PLACE);
      assert.equal((await host.read(id, state)).id, "");
    });

    it("takes settings from the stack's configuration, the first concurrent calls included", async () => {
      await host.stop();
      const { SWR_ENDPOINT = "", SWR_ACCESS_KEY = "", SWR_SECRET_KEY = "" } = environmentOf(emulator);
      host = await DynamicHost.start(
        sdk,
        {},
        {
          "swr:endpoint": SWR_ENDPOINT,
          "swr:cloud": "otc",
          "swr:region": "eu-de",
          "swr:accessKey": SWR_ACCESS_KEY,
          "swr:secretKey": SWR_SECRET_KEY,
        },
      );
      const programs = [props([ALICE]), { ...props([BOB]), repository: "api" }];
      const answers = await Promise.all(programs.map((program) => host.check({}, program)));
      assert.deepEqual(
        answers.map(({ failures }) => failures),
        [[], []],
      );
    });

    it("reports all mistakes in the inputs at once, and sends no request", async () => {
      const bad = { ...props([{ permission: "Admin" }, ALICE]), organisation: "x" };
      const { failures } = await host.check({}, bad);
      assert.deepEqual(
        failures.map(({ property }) => property),
        ["organisation", "users[0].permission", "users[0]"],
      );
      assert.deepEqual(accessCalls(emulator.requests()), []);
    });

    it("shows a failure in one sentence, without a stack", async () => {
      await host.stop();
      host = await DynamicHost.start(sdk, { ...environmentOf(emulator), SWR_SECRET_KEY: "wrong" });
      await assert.rejects(
        host.check({}, props([ALICE])),
        /cannot look up project "eu-de": 401 .*Check access key, secret key/,
      );
      assert.doesNotMatch(host.output, /\n\s+at /);
      assert.equal(emulator.requests().length, 1);
    });
  });
}
