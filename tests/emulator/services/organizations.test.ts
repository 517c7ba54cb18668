import assert from "node:assert/strict";
import type { Emulator } from "../../../sandbox/emulator";
import {
  Client,
  codeOf,
  emulated,
  granted,
  grantTo,
  idOf,
  othersOf,
  type Reply,
  teamA,
} from "../support/client";

const all = "/v2/manage/namespaces";

describe("organizations", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  const refused = (reply: Reply, status: number, code: string): void => {
    assert.deepEqual([reply.status, codeOf(reply)], [status, code]);
  };
  const names = (): string[] => emulator.state().organizations.map(({ name }) => name);
  const listed = async (client: Client, query = ""): Promise<string[]> =>
    ((await client.get(all + query)).json as { namespaces: { name: string }[] }).namespaces.map(
      ({ name }) => name,
    );

  it("are created, shown and deleted", async () => {
    assert.equal((await ci.post(all, { namespace: "new.one" })).status, 201);
    const { id, ...shown } = (await ci.get(`${all}/new.one`)).json as Record<string, unknown>;
    assert.equal(typeof id, "number");
    assert.deepEqual(shown, { name: "new.one", creator_name: "ci", auth: 7 });
    assert.equal((await ci.delete(`${all}/new.one`)).status, 204);
    assert.deepEqual(names(), ["team-a", "team-b"]);
  });

  it("have names by the rules", async () => {
    for (const name of ["a", "a1", "a--b", "a__b", "a.b_c-d", "a".repeat(64)]) {
      assert.equal((await ci.post(all, { namespace: name })).status, 201, name);
      emulator.deleteOrganization(name);
    }
    for (const name of ["", "1a", "A", "a-", ".a", "a..b", "a._b", "a___b", "a/b", "ä", "a".repeat(65), 7]) {
      refused(await ci.post(all, { namespace: name }), 400, "4001028");
    }
    refused(await ci.post(all, {}), 400, "4001014");
    refused(await ci.post(all, []), 400, "4001018");
    assert.deepEqual(names(), ["team-a", "team-b"]);
  });

  it("are unique, and five for each user", async () => {
    refused(await ci.post(all, { namespace: "team-a" }), 409, "4090060");
    refused(await ci.post(all, { namespace: "library" }), 409, "4090060");
    for (const name of ["a1", "a2", "a3", "a4", "a5"]) await ci.post(all, { namespace: name });
    refused(await ci.post(all, { namespace: "a6" }), 400, "4000097");
  });

  it("are created by administrators only", async () => {
    refused(await new Client(emulator, "deployer").post(all, { namespace: "mine" }), 403, "4039002");
  });

  it("are deleted only when empty, and by who manages them", async () => {
    refused(await ci.delete(`${all}/team-b`), 406, "4060074");
    emulator.deleteRepository({ organization: "team-b", repository: "tools" });
    refused(await new Client(emulator, "alice").delete(`${all}/team-b`), 403, "4037017");
    assert.equal((await new Client(emulator, "deployer").delete(`${all}/team-b`)).status, 204);
    refused(await ci.delete(`${all}/team-b`), 404, "4040058");
    refused(await ci.get(`${all}/team-b`), 404, "4040058");
  });

  it("are listed to who has a permission on them, or, if asked, on one of their repositories", async () => {
    assert.deepEqual(await listed(ci), ["team-a", "team-b"]);
    assert.deepEqual(await listed(new Client(emulator, "deployer")), ["team-b"]);
    const bob = new Client(emulator, "bob");
    assert.deepEqual(await listed(bob), []);
    assert.deepEqual(await listed(bob, "?filter=mode%3A%3Avisible"), ["team-b"]);
    refused(await bob.get(`${all}/team-a`), 403, "4037020");
    assert.equal(((await bob.get(`${all}/team-b`)).json as { auth: number }).auth, 0);
  });

  it("are found by name, where a filter makes single parameters ignored", async () => {
    assert.deepEqual(await listed(ci, "?namespace=team-b"), ["team-b"]);
    assert.deepEqual(await listed(ci, "?namespace=team"), []);
    assert.deepEqual(await listed(ci, "?namespace=team-b&filter=namespace%3A%3Ateam-a"), ["team-a"]);
    refused(await ci.get(`${all}?filter=nonsense`), 400, "4009014");
  });

  describe("access", () => {
    const live = (): string[] => granted(emulator, "team-a");

    it("is granted, shown, changed and revoked", async () => {
      assert.equal((await ci.post(teamA, [grantTo("alice", 3), grantTo("bob", 1)])).status, 201);
      const { id, ...shown } = (await ci.get(teamA)).json as Record<string, unknown>;
      assert.equal(typeof id, "number");
      assert.deepEqual(shown, {
        name: "team-a",
        creator_name: "admin",
        self_auth: grantTo("ci", 7),
        others_auths: [grantTo("alice", 3), grantTo("bob", 1)],
      });
      assert.equal((await ci.patch(teamA, [grantTo("bob", 7)])).status, 201);
      assert.equal((await ci.delete(teamA, [idOf("alice")])).status, 204);
      assert.deepEqual(othersOf(await ci.get(teamA)), ["bob:7"]);
    });

    it("has codes of its own", async () => {
      await ci.post(teamA, [grantTo("alice", 1)]);
      emulator.setDialect({ "post-existing": "upsert", "delete-missing": "not-found" });
      refused(await ci.post(teamA, [grantTo("alice", 3)]), 409, "4090076");
      refused(await ci.patch(teamA, [grantTo("bob", 3)]), 404, "4040078");
      refused(await ci.delete(teamA, [idOf("bob")]), 404, "4040078");
      refused(await ci.post(teamA, [grantTo("bob", 5)]), 400, "4001065");
      refused(await ci.get(teamA.replace("team-a", "gone")), 404, "4040058");
      assert.deepEqual(live(), ["alice:1"]);
    });

    it("is granted by who manages the organization, not to oneself", async () => {
      emulator.grant({ organization: "team-a", user: "dave", auth: 3 });
      const dave = new Client(emulator, "dave");
      refused(await dave.post(teamA, [grantTo("bob", 1)]), 403, "4037017");
      emulator.grant({ organization: "team-a", user: "dave", auth: 7 });
      assert.equal((await dave.post(teamA, [grantTo("bob", 1)])).status, 201);
      refused(await dave.delete(teamA, [idOf("dave")]), 403, "4037017");
      refused(await new Client(emulator, "carol").get(teamA), 403, "4037020");
      assert.deepEqual(live(), ["dave:7", "bob:1"]);
    });

    it("of the creator is manage, without being listed", async () => {
      emulator.updateUser("admin", { admin: false });
      const admin = new Client(emulator, "admin");
      assert.equal((await admin.post(teamA, [grantTo("bob", 1)])).status, 201);
      assert.deepEqual(othersOf(await ci.get(teamA)), ["bob:1"]);
    });
  });
});
