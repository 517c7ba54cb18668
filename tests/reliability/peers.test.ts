import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ConnectionError } from "../../provider/errors";
import { retryRules, withRetry } from "../../provider/http/retry";
import { refusalOf } from "../../provider/swr/codes";
import { resolveSettings } from "../../provider/settings";
import { failureOf, get } from "../provider/support/server";
import { emulated } from "../support/emulated";
import { environmentOf, granted, ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" } as const;
const DAVE = { userId: ID.dave, userName: "dave", permission: "Read" } as const;
const BEFORE = { users: [ALICE, BOB, CAROL] };
/** The program of an update with a grant, a change and a revocation. */
const AFTER = { users: [ALICE, { ...BOB, permission: "Write" }, DAVE] } as const;

/** Tests the lines of docs/reliability.md that no other test covers. */
describe("cases in which peers were measured to fail", () => {
  const it0 = emulated();

  for (const dialect of ["docs", "lenient", "hostile"] as const)
    it(`update of one user of three: one PATCH, no other entry is touched at any moment (${dialect})`, async () => {
      it0.emulator.setDialect(dialect);
      // The lag of a second only costs time here. The calls are the same without it.
      it0.emulator.setDialect({ "read-lag": 0 });
      const stack = it0.newStack();
      await stack.up(BEFORE);
      it0.calls();
      const changesBefore = it0.emulator.changes().length;
      await stack.up({ users: [ALICE, { ...BOB, permission: "Write" }, CAROL] });
      assert.deepEqual(it0.writes(), ["PATCH bob=3"]);
      const changes = it0.emulator.changes().slice(changesBefore);
      assert.deepEqual(
        changes.map(({ userName, before, after }) => [userName, before, after]),
        [["bob", 1, 3]],
      );
    });

  for (const [name, answer] of Object.entries({
    "429 with Retry-After: 1": { status: 429, headers: { "Retry-After": "1" } },
    "500": { status: 500 },
  }))
    for (const method of ["GET", "POST", "PATCH", "DELETE"])
      it(`${name}, once, at ${method}: the update is done all the same`, async () => {
        const stack = it0.newStack();
        await stack.up(BEFORE);
        it0.emulator.clearRequests();
        it0.emulator.fault({ match: { method, path: "/repos/" }, action: { answer } });
        assert.equal(await stack.up(AFTER), "update");
        const faulty = it0.emulator.requests().filter(({ fault }) => fault !== null);
        assert.deepEqual(
          faulty.map((request) => [request.method, request.status]),
          [[method, answer.status]],
        );
        assert.deepEqual(granted(it0.emulator), ["alice=7", "bob=3", "dave=1"]);
        assert.equal((await stack.preview(AFTER))?.changes, false);
      });

  it("a server that never answers: one sentence after the last attempt", async () => {
    const environment = { SWR_REQUEST_TIMEOUT: "0.1", SWR_MAX_RETRIES: "1" };
    const stack = it0.newStack({ environment });
    it0.emulator.fault({ action: { hang: "before" }, times: "forever" });
    const error = await failureOf(stack.up(BEFORE));
    assert.ok(error instanceof ConnectionError);
    assert.equal(
      error.message,
      `team-a/web/app: cannot read who has access: ${it0.emulator.url}: no answer within 0.1 s. ` +
        "Check the endpoint and the network, then try again.",
    );
    assert.deepEqual(it0.calls(), ["GET", "GET"]);
  });

  it("a server that never answers, with the default settings: two attempts of 15 s", async () => {
    const { budgets } = resolveSettings(() => undefined, environmentOf(it0.emulator));
    let time = 0;
    let attempts = 0;
    const wait = (milliseconds: number): Promise<void> => {
      time += milliseconds;
      return Promise.resolve();
    };
    const send = withRetry(
      retryRules(budgets),
      refusalOf,
      () => undefined,
      wait,
      () => time,
    )(() => {
      attempts += 1;
      time += budgets.requestTimeout;
      return Promise.reject(new ConnectionError("no answer", true));
    });
    await failureOf(send(get(it0.emulator.url)));
    assert.equal(attempts, 2);
    assert.ok(time >= 30_000 && time < 31_000, String(time));
  });

  it("a grant that is committed and never answered: read back, not sent again", async () => {
    const stack = it0.newStack({ environment: { SWR_REQUEST_TIMEOUT: "0.5" } });
    it0.emulator.fault({ match: { method: "POST", path: "/repos/" }, action: { hang: "after" } });
    assert.equal(await stack.up(BEFORE), "create");
    assert.deepEqual(it0.writes(), ["POST alice=7 bob=1 carol=3"]);
    assert.equal((await stack.preview(BEFORE))?.changes, false);
  });

  it('permission "Admin", a user twice, an empty id: refused at preview, each by its property, nothing is sent', async () => {
    const { hooks } = it0.newStack();
    const { failures } = await hooks.check(undefined, {
      ...PLACE,
      users: [
        { userName: "alice", permission: "Admin" },
        { userName: "bob", permission: "Read" },
        { userName: "bob", permission: "Read" },
        { userId: "", permission: "Read" },
      ],
    });
    assert.deepEqual(failures.map(({ property }) => property).sort(), [
      "users[0].permission",
      "users[2].userName",
      "users[3].userId",
    ]);
    assert.deepEqual(it0.emulator.requests(), []);
  });

  it("a repository's name with slashes: create, drift, update, refresh, import, delete", async () => {
    const place = { ...PLACE, repository: "web/app/edge" };
    it0.emulator.createRepository(place);
    const stack = it0.newStack();
    await stack.up({ ...place, ...BEFORE });
    it0.emulator.revoke({ ...place, user: "bob" });
    await stack.up({ ...place, ...AFTER }, true);
    assert.deepEqual(granted(it0.emulator, place), ["alice=7", "bob=3", "dave=1"]);
    assert.equal(stack.id, "team-a/web/app/edge");
    const imported = await it0.newStack().hooks.read(stack.id, undefined);
    assert.equal((imported?.inputs as typeof place).repository, place.repository);
    await stack.destroy();
    assert.deepEqual(granted(it0.emulator, place), []);
    assert.deepEqual(granted(it0.emulator), []);
  });

  it("docs/reliability.md names only tests that exist", () => {
    const root = join(__dirname, "../..");
    const named = readFileSync(join(root, "docs/reliability.md"), "utf8").match(/tests\/[\w/]+\.test\.ts/g);
    assert.ok(named !== null);
    assert.deepEqual(
      named.filter((file) => !existsSync(join(root, file))),
      [],
    );
  });
});
