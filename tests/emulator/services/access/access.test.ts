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
  tools,
  webApp,
} from "../../support/client";

describe("repository access", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  const refused = (reply: Reply, status: number, code: string): void => {
    assert.deepEqual([reply.status, codeOf(reply)], [status, code]);
  };
  const live = (): string[] => granted(emulator, "team-a", "web/app");

  it("grants, shows, changes and revokes", async () => {
    assert.equal((await ci.post(webApp, [grantTo("alice", 7), grantTo("bob", 1)])).status, 201);
    const shown = await ci.get(webApp);
    assert.equal(shown.status, 200);
    assert.deepEqual(shown.json, {
      id: emulator.state().organizations[0]?.repositories[0]?.id,
      name: "web/app",
      self_auth: { user_id: idOf("ci"), user_name: "ci", auth: 7 },
      others_auths: [grantTo("alice", 7), grantTo("bob", 1)],
    });
    assert.equal((await ci.patch(webApp, [grantTo("alice", 3)])).status, 201);
    assert.deepEqual(live(), ["alice:3", "bob:1"]);
    assert.equal((await ci.delete(webApp, [idOf("alice")])).status, 204);
    assert.deepEqual(live(), ["bob:1"]);
  });

  it("keeps the order of granting when an entry changes", async () => {
    await ci.post(webApp, [grantTo("dave", 1), grantTo("alice", 1), grantTo("mallory", 1)]);
    await ci.patch(webApp, [grantTo("dave", 7)]);
    assert.deepEqual(othersOf(await ci.get(webApp)), ["dave:7", "alice:1", "mallory:1"]);
  });

  it("takes the slash of a name as $ and %24, not as / or %2F", async () => {
    const path = (slash: string): string => webApp.replace("$", slash);
    assert.equal((await ci.get(path("%24"))).status, 200);
    refused(await ci.get(path("/")), 404, "APIGW.0101");
    refused(await ci.get(path("%2F")), 404, "APIGW.0101");
  });

  it("refuses to grant what is granted, to change or revoke what is not", async () => {
    await ci.post(webApp, [grantTo("alice", 1)]);
    refused(await ci.post(webApp, [grantTo("alice", 7)]), 409, "4090089");
    refused(await ci.patch(webApp, [grantTo("bob", 7)]), 404, "4040091");
    assert.equal((await ci.delete(webApp, [idOf("bob")])).status, 204);
    assert.deepEqual(live(), ["alice:1"]);
  });

  it("applies nothing of an array with a bad element", async () => {
    await ci.post(webApp, [grantTo("bob", 1)]);
    refused(
      await ci.post(webApp, [grantTo("alice", 1), grantTo("bob", 1), grantTo("carol", 1)]),
      409,
      "4090089",
    );
    assert.deepEqual(live(), ["bob:1"]);
  });

  it("answers 404 for what does not exist", async () => {
    for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
      const body = method === "GET" ? undefined : [];
      refused(await ci.call(method, webApp.replace("web$app", "gone"), body), 404, "4040010");
      refused(await ci.call(method, webApp.replace("team-a", "gone"), body), 404, "4040058");
    }
  });

  it("answers 400 for names that cannot be", async () => {
    refused(await ci.get(webApp.replace("team-a", "Team")), 400, "4001028");
    refused(await ci.get(webApp.replace("web$app", () => "web$$app")), 400, "4001029");
  });

  it("refuses malformed bodies", async () => {
    const { user_id: id, user_name: name } = grantTo("bob", 1);
    const cases: [unknown, string][] = [
      ["{not json", "4000014"],
      ["", "4001014"],
      [{ user_id: id }, "4001018"],
      [["bob"], "4001018"],
      [[{ user_name: name, auth: 1 }], "4001014"],
      [[{ user_id: id, auth: 1 }], "4001014"],
      [[{ user_id: id, user_name: name }], "4001014"],
      [[{ user_id: 7, user_name: name, auth: 1 }], "4000014"],
      [[{ user_id: id, user_name: "", auth: 1 }], "4001067"],
      [[grantTo("bob", 2)], "4001066"],
      [[grantTo("bob", "7")], "4001066"],
      [[{ user_id: "f".repeat(32), user_name: "ghost", auth: 1 }], "4001067"],
    ];
    for (const [body, code] of cases) {
      refused(await ci.post(webApp, body), 400, code);
      refused(await ci.patch(webApp, body), 400, code);
    }
    refused(await ci.delete(webApp, [7]), 400, "4001018");
    refused(await ci.delete(webApp, { ids: [] }), 400, "4001018");
    assert.deepEqual(live(), []);
  });

  it("takes an empty array, and a DELETE without body, as nothing to do", async () => {
    emulator.grant({ organization: "team-a", repository: "web/app", user: "bob", auth: 1 });
    assert.equal((await ci.post(webApp, [])).status, 201);
    assert.equal((await ci.patch(webApp, [])).status, 201);
    assert.equal((await ci.delete(webApp, [])).status, 204);
    assert.equal((await ci.delete(webApp)).status, 204);
    assert.deepEqual(live(), ["bob:1"]);
  });

  it("takes a thousand users in one call", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => ({
      id: at.toString(16).padStart(32, "0"),
      name: `user-${String(at)}`,
    }));
    for (const user of many) emulator.addUser(user);
    const body = many.map(({ id, name }) => ({ user_id: id, user_name: name, auth: 1 }));
    assert.equal((await ci.post(webApp, body)).status, 201);
    assert.equal(othersOf(await ci.get(webApp)).length, 1000);
  });

  describe("rights", () => {
    const inTools = (): string[] => granted(emulator, "team-b", "tools");

    it("to look need a permission on the repository or its organization", async () => {
      assert.equal((await new Client(emulator, "bob").get(tools)).status, 200);
      assert.equal((await new Client(emulator, "deployer").get(tools)).status, 200);
      refused(await new Client(emulator, "carol").get(tools), 403, "4037020");
    });

    for (const [who, right, organization, may] of [
      ["edit on the organization", 3, true, true],
      ["read on the organization", 1, true, false],
      ["manage on the repository", 7, false, true],
      ["edit on the repository", 3, false, false],
    ] as const) {
      it(`to grant: ${who} ${may ? "suffices" : "does not suffice"}`, async () => {
        emulator.grant({
          organization: "team-b",
          ...(organization ? {} : { repository: "tools" }),
          user: "carol",
          auth: right,
        });
        const carol = new Client(emulator, "carol");
        const answers = [
          await carol.post(tools, [grantTo("alice", 1)]),
          await carol.patch(tools, [grantTo("alice", 3)]),
          await carol.delete(tools, [idOf("alice")]),
        ];
        if (may)
          assert.deepEqual(
            answers.map(({ status }) => status),
            [201, 201, 204],
          );
        else for (const answer of answers) refused(answer, 403, "4037018");
      });
    }

    it("never suffice to grant to, change or revoke oneself", async () => {
      const deployer = new Client(emulator, "deployer");
      refused(await deployer.post(tools, [grantTo("deployer", 1)]), 403, "4037018");
      refused(await deployer.patch(tools, [grantTo("deployer", 1)]), 403, "4037018");
      refused(await deployer.delete(tools, [idOf("deployer")]), 403, "4037018");
      refused(await deployer.post(tools, [grantTo("alice", 1), grantTo("deployer", 7)]), 403, "4037018");
      assert.deepEqual(inTools(), ["bob:1"]);
    });

    it("of administrators are shown as manage though they are not listed", async () => {
      const { self_auth: self } = (await ci.get(tools)).json as { self_auth: unknown };
      assert.deepEqual(self, grantTo("ci", 7));
      assert.deepEqual(othersOf(await ci.get(tools)), ["bob:1"]);
    });
  });
});
