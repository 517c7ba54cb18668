import assert from "node:assert/strict";
import { type Dialect, type Emulator } from "../../../../sandbox/emulator";
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

const place = { organization: "team-a", repository: "web/app" };
const ghost = { user_id: "f".repeat(32), user_name: "ghost", auth: 1 };

describe("dialects of access lists", () => {
  let emulator: Emulator;
  let ci: Client;
  let clock = 1_800_000_000_000;

  emulated(
    (it) => {
      emulator = it;
      ci = new Client(emulator, "ci");
    },
    { now: () => clock },
  );

  const live = (): string[] => granted(emulator, "team-a", "web/app");
  const grant = (user: string, auth: number): void => {
    emulator.grant({ ...place, user, auth });
  };
  const outcome = (reply: Reply): string =>
    [reply.status, codeOf(reply)].filter((part) => part !== undefined).join(" ");

  /** Makes a test for each value of a switch: the same call has another outcome and leaves other entries. */
  function each<N extends keyof Dialect>(
    name: N,
    cases: [Dialect[N], string, string[]][],
    act: () => Promise<Reply>,
    prepare: () => void = () => undefined,
  ): void {
    for (const [value, expected, left] of cases) {
      it(`${name}=${String(value)}`, async () => {
        prepare();
        emulator.setDialect({ [name]: value });
        assert.equal(outcome(await act()), expected);
        assert.deepEqual(live(), left);
      });
    }
  }

  describe("writes", () => {
    each(
      "post-existing",
      [
        ["conflict", "409 4090089", ["bob:1"]],
        ["upsert", "201", ["bob:7"]],
      ],
      () => ci.post(webApp, [grantTo("bob", 7)]),
      () => {
        grant("bob", 1);
      },
    );
    each(
      "patch-missing",
      [
        ["not-found", "404 4040091", []],
        ["upsert", "201", ["bob:3"]],
        ["ignored", "201", []],
      ],
      () => ci.patch(webApp, [grantTo("bob", 3)]),
    );
    each(
      "delete-missing",
      [
        ["no-content", "204", []],
        ["not-found", "404 4040091", []],
      ],
      () => ci.delete(webApp, [idOf("bob")]),
    );
    each(
      "arrays",
      [
        ["atomic", "409 4090089", ["bob:1"]],
        ["partial", "409 4090089", ["bob:1", "alice:3", "carol:7"]],
      ],
      () => ci.post(webApp, [grantTo("alice", 3), grantTo("bob", 7), ghost, grantTo("carol", 7)]),
      () => {
        grant("bob", 1);
      },
    );
    each(
      "empty-array",
      [
        ["accepted", "204", []],
        ["refused", "400 4001014", []],
      ],
      () => ci.delete(webApp, []),
    );
    each(
      "self-write",
      [
        ["refused", "403 4037018", []],
        ["ignored", "201", []],
      ],
      () => ci.post(webApp, [grantTo("ci", 1)]),
    );
    each(
      "unknown-user",
      [
        ["refused", "400 4001067", []],
        ["accepted", "201", ["ghost:1"]],
      ],
      () => ci.post(webApp, [ghost]),
    );
    each(
      "name-mismatch",
      [
        ["accepted", "201", ["robert:1"]],
        ["refused", "400 4001067", []],
      ],
      () => ci.post(webApp, [{ ...grantTo("bob", 1), user_name: "robert" }]),
    );
    each(
      "success-codes",
      [
        ["docs", "201", ["bob:1"]],
        ["old", "201", ["bob:1"]],
        ["accepted", "202", ["bob:1"]],
      ],
      () => ci.post(webApp, [grantTo("bob", 1)]),
    );

    it("write-effect=dropped-once: a repeated write takes effect, for each user by itself", async () => {
      emulator.setDialect({ "write-effect": "dropped-once" });
      assert.equal((await ci.post(webApp, [grantTo("bob", 1)])).status, 201);
      assert.deepEqual(live(), []);
      await ci.post(webApp, [grantTo("bob", 1), grantTo("alice", 1)]);
      assert.deepEqual(live(), ["bob:1"]);
      await ci.delete(webApp, [idOf("bob")]);
      assert.deepEqual(live(), ["bob:1"]);
      await ci.delete(webApp, [idOf("bob")]);
      assert.deepEqual(live(), []);
    });

    it("write-effect=never", async () => {
      emulator.setDialect({ "write-effect": "never" });
      for (let time = 0; time < 3; time += 1) {
        assert.equal((await ci.post(webApp, [grantTo("bob", 1)])).status, 201);
        assert.deepEqual(live(), []);
      }
    });

    it("empty-body", async () => {
      assert.equal((await ci.post(webApp, [])).text, "{}");
      assert.equal((await ci.patch(webApp, [])).text, "{}");
      assert.equal((await ci.delete(webApp, [])).text, "");
      emulator.setDialect({ "empty-body": "none" });
      assert.equal((await ci.post(webApp, [])).text, "");
      assert.equal((await ci.patch(webApp, [])).text, "");
    });
  });

  describe("reads", () => {
    const shown = async (choice: Partial<Dialect>): Promise<string[]> => {
      emulator.setDialect(choice);
      return othersOf(await ci.get(webApp));
    };

    it("caller-listed", async () => {
      grant("ci", 1);
      grant("bob", 1);
      assert.deepEqual(await shown({ "caller-listed": false }), ["bob:1"]);
      assert.deepEqual(await shown({ "caller-listed": true }), ["ci:1", "bob:1"]);
    });

    it("order", async () => {
      for (const name of ["dave", "alice", "mallory", "carol"]) grant(name, 1);
      const names = (order: Dialect["order"]): Promise<string> =>
        shown({ order }).then((entries) => entries.map((entry) => entry.replace(":1", "")).join(" "));
      assert.equal(await names("insertion"), "dave alice mallory carol");
      assert.equal(await names("reversed"), "carol mallory alice dave");
      assert.equal(await names("id"), "mallory alice carol dave");
      const seen = new Set<string>();
      for (let read = 0; read < 12; read += 1) seen.add(await names("shuffled"));
      assert.ok(seen.size > 3, [...seen].join("; "));
      for (const order of seen) assert.equal(order.split(" ").sort().join(" "), "alice carol dave mallory");
    });

    it("duplicates", async () => {
      grant("bob", 1);
      assert.deepEqual(await shown({ duplicates: true }), ["bob:1", "bob:1"]);
    });

    it("empty-list", async () => {
      const list = async (value: Dialect["empty-list"]): Promise<unknown> => {
        emulator.setDialect({ "empty-list": value });
        return ((await ci.get(webApp)).json as Record<string, unknown>)["others_auths"];
      };
      assert.deepEqual(await list("array"), []);
      assert.equal(await list("null"), null);
      assert.equal(await list("missing"), undefined);
      grant("bob", 1);
      assert.deepEqual(await list("missing"), [grantTo("bob", 1)]);
    });

    it("self-auth", async () => {
      const self = async (value: Dialect["self-auth"]): Promise<unknown> => {
        emulator.setDialect({ "self-auth": value });
        return ((await ci.get(webApp)).json as { self_auth: unknown }).self_auth;
      };
      assert.deepEqual(await self("effective"), grantTo("ci", 7));
      assert.deepEqual(await self("entry"), grantTo("ci", 0));
      grant("ci", 3);
      assert.deepEqual(await self("entry"), grantTo("ci", 3));
    });

    it("read-lag: changes by the API show late, changes by the control API at once", async () => {
      emulator.setDialect({ "read-lag": 1000 });
      await ci.post(webApp, [grantTo("bob", 1)]);
      grant("mallory", 7);
      assert.deepEqual(othersOf(await ci.get(webApp)), ["mallory:7"]);
      clock += 400;
      await ci.patch(webApp, [grantTo("bob", 3)]);
      clock += 600;
      assert.deepEqual(othersOf(await ci.get(webApp)), ["bob:1", "mallory:7"]);
      clock += 400;
      assert.deepEqual(othersOf(await ci.get(webApp)), ["bob:3", "mallory:7"]);
      assert.equal((await ci.post(webApp, [grantTo("bob", 3)])).status, 409);
    });

    it("shown-names", async () => {
      grant("bob", 1);
      emulator.updateUser("bob", { name: "robert" });
      assert.deepEqual(await shown({ "shown-names": "written" }), ["bob:1"]);
      assert.deepEqual(await shown({ "shown-names": "iam" }), ["robert:1"]);
    });

    it("deleted-users", async () => {
      grant("bob", 1);
      grant("carol", 1);
      emulator.deleteUser("bob");
      assert.deepEqual(await shown({ "deleted-users": "removed" }), ["bob:1", "carol:1"]);
      emulator.deleteUser("carol");
      assert.deepEqual(await shown({}), ["bob:1"]);
    });
  });
});
