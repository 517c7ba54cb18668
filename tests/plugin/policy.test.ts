/** A policy over gRPC, as engines drive it. */
import assert from "node:assert/strict";
import { InitFailed, PluginProcess, type Props, urnOf } from "../support/pluginProcess";
import { Plugged } from "../support/plugged";
import { environmentOf, granted, ID } from "../support/stack";

const ORGANIZATION = "team-a";
const URN = urnOf("all", "swr:index:RepositoryAccessPolicy");
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const program = (...users: Props[]): Props => ({
  organization: ORGANIZATION,
  rules: [{ repositories: ["**"], users }],
});

interface Kept {
  readonly id: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

describe("the plugin: a policy over an organization's repositories", () => {
  const it0 = new Plugged(true);
  const at = (repository: string): string[] =>
    granted(it0.emulator, { organization: ORGANIZATION, repository });
  const grant = (repository: string, user: string, auth: number): void => {
    it0.emulator.grant({ organization: ORGANIZATION, repository, user, auth });
  };
  const check = async (news: Props, old?: Kept): Promise<Props> => {
    const { inputs, failures } = await it0.plugin.check(URN, old?.inputs ?? {}, news, old?.outputs);
    assert.deepEqual(failures, []);
    return inputs;
  };
  const create = async (...users: Props[]): Promise<Kept & { readonly refreshesFirst: boolean }> => {
    const inputs = await check(program(...users));
    return { inputs, ...(await it0.plugin.create(URN, inputs)) };
  };
  /** Calls on repositories and their lists since the last time, sorted. */
  const calls = (): string[] => {
    const found = it0.emulator.requests().flatMap(({ method, path }) => {
      if (path.startsWith("/v2/manage/repos")) return ["LIST"];
      const repository = /repos\/([^/]+)\/access$/.exec(path)?.[1];
      return repository === undefined ? [] : [`${method} ${repository.replaceAll("$", "/")}`];
    });
    it0.emulator.clearRequests();
    return found.sort();
  };
  const READS = ["GET api", "GET web/app"];

  it("create, no change, update: the calls that are needed, and no refresh is asked for", async () => {
    const made = await create(ALICE, BOB);
    assert.deepEqual([made.id, made.refreshesFirst], [ORGANIZATION, false]);
    assert.deepEqual(calls(), [...READS, ...READS, "LIST", "POST api", "POST web/app"].sort());
    assert.deepEqual(
      [at("api"), at("web/app")],
      [
        ["alice=7", "bob=1"],
        ["alice=7", "bob=1"],
      ],
    );

    assert.equal(
      (await it0.plugin.diff(URN, made.id, made, await check(program(BOB, ALICE), made))).changes,
      false,
    );
    assert.deepEqual(calls(), [...READS, "LIST"]);

    const inputs = await check(program(ALICE, { ...BOB, permission: "Write" }), made);
    const diff = await it0.plugin.diff(URN, made.id, made, inputs);
    assert.deepEqual([diff.changes, diff.diffs, diff.replaces], [true, ["rules"], []]);
    const updated = await it0.plugin.update(URN, made.id, made, inputs);
    assert.equal(updated.refreshesFirst, false);
    assert.deepEqual(calls(), [...READS, ...READS, "LIST", "PATCH api", "PATCH web/app"].sort());
    const read = await it0.plugin.read(URN, made.id, { inputs, outputs: updated.outputs });
    assert.equal(read.refreshesFirst, false);
    calls();
    await it0.plugin.delete(URN, made.id, updated.outputs);
    assert.deepEqual([at("api"), at("web/app")], [[], []]);
  });

  it("an engine hands states back with properties in another order: that is no difference", async () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, it]) => [key, turned(it)]),
      );
    };
    const made = await create(ALICE, BOB);
    const old = { ...made, outputs: turned(made.outputs) as Props, inputs: turned(made.inputs) as Props };
    const inputs = await check(program(ALICE, BOB), old);
    assert.equal((await it0.plugin.diff(URN, old.id, old, turned(inputs) as Props)).changes, false);
  });

  it("done in part: id, state and one reason for the one repository; the next update does the rest alone", async () => {
    const answer = {
      status: 403,
      body: { errors: [{ errorCode: "SVCSTG.SWR.4030000", errorMessage: "no" }] },
    };
    const match = { method: "POST", pathPattern: "web.app/access" };
    it0.emulator.fault({ match, times: "forever", action: { answer } });
    const inputs = await check(program(ALICE, BOB));
    const failure: unknown = await it0.plugin.create(URN, inputs).catch((thrown: unknown) => thrown);
    assert.ok(failure instanceof InitFailed, String(failure));
    assert.deepEqual([failure.id, failure.reasons.length], [ORGANIZATION, 1]);
    assert.match(failure.reasons[0] ?? "", /^team-a\/web\/app: /);
    const grants = failure.properties["grants"] as { repositories: string[]; users: Props[] }[];
    assert.deepEqual(
      grants.map(({ repositories, users }) => [repositories, users]),
      [[["api"], [ALICE, BOB]]],
    );
    assert.deepEqual([at("api"), at("web/app")], [["alice=7", "bob=1"], []]);

    it0.emulator.clearFaults();
    await it0.restart();
    calls();
    const old = { id: failure.id, inputs, outputs: failure.properties };
    const next = await check(program(ALICE, BOB), old);
    assert.equal((await it0.plugin.diff(URN, old.id, old, next)).changes, true);
    const { outputs } = await it0.plugin.update(URN, old.id, old, next);
    assert.deepEqual(
      calls().filter((call) => call.startsWith("P")),
      ["POST web/app"],
    );
    const now = { id: old.id, inputs: next, outputs };
    assert.equal(
      (await it0.plugin.diff(URN, now.id, now, await check(program(ALICE, BOB), now))).changes,
      false,
    );
  });

  it("import: a rule for each set of users, clean for the next preview, and nothing is written", async () => {
    for (const repository of ["api", "web/app"]) grant(repository, "alice", 7);
    grant("api", "bob", 1);
    // The rules stand in the order of the repositories, although the first one answers last.
    const match = { method: "GET", pathPattern: "api/access" };
    it0.emulator.fault({ match, times: 1, action: { delayMs: 150 } });
    const found = await it0.plugin.read(URN, ORGANIZATION);
    const { rules } = found.inputs as { rules: Props[] };
    assert.deepEqual(rules, [
      { repositories: ["api"], users: [ALICE, BOB] },
      { repositories: ["web/app"], users: [ALICE] },
    ]);
    const inputs = await check({ organization: ORGANIZATION, rules }, found);
    assert.equal((await it0.plugin.diff(URN, found.id, found, inputs)).changes, false);
    assert.deepEqual(
      calls().filter((call) => !/^GET|^LIST/.test(call)),
      [],
    );
  });

  it("strangers are refused by check, and what a preview creates asks nobody again", async () => {
    grant("api", "mallory", 7);
    const { failures } = await it0.plugin.check(URN, {}, program(ALICE));
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["takeOver"],
    );
    const inputs = await check({ ...program(ALICE), takeOver: true });
    calls();
    const preview = await it0.plugin.create(URN, inputs, { preview: true });
    assert.equal(preview.id, "");
    assert.deepEqual(calls(), []);
    assert.deepEqual(at("api"), ["mallory=7"]);
  });

  it("an organization that is not there: a preview may be ahead of it, a create is refused, and makes it once it is", async () => {
    const inputs = await check({ ...program(ALICE), organization: "new" });
    await assert.rejects(
      it0.plugin.create(URN, inputs),
      /new: the organization new does not exist: create it first/,
    );
    it0.emulator.createOrganization({ name: "new", creator: "admin" });
    it0.emulator.createRepository({ organization: "new", repository: "web" });
    await it0.plugin.create(URN, inputs);
    assert.deepEqual(granted(it0.emulator, { organization: "new", repository: "web" }), ["alice=7"]);
  });

  it("a caller who does not see the repositories any more forgets none of them, and fails", async () => {
    const made = await create(ALICE, BOB);
    const asDave = await PluginProcess.start(environmentOf(it0.emulator, "dave"));
    try {
      await asDave.handshake("", true);
      await asDave.configure({});
      await assert.rejects(asDave.read(URN, made.id, made), /403/);
      // What may not be read is a reason of its repository: nothing is written, and nothing forgotten.
      const inputs = await check(program(ALICE), made);
      await assert.rejects(asDave.update(URN, made.id, made, inputs), /403/);
    } finally {
      await asDave.stop();
    }
    assert.deepEqual(
      [at("api"), at("web/app")],
      [
        ["alice=7", "bob=1"],
        ["alice=7", "bob=1"],
      ],
    );
  });
});
