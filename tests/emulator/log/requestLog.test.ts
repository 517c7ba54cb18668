import assert from "node:assert/strict";
import { type Emulator, type LoggedRequest } from "../../../sandbox/emulator";
import { RequestLog } from "../../../sandbox/emulator/log/requestLog";
import { Client, emulated, grantTo, idOf, send, userNamed, webApp } from "../support/client";

describe("request log", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  it("tells what was sent, by whom, and what was answered", async () => {
    await ci.post(`${webApp}?x=1`, [grantTo("bob", 1)]);
    await send(emulator.url + webApp);
    const [granting, stranger] = emulator.requests();
    assert.ok(granting !== undefined && stranger !== undefined);
    const { seq, time, requestId, durationMs, ...rest } = granting;
    assert.deepEqual(rest, {
      method: "POST",
      path: `${webApp}?x=1`,
      operation: "createUserRepositoryAuth",
      user: "ci",
      status: 201,
      fault: null,
      clientGone: false,
      body: [grantTo("bob", 1)],
    });
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000);
    assert.ok(requestId !== stranger.requestId && Number(durationMs) >= 0);
    assert.equal(stranger.seq, seq + 1);
    assert.deepEqual([stranger.user, stranger.status, "body" in stranger], [null, 401, false]);
  });

  it("goes on counting when cleared", async () => {
    await ci.get(webApp);
    const last = emulator.requests()[0]?.seq ?? 0;
    emulator.clearRequests();
    assert.deepEqual(emulator.requests(), []);
    await ci.get(webApp);
    assert.equal(emulator.requests()[0]?.seq, last + 1);
  });

  it("holds no control calls", async () => {
    await send(`${emulator.url}/_emulator/state`);
    await send(`${emulator.url}/_emulator/`);
    await send(`${emulator.url}/_emulator`);
    await send(`${emulator.url}/_emulator/unknown`);
    assert.deepEqual(emulator.requests(), []);
  });

  it("tells listeners when a request has ended, until they no longer listen", async () => {
    const heard: (number | null)[] = [];
    const ended = new Promise<void>((resolve) => {
      const stop = emulator.onRequest(({ status }) => {
        heard.push(status);
        stop();
        resolve();
      });
    });
    await ci.get(webApp);
    await ended;
    const second = new Promise((resolve) => emulator.onRequest(resolve));
    await ci.get(webApp);
    await second;
    assert.deepEqual(heard, [200]);
  });

  it("holds no secret, wherever it was sent", async () => {
    const password = String(userNamed("ci").password);
    const secret = String(userNamed("ci").secretKey);
    const token = emulator.issueToken({ user: "ci" });
    const identity = {
      methods: ["password", "token"],
      password: { user: { name: "ci", password, domain: { name: "demo" } } },
      token: { id: token },
      totp: { user: { name: "ci", passcode: "123456" } },
    };
    await ci.post("/v3/auth/tokens", { auth: { identity } });
    await ci.post("/v3/auth/tokens", {
      note: secret,
      credential: { access: "AKX", secret: "SKX", securitytoken: "STX" },
    });
    await ci.get(`/v3/projects?token=${token}&x-access-key=AKX&name=eu-de`);
    await ci.post("/nowhere", `password=${password}`);
    const text = JSON.stringify(emulator.requests());
    for (const planted of [password, secret, token, "123456", "AKX", "SKX", "STX"]) {
      assert.ok(!text.includes(planted), planted);
    }
    assert.ok(text.includes('"name":"ci"') && text.includes("name=eu-de"));
  });

  it("keeps the newest hundred thousand requests and 64 MiB of bodies", () => {
    const log = new RequestLog();
    const entry = (seq: number): LoggedRequest => ({ seq }) as LoggedRequest;
    for (let seq = 1; seq <= 125_000; seq += 1) log.add(entry(seq));
    assert.deepEqual([log.all().length, log.all()[0]?.seq], [100_000, 25_001]);
    for (let seq = 1; seq <= 70; seq += 1) {
      const large = entry(200_000 + seq);
      log.add(large);
      log.setBody(large, "", 1024 * 1024);
    }
    assert.deepEqual([log.all().length, log.all()[0]?.seq], [64, 200_007]);
  });

  describe("of changes", () => {
    it("tells each real change of a list and the request that made it", async () => {
      await ci.post(webApp, [grantTo("bob", 1), grantTo("alice", 7)]);
      await ci.patch(webApp, [grantTo("bob", 1), grantTo("alice", 3)]);
      emulator.revoke({ organization: "team-a", repository: "web/app", user: "bob" });
      emulator.grant({ organization: "team-a", user: "dave", auth: 5 });
      const [post, patch] = emulator.requests();
      assert.deepEqual(
        emulator
          .changes()
          .map((change) => [change.request, change.repository, change.userName, change.before, change.after]),
        [
          [post?.seq, "web/app", "bob", null, 1],
          [post?.seq, "web/app", "alice", null, 7],
          [patch?.seq, "web/app", "alice", 7, 3],
          [null, "web/app", "bob", 1, null],
          [null, null, "dave", null, 5],
        ],
      );
      assert.equal(emulator.changes()[0]?.userId, idOf("bob"));
    });
  });
});
