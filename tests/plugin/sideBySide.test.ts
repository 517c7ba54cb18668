/** What an engine asks of many access lists: previews of what is new side by side, and writes after its own refresh. */
import assert from "node:assert/strict";
import { type Props, urnOf } from "../support/pluginProcess";
import { Plugged } from "../support/plugged";
import { ID } from "../support/stack";

const ORGANIZATION = "team-a";
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const CI = { userId: ID.ci, userName: "ci", permission: "Manage" };
const N = 12;
const names = Array.from({ length: N }, (_, at) => `many/r${String(at)}`);

interface Kept {
  readonly id: string;
  readonly inputs: Props;
  readonly outputs: Props;
}

describe("the plugin: many access lists", () => {
  const it0 = new Plugged(true);
  beforeEach(() => {
    for (const repository of names) it0.emulator.createRepository({ organization: ORGANIZATION, repository });
    it0.emulator.clearRequests();
  });
  const program = (repository: string, ...users: Props[]): Props => ({
    organization: ORGANIZATION,
    repository,
    users,
  });
  const check = async (repository: string, old: Kept | undefined, ...users: Props[]): Promise<Props> => {
    const news = program(repository, ...users);
    const { inputs, failures } = await it0.plugin.check(
      urnOf(repository),
      old?.inputs ?? {},
      news,
      old?.outputs,
    );
    assert.deepEqual(failures, []);
    return inputs;
  };
  const calls = (): string[] => {
    const found = it0.emulator.requests().filter(({ path }) => path.endsWith("/access"));
    it0.emulator.clearRequests();
    return found.map(({ method }) => method);
  };
  const count = (found: readonly string[], method: string): number =>
    found.filter((it) => it === method).length;

  it("check reads nothing; previews of creates refuse strangers, and read side by side", async () => {
    for (const repository of names)
      it0.emulator.grant({ organization: ORGANIZATION, repository, user: "mallory", auth: 7 });
    const all: (readonly [string, Props])[] = [];
    for (const repository of names) all.push([repository, await check(repository, undefined, ALICE)]);
    assert.deepEqual(calls(), []);
    let most = 0;
    const underWay = (): number =>
      it0.emulator.requests().filter(({ status, path }) => status === null && path.endsWith("/access"))
        .length;
    it0.emulator.setLatency(150);
    const stop = it0.emulator.onRequest(() => {
      most = Math.max(most, underWay());
    });
    const previews = await Promise.allSettled(
      all.map(([repository, inputs]) => it0.plugin.create(urnOf(repository), inputs, { preview: true })),
    );
    stop();
    for (const it of previews) {
      assert.equal(it.status, "rejected");
      assert.match(
        String(it.reason),
        /takeOver: team-a\/many\/r\d+ grants access to users who are not declared: mallory/,
      );
    }
    assert.deepEqual(
      calls(),
      names.map(() => "GET"),
    );
    assert.ok(most > 1, `${String(most)} at once`);
  });

  /** All of them as an engine's refresh leaves them, and then the next process. */
  async function refreshed(...users: Props[]): Promise<Map<string, Kept>> {
    const all = new Map<string, Kept>();
    for (const repository of names) {
      const inputs = await check(repository, undefined, ...users);
      all.set(repository, { inputs, ...(await it0.plugin.create(urnOf(repository), inputs)) });
    }
    await it0.restart();
    for (const [repository, kept] of all)
      all.set(repository, { ...kept, ...(await it0.plugin.read(urnOf(repository), kept.id, kept)) });
    await it0.restart();
    calls();
    return all;
  }

  async function update(all: ReadonlyMap<string, Kept>, ...users: Props[]): Promise<string[]> {
    for (const [repository, kept] of all) {
      const inputs = await check(repository, kept, ...users);
      const urn = urnOf(repository);
      assert.equal((await it0.plugin.diff(urn, kept.id, kept, inputs)).changes, true);
      await it0.plugin.update(urn, kept.id, kept, inputs);
    }
    return calls();
  }

  it("an update after the engine's refresh reads nothing of its own, but for who calls: one write and one read back each", async () => {
    const found = await update(await refreshed(ALICE, BOB), ALICE, { ...BOB, permission: "Write" });
    assert.equal(count(found, "PATCH"), N);
    assert.equal(count(found, "GET"), N + 1);
  });

  it("a caller who is declared otherwise is read for: what it may do decides", async () => {
    const all = await refreshed(ALICE, CI);
    const found = await update(all, ALICE, { ...CI, permission: "Write" }).catch((thrown: unknown) =>
      String(thrown),
    );
    const reads = typeof found === "string" ? count(calls(), "GET") : count(found, "GET");
    assert.ok(reads > 1, String(found));
  });

  it("a delete after the engine's refresh reads nothing of its own, but for who calls", async () => {
    for (const [repository, kept] of await refreshed(ALICE, BOB))
      await it0.plugin.delete(urnOf(repository), kept.id, kept.outputs);
    const found = calls();
    assert.equal(count(found, "DELETE"), N);
    assert.ok(count(found, "GET") <= 1, found.join());
    for (const repository of names)
      assert.deepEqual(it0.emulator.access({ organization: ORGANIZATION, repository }), []);
  });
});
