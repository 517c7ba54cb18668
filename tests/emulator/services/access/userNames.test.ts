import assert from "node:assert/strict";
import { defaultSeed, type Dialect, type Emulator, type Seed } from "../../../../sandbox/emulator";
import {
  Client,
  codeOf,
  emulated,
  grantTo,
  idOf,
  type Reply,
  send,
  teamA,
  tools,
  webApp,
} from "../../support/client";

const place = { organization: "team-a", repository: "web/app" };
const inCapitals = (name: string): string => idOf(name).toUpperCase();

describe("ids and names of users", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((it) => {
    emulator = it;
    emulator.reset(defaultSeed);
    ci = new Client(emulator, "ci");
  });

  const outcome = (reply: Reply): string =>
    [reply.status, codeOf(reply)].filter((part) => part !== undefined).join(" ");
  const entries = (): [string, string | null, number][] =>
    emulator.access(place).map(({ userId, userName, auth }) => [userId, userName, auth]);
  const shown = async (choice: Partial<Dialect> = {}): Promise<unknown> => {
    emulator.setDialect(choice);
    return ((await ci.get(webApp)).json as { others_auths: unknown }).others_auths;
  };

  describe("an id in other capitals", () => {
    const grant = (name: string, auth: number): object => ({
      ...grantTo(name, auth),
      user_id: inCapitals(name),
    });

    it("user-id-case=exact: counts as the id of an unknown user", async () => {
      emulator.grant({ ...place, user: "bob", auth: 1 });
      assert.equal(outcome(await ci.post(webApp, [grant("carol", 1)])), "400 4001067");
      assert.equal(outcome(await ci.patch(webApp, [grant("bob", 3)])), "400 4001067");
      assert.equal(outcome(await ci.delete(webApp, [inCapitals("bob")])), "204");
      assert.deepEqual(entries(), [[idOf("bob"), "bob", 1]]);
      emulator.setDialect({ "unknown-user": "accepted" });
      assert.equal(outcome(await ci.post(webApp, [grant("bob", 3)])), "201");
      assert.deepEqual(entries(), [
        [idOf("bob"), "bob", 1],
        [inCapitals("bob"), "bob", 3],
      ]);
    });

    it("user-id-case=folded: counts as the same user's, and answers have IAM's spelling", async () => {
      emulator.setDialect({ "user-id-case": "folded" });
      for (const [path, list] of [
        [webApp, place],
        [teamA, { organization: "team-a" }],
      ] as const) {
        assert.equal(outcome(await ci.post(path, [grant("bob", 1)])), "201");
        assert.deepEqual(((await ci.get(path)).json as { others_auths: unknown }).others_auths, [
          grantTo("bob", 1),
        ]);
        assert.match(outcome(await ci.post(path, [grant("bob", 7)])), /^409 /);
        assert.equal(outcome(await ci.patch(path, [grant("bob", 3)])), "201");
        assert.deepEqual(emulator.access(list), [{ userId: idOf("bob"), userName: "bob", auth: 3 }]);
        assert.equal(outcome(await ci.delete(path, [inCapitals("bob")])), "204");
        assert.deepEqual(emulator.access(list), []);
      }
    });

    it("user-id-case=folded: counts in the checks of the caller and of the name too", async () => {
      emulator.setDialect({ "user-id-case": "folded", "name-mismatch": "refused" });
      assert.equal(outcome(await ci.post(webApp, [grant("ci", 1)])), "403 4037018");
      assert.equal(outcome(await ci.delete(webApp, [inCapitals("ci")])), "403 4037018");
      const mismatch = { ...grant("bob", 1), user_name: "carol" };
      assert.equal(outcome(await ci.post(webApp, [mismatch])), "400 4001067");
      assert.equal(outcome(await ci.post(webApp, [{ ...mismatch, user_id: "F".repeat(32) }])), "400 4001067");
      assert.deepEqual(entries(), []);
    });

    for (const path of ["/v3.0/OS-USER/users", "/v3/users"])
      it(`in ${path} follows the same switch`, async () => {
        const bob = new Client(emulator, "bob");
        const ask = (by: Client): Promise<Reply> => by.get(`${path}/${inCapitals("bob")}`);
        assert.equal((await ask(ci)).status, 404);
        assert.equal((await ask(bob)).status, 403);
        emulator.setDialect({ "user-id-case": "folded" });
        for (const by of [ci, bob]) {
          const { user } = (await ask(by)).json as { user: { id: string; name: string } };
          assert.deepEqual([user.id, user.name], [idOf("bob"), "bob"]);
        }
        assert.equal((await bob.get(`${path}/${inCapitals("carol")}`)).status, 403);
      });
  });

  describe("an entry without a name", () => {
    const nameless = (): void => {
      emulator.grant({ ...place, user: "bob", auth: 1, userName: null });
      emulator.grant({ ...place, user: "carol", auth: 3 });
    };
    const bob = { user_id: idOf("bob"), auth: 1 };

    it("is shown with null, or without user_name", async () => {
      nameless();
      assert.deepEqual(await shown(), [{ ...bob, user_name: null }, grantTo("carol", 3)]);
      assert.deepEqual(await shown({ "empty-name": "missing" }), [bob, grantTo("carol", 3)]);
      assert.deepEqual(await shown({ "shown-names": "iam" }), [bob, grantTo("carol", 3)]);
      assert.deepEqual(entries()[0], [idOf("bob"), null, 1]);
    });

    it("gets the name of the next write", async () => {
      nameless();
      assert.equal((await ci.patch(webApp, [grantTo("bob", 7)])).status, 201);
      assert.deepEqual(await shown(), [grantTo("bob", 7), grantTo("carol", 3)]);
    });

    it("can be made by a seed and by the control API", async () => {
      const named = (user: string, userName: string | null): object => ({ user, auth: 1, userName });
      const organizations = [
        {
          name: "team-a",
          creator: "admin",
          access: [named("bob", null)],
          repositories: [{ name: "web/app", access: [named("bob", "bobby")] }],
        },
      ];
      emulator.load({ ...defaultSeed, organizations } as Seed);
      assert.deepEqual(emulator.access({ organization: "team-a" }), [
        { userId: idOf("bob"), userName: null, auth: 1 },
      ]);
      assert.deepEqual(entries(), [[idOf("bob"), "bobby", 1]]);
      const grant = { ...place, user: "bob", auth: 3, userName: null };
      assert.equal((await send(`${emulator.url}/_emulator/grant`, "POST", {}, grant)).status, 200);
      assert.deepEqual(entries(), [[idOf("bob"), null, 3]]);
      const empty = await send(`${emulator.url}/_emulator/grant`, "POST", {}, { ...grant, userName: "" });
      assert.match(empty.text, /userName must NOT have fewer than 1 characters/);
    });
  });

  describe("an entry under another user's name", () => {
    const lie = { ...grantTo("carol", 3), user_name: "alice" };

    it("is stored as a manager sent it, or refused", async () => {
      const deployer = new Client(emulator, "deployer");
      const list = { organization: "team-b", repository: "tools" };
      emulator.revoke({ ...list, user: "bob" });
      assert.equal((await deployer.post(tools, [lie])).status, 201);
      assert.deepEqual(emulator.access(list), [{ userId: idOf("carol"), userName: "alice", auth: 3 }]);
      const others = async (): Promise<unknown> =>
        ((await deployer.get(tools)).json as { others_auths: unknown }).others_auths;
      assert.deepEqual(await others(), [lie]);
      emulator.setDialect({ "shown-names": "iam" });
      assert.deepEqual(await others(), [grantTo("carol", 3)]);
      emulator.setDialect({ "name-mismatch": "refused" });
      assert.equal(outcome(await deployer.patch(tools, [{ ...lie, auth: 7 }])), "400 4001067");
      assert.deepEqual(emulator.access(list), [{ userId: idOf("carol"), userName: "alice", auth: 3 }]);
    });

    it("can be made by the emulator's method", async () => {
      emulator.grant({ ...place, user: "carol", auth: 3, userName: "alice" });
      assert.deepEqual(await shown(), [lie]);
      assert.equal(emulator.changes()[0]?.userName, "alice");
    });

    it("is not taken for the other user's when that one is revoked", () => {
      emulator.grant({ ...place, user: "carol", auth: 3, userName: "alice" });
      emulator.grant({ ...place, user: "alice", auth: 1 });
      emulator.revoke({ ...place, user: "alice" });
      assert.deepEqual(entries(), [[idOf("carol"), "alice", 3]]);
      emulator.revoke({ ...place, user: "alice" });
      assert.deepEqual(entries(), [[idOf("carol"), "alice", 3]]);
      emulator.revoke({ ...place, user: "carol" });
      assert.deepEqual(entries(), []);
    });
  });
});
