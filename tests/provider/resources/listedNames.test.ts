import assert from "node:assert/strict";
import { describeLists, emulated } from "../../support/emulated";
import { CheckFailed, granted, ID, PLACE } from "../../support/stack";

/** Any manager can list a user under the name of another one. By default the provider does not believe listed names. */
describeLists("an entry with mallory's id under alice's name", (it0, list) => {
  const ALICE = { userName: "alice", permission: "Manage" } as const;
  const LISTED = `${ID.mallory} (listed as alice)`;

  /** Lists a user under a name, as a manager can. */
  async function listUnder(name: string, userId: string, auth: number): Promise<void> {
    const path = list.owner === "repository" ? "team-a/repos/web$app" : "team-a";
    const answer = await fetch(`${it0.emulator.url}/v2/manage/namespaces/${path}/access`, {
      method: "POST",
      headers: {
        "x-auth-token": it0.emulator.issueToken({ user: "admin" }),
        "content-type": "application/json",
      },
      body: JSON.stringify([{ user_id: userId, user_name: name, auth }]),
    });
    assert.equal(answer.status, 201);
    it0.emulator.clearRequests();
  }
  const ids = (): string[] =>
    it0.emulator
      .access(list.place)
      .map(({ userId, auth }) => `${userId}=${String(auth)}`)
      .sort();

  it("does not count as alice, whom the program declares by name: she gets access, the entry is revoked", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    it0.emulator.revoke({ ...list.place, user: "alice" });
    await listUnder("alice", ID.mallory, 1);
    for (const refresh of [false, true, "before"] as const) {
      assert.equal((await stack.preview({ users: [ALICE] }, refresh))?.changes, true);
      assert.deepEqual(stack.lines, [
        `${list.subject}: alice has no access, declared Manage; up will grant Manage`,
        `${list.subject}: ${LISTED} has Read, not declared; up will revoke it`,
      ]);
    }
    await stack.up({ users: [ALICE] });
    assert.deepEqual(ids(), [`${ID.alice}=7`]);
  });

  it("counts as alice with swr:trustListedNames, and only then", async () => {
    await listUnder("alice", ID.mallory, 7);
    const refused = await it0
      .newStack()
      .preview({ users: [ALICE] })
      .catch((thrown: unknown) => thrown);
    assert.ok(refused instanceof CheckFailed);
    assert.match(refused.message, /not declared: 0bad\w+ \(listed as alice\) \(Manage\)/);
    const trusting = it0.newStack({ environment: { SWR_TRUST_LISTED_NAMES: "true" } });
    await trusting.up({ users: [ALICE] });
    assert.deepEqual(ids(), [`${ID.mallory}=7`]);
  });

  it("is revoked although alice is ignored", async () => {
    const users = [{ userId: ID.bob, userName: "bob", permission: "Read" }] as const;
    const program = { users, ignoreUsers: ["alice"] };
    const stack = it0.newStack();
    it0.emulator.grant({ ...list.place, user: "alice", auth: 3 });
    await stack.up(program);
    await listUnder("alice", ID.mallory, 7);
    for (const refresh of [false, true, "before"] as const) {
      assert.equal((await stack.preview(program, refresh))?.changes, true);
      assert.deepEqual(stack.lines, [
        `${list.subject}: ${LISTED} has Manage, not declared; up will revoke it`,
      ]);
    }
    const trusting = it0.newStack({ environment: { SWR_TRUST_LISTED_NAMES: "true" } });
    Object.assign(trusting, { id: stack.id, state: stack.state, inputs: stack.inputs });
    assert.equal((await trusting.preview(program))?.changes, false);
    await stack.up(program);
    assert.deepEqual(ids(), [`${ID.alice}=3`, `${ID.bob}=1`]);
    await stack.destroy();
    assert.deepEqual(ids(), [`${ID.alice}=3`]);
  });

  it("does not count as alice after a refresh either, while IAM refuses to look her up", async () => {
    const stack = it0.newStack();
    await stack.up({ users: [ALICE] });
    await listUnder("alice", ID.mallory, 7);
    it0.emulator.revoke({ ...list.place, user: "alice" });
    const forbidden = { status: 403, body: { error_code: "IAM.0003", error_msg: "not allowed" } };
    it0.emulator.fault({ match: { path: "/v3/users" }, times: "forever", action: { answer: forbidden } });
    for (const refresh of [true, "before"] as const) await stack.preview({ users: [ALICE] }, refresh);
    await stack.refreshInNewProcess();
    await stack.up({ users: [ALICE] });
    assert.deepEqual(ids(), [`${ID.alice}=7`]);
    const other = await it0
      .newStack()
      .preview({ users: [ALICE] })
      .catch((thrown: unknown) => thrown);
    assert.ok(other instanceof CheckFailed);
    assert.deepEqual(other.failures, [
      {
        property: "users[0].userName",
        reason: '"alice" cannot be looked up: give userId, or grant the caller to list users',
      },
    ]);
    const ignoring = await it0
      .newStack({ environment: { SWR_IGNORE_USERS: "carol" } })
      .preview({ users: [{ ...ALICE, userId: ID.alice }], ignoreUsers: [ID.bob, "dave"] })
      .catch((thrown: unknown) => thrown);
    assert.ok(ignoring instanceof CheckFailed);
    assert.deepEqual(
      ignoring.failures.map(({ property }) => property),
      ["ignoreUsers[1]", "swr:ignoreUsers[0]"],
    );
  });
});

describe("users with access through the organization", () => {
  const it0 = emulated();
  const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
  const program = { users: [ALICE], takeOver: true };
  const listReads = (): string[] =>
    it0.emulator.requests().flatMap(({ path }) => (path.endsWith("/team-a/access") ? path : []));

  it("are compared with its list in each run: a user who has left it and has an own entry is drift", async () => {
    it0.emulator.setDialect({ "organization-users": "listed", "organization-revoke": "keeps" });
    const stack = it0.newStack();
    it0.emulator.grant({ organization: "team-a", user: "carol", auth: 3 });
    await stack.up(program);
    assert.deepEqual(stack.state?.inheritedUsers, [
      { userId: ID.carol, userName: "carol", permission: "Write" },
    ]);
    it0.emulator.clearRequests();
    for (const refresh of [false, true, "before"] as const) {
      assert.equal((await stack.preview(program, refresh))?.changes, false);
      assert.equal(listReads().length, 1, `one call an organization, refresh: ${String(refresh)}`);
      it0.emulator.clearRequests();
    }
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 3 });
    it0.emulator.revoke({ organization: "team-a", user: "carol" });
    for (const refresh of [false, true, "before"] as const) {
      assert.equal((await stack.preview(program, refresh))?.changes, true);
      assert.deepEqual(stack.lines, ["team-a/web/app: carol has Write, not declared; up will revoke it"]);
    }
    await stack.up(program);
    assert.deepEqual(granted(it0.emulator), ["alice=7"]);
  });
});
