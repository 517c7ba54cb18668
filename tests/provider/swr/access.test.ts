import assert from "node:assert/strict";
import { InvalidRequestError } from "../../../provider/errors";
import { rankOf, wordOf } from "../../../provider/swr/access";
import {
  type DialectChoice,
  type Emulator,
  type LoggedRequest,
  startEmulator,
} from "../../../sandbox/emulator";
import { granted, ID, PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "../support/client";
import { failureOf } from "../support/server";

const alice = { userId: ID.alice, userName: "alice", permission: "Manage" };
const bob = { userId: ID.bob, userName: "bob", permission: "Read" };

describe("access operations", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const access = (): ReturnType<typeof clientOf>["access"] => clientOf(emulator, PROJECT).access;
  const last = (): LoggedRequest => {
    const request = emulator.requests().at(-1);
    return request ?? assert.fail("nothing was sent");
  };

  it("reads who may use a repository, and who the caller is", async () => {
    emulator.grant({ ...PLACE, user: "alice", auth: 7 });
    emulator.grant({ ...PLACE, user: "bob", auth: 1 });
    const { entries, caller, id } = await access().read(PLACE);
    assert.deepEqual(entries, [alice, bob]);
    assert.deepEqual(caller, { userId: ID.ci, userName: "ci", permission: "Manage" });
    assert.ok(Number.isInteger(id));
  });

  it("reads who may use an organization", async () => {
    emulator.grant({ organization: "team-a", user: "bob", auth: 3 });
    const { entries } = await clientOf(emulator, PROJECT).organizationAccess.read({
      organization: "team-a",
    });
    assert.deepEqual(entries, [{ ...bob, permission: "Write" }]);
    assert.equal(last().path, "/v2/manage/namespaces/team-a/access");
  });

  it("sends the slash of a name as a plain $", async () => {
    emulator.createRepository({ organization: "team-a", repository: "a/b/c" });
    await access().read({ organization: "team-a", repository: "a/b/c" });
    assert.equal(last().path, "/v2/manage/namespaces/team-a/repos/a$b$c/access");
  });

  it("a name can't reach another path, whatever characters it has", async () => {
    await failureOf(access().read({ organization: "a/../b?x#y", repository: "%2e%2e" }));
    assert.equal(last().path, "/v2/manage/namespaces/a%2F..%2Fb%3Fx%23y/repos/%252e%252e/access");
  });

  for (const organization of ["", ".", ".."])
    it(`"${organization}" as a name is refused before anything is sent`, async () => {
      const error = await failureOf(access().read({ ...PLACE, organization }));
      assert.ok(error instanceof InvalidRequestError);
      assert.deepEqual(emulator.requests(), []);
    });

  it("each write answers with its request id and sends just what it was given", async () => {
    const api = access();
    const sent: [string, string, unknown][] = [];
    for (const write of [
      () => api.grant(PLACE, [bob, alice]),
      () => api.change(PLACE, [{ ...bob, permission: "Write" }]),
      () => api.revoke(PLACE, [ID.alice]),
    ]) {
      assert.equal(await write(), last().requestId);
      sent.push([last().method, last().path, last().body]);
    }
    const path = "/v2/manage/namespaces/team-a/repos/web$app/access";
    const wire = { user_id: ID.bob, user_name: "bob" };
    assert.deepEqual(sent, [
      [
        "POST",
        path,
        [
          { ...wire, auth: 1 },
          { user_id: ID.alice, user_name: "alice", auth: 7 },
        ],
      ],
      ["PATCH", path, [{ ...wire, auth: 3 }]],
      ["DELETE", path, [ID.alice]],
    ]);
    assert.deepEqual(granted(emulator), ["bob=3"]);
  });

  it("an undocumented auth number is shown, and sent back, as it is", async () => {
    emulator.grant({ ...PLACE, user: "bob", auth: 5 });
    const { entries } = await access().read(PLACE);
    assert.deepEqual(entries, [{ ...bob, permission: "auth 5" }]);
    await failureOf(access().change(PLACE, entries));
    assert.deepEqual(last().body, [{ user_id: ID.bob, user_name: "bob", auth: 5 }]);
  });

  it("permissions become auth numbers, and these become the same permissions", () => {
    for (const auth of [-1, 0, 1, 2, 3, 5, 7, 15]) assert.equal(rankOf(wordOf(auth)), auth);
    assert.deepEqual([1, 3, 7].map(wordOf), ["Read", "Write", "Manage"]);
  });

  for (const shown of ["array", "null", "missing"] as const)
    it(`an empty list given as ${shown} is empty`, async () => {
      emulator.setDialect({ "empty-list": shown });
      assert.deepEqual((await access().read(PLACE)).entries, []);
    });

  it("a user whom the server lists twice is there once", async () => {
    emulator.setDialect({ duplicates: true, "caller-listed": true });
    for (const user of ["alice", "bob", "ci"]) emulator.grant({ ...PLACE, user, auth: 1 });
    const { entries } = await access().read(PLACE);
    assert.deepEqual(
      entries.map(({ userName }) => userName),
      ["alice", "bob", "ci"],
    );
  });

  it("keeps the server's order", async () => {
    emulator.setDialect({ order: "reversed" });
    for (const user of ["alice", "bob", "carol"]) emulator.grant({ ...PLACE, user, auth: 1 });
    const { entries } = await access().read(PLACE);
    assert.deepEqual(
      entries.map(({ userName }) => userName),
      ["carol", "bob", "alice"],
    );
  });

  for (const codes of ["docs", "old", "accepted"] as const)
    for (const body of ["none", "object"] as const)
      it(`counts each documented success: codes ${codes}, body ${body}`, async () => {
        const dialect: DialectChoice = { "success-codes": codes, "empty-body": body };
        emulator.setDialect(dialect);
        await access().grant(PLACE, [bob]);
        await access().change(PLACE, [{ ...bob, permission: "Write" }]);
        await access().revoke(PLACE, [ID.bob]);
        assert.deepEqual(granted(emulator), []);
      });
});
