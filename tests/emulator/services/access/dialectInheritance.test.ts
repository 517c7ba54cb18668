import assert from "node:assert/strict";
import type { Emulator } from "../../../../sandbox/emulator";
import {
  Client,
  codeOf,
  emulated,
  granted,
  grantTo,
  idOf,
  othersOf,
  type Reply,
  webApp,
} from "../../support/client";

describe("users who hold the organization, on a repository", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  const live = (): string[] => granted(emulator, "team-a", "web/app");
  const grant = (user: string, auth: number): void => {
    emulator.grant({ organization: "team-a", repository: "web/app", user, auth });
  };
  const grantAbove = (user: string, auth: number): void => {
    emulator.grant({ organization: "team-a", user, auth });
  };
  const outcome = (reply: Reply): string =>
    [reply.status, codeOf(reply)].filter((part) => part !== undefined).join(" ");
  const shown = async (): Promise<string[]> => othersOf(await ci.get(webApp));

  it("organization-users and shown-level", async () => {
    grantAbove("alice", 7);
    grantAbove("bob", 3);
    grant("bob", 1);
    assert.deepEqual(await shown(), ["bob:1"]);
    emulator.setDialect({ "shown-level": "higher" });
    assert.deepEqual(await shown(), ["bob:3"]);
    emulator.setDialect({ "organization-users": "listed" });
    assert.deepEqual(await shown(), ["bob:3", "alice:7"]);
    emulator.setDialect({ "shown-level": "own" });
    assert.deepEqual(await shown(), ["bob:1", "alice:7"]);
  });

  for (const [value, expected] of [
    ["success", ["201", "204"]],
    ["not-found", ["404 4040091", "404 4040091"]],
  ] as const) {
    it(`inherited-write=${value}: neither lowered nor removed at the repository`, async () => {
      grantAbove("alice", 3);
      emulator.setDialect({ "organization-users": "listed", "inherited-write": value });
      const answers = [
        await ci.patch(webApp, [grantTo("alice", 1)]),
        await ci.delete(webApp, [idOf("alice")]),
      ];
      assert.deepEqual(answers.map(outcome), expected);
      assert.deepEqual(await shown(), ["alice:3"]);
      assert.deepEqual([live(), granted(emulator, "team-a")], [[], ["alice:3"]]);
    });
  }

  it("can be raised at the repository, and are back where they were when that is revoked", async () => {
    grantAbove("alice", 3);
    emulator.setDialect({ "organization-users": "listed" });
    assert.equal((await ci.patch(webApp, [grantTo("alice", 7)])).status, 201);
    assert.deepEqual(await shown(), ["alice:7"]);
    await ci.delete(webApp, [idOf("alice")]);
    assert.deepEqual(await shown(), ["alice:3"]);
  });

  it("organization-revoke", async () => {
    for (const [value, left] of [
      ["keeps", ["bob:1"]],
      ["cascades", []],
    ] as const) {
      emulator.reset();
      grantAbove("bob", 3);
      grant("bob", 1);
      emulator.setDialect({ "organization-revoke": value });
      await new Client(emulator, "ci").delete("/v2/manage/namespaces/team-a/access", [idOf("bob")]);
      assert.deepEqual(live(), left);
    }
  });
});
