import assert from "node:assert/strict";
import { type Emulator } from "../../../sandbox/emulator";
import {
  Client,
  codeOf,
  emulated,
  grantTo,
  granted,
  type Reply,
  send,
  userNamed,
  webApp,
  WITH_IAM_CODES,
} from "../support/client";
import { sdkDate, sign } from "../support/sign";

const minute = 60_000;
const start = Date.parse("2026-05-04T03:02:01Z");

describe("authentication", () => {
  let emulator: Emulator;
  let clock = start;

  emulated(
    (it) => {
      emulator = it;
      clock = start;
    },
    { now: () => clock, dialect: WITH_IAM_CODES },
  );

  interface Signing {
    user?: string;
    secretKey?: string;
    accessKey?: string;
    scope?: string;
    date?: string;
    signedBody?: string;
    payloadHash?: string;
    unsigned?: Record<string, string>;
    dateUnsigned?: boolean;
  }

  /** POSTs a grant for bob, signed as asked. */
  function signed(options: Signing = {}): Promise<Reply> {
    const { user = "ci", scope, payloadHash, unsigned = {}, dateUnsigned = false } = options;
    const { accessKey = "", secretKey = "" } = { ...userNamed(user), ...options };
    const date = options.date ?? sdkDate(clock);
    const body = JSON.stringify([grantTo("bob", 1)]);
    const authorization = sign(
      {
        method: "POST",
        path: webApp,
        headers: { host: new URL(emulator.url).host, ...(dateUnsigned ? {} : { "x-sdk-date": date }) },
        body: options.signedBody ?? body,
      },
      {
        accessKey,
        secretKey,
        ...(scope === undefined ? {} : { scope }),
        ...(payloadHash === undefined ? {} : { payloadHash }),
      },
    );
    const headers = { "x-sdk-date": date, authorization, ...unsigned };
    return send(emulator.url + webApp, "POST", headers, body);
  }

  async function refused(reply: Promise<Reply>, status: number, code: string): Promise<void> {
    const answer = await reply;
    assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
    assert.deepEqual(granted(emulator, "team-a", "web/app"), []);
  }

  it("refuses a request without credentials: by SWR", () =>
    refused(send(emulator.url + webApp), 401, "SVCSTG.S2I.4019000"));

  it("refuses a request without credentials: by IAM", () =>
    refused(send(`${emulator.url}/v3/projects`), 401, "IAM.0001"));

  it("accepts a token until it expires", async () => {
    const client = new Client(emulator, "ci");
    assert.equal((await client.get(webApp)).status, 200);
    clock += 24 * 60 * minute - 1;
    assert.equal((await client.get(webApp)).status, 200);
    clock += 1;
    await refused(client.get(webApp), 401, "4010000");
    await refused(client.get("/v3/projects"), 401, "IAM.0066");
  });

  it("refuses an unknown token", async () => {
    const headers = { "x-auth-token": "made-up" };
    await refused(send(emulator.url + webApp, "GET", headers), 401, "4010000");
    await refused(send(`${emulator.url}/v3/projects`, "GET", headers), 401, "IAM.0067");
  });

  it("accepts a token that a test has set, and refuses it once the test has expired it", async () => {
    const headers = { "x-auth-token": emulator.issueToken({ user: "ci", token: "chosen" }) };
    assert.equal((await send(emulator.url + webApp, "GET", headers)).status, 200);
    emulator.expireToken("chosen");
    await refused(send(emulator.url + webApp, "GET", headers), 401, "4010000");
  });

  it("accepts a signed request, and logs who sent it", async () => {
    assert.equal((await signed()).status, 201);
    assert.deepEqual(granted(emulator, "team-a", "web/app"), ["bob:1"]);
    assert.equal(emulator.requests()[0]?.user, "ci");
  });

  it("accepts the form Credential", async () => {
    assert.equal((await signed({ scope: `${sdkDate(clock).slice(0, 8)}///sdk_request` })).status, 201);
  });

  it("refuses a scope of another day", () =>
    refused(signed({ scope: "20200101///sdk_request" }), 401, "APIGW.0301"));

  it("refuses an unknown key", () => refused(signed({ accessKey: "AKNOBODY" }), 401, "APIGW.0301"));

  it("refuses a wrong secret", () => refused(signed({ secretKey: "wrong" }), 401, "APIGW.0301"));

  it("refuses a body that was changed after signing", () =>
    refused(signed({ signedBody: "[]" }), 401, "APIGW.0301"));

  it("accepts a declared body hash", async () => {
    const unsigned = { "x-sdk-content-sha256": "UNSIGNED-PAYLOAD" };
    assert.equal((await signed({ payloadHash: "UNSIGNED-PAYLOAD", unsigned })).status, 201);
  });

  it("refuses a declared body hash that is not the body's", async () => {
    const other = "0".repeat(64);
    await refused(
      signed({ payloadHash: other, unsigned: { "x-sdk-content-sha256": other } }),
      401,
      "APIGW.0301",
    );
  });

  it("ignores headers that are not signed", async () => {
    assert.equal((await signed({ unsigned: { "x-project-id": "any", "x-unheard-of": "1" } })).status, 201);
  });

  it("refuses an unsigned date", () => refused(signed({ dateUnsigned: true }), 401, "APIGW.0301"));

  it("refuses a malformed date", () => refused(signed({ date: "yesterday" }), 401, "APIGW.0301"));

  for (const [direction, sign] of [
    ["behind", -1],
    ["ahead", 1],
  ] as const) {
    it(`allows a clock 15 minutes ${direction}, no second more`, async () => {
      await refused(signed({ date: sdkDate(start + sign * (15 * minute + 1000)) }), 401, "APIGW.0303");
      assert.equal((await signed({ date: sdkDate(start + sign * 15 * minute) })).status, 201);
    });
  }

  it("locks a key for five minutes after five wrong signatures in a row", async () => {
    for (let count = 0; count < 5; count += 1) await signed({ secretKey: "wrong" });
    await refused(signed(), 401, "APIGW.0301");
    clock += 5 * minute - 1;
    await refused(signed(), 401, "APIGW.0301");
    clock += 1;
    assert.equal((await signed()).status, 201);
  });

  it("unlocks a key on reset", async () => {
    for (let count = 0; count < 5; count += 1) await signed({ secretKey: "wrong" });
    emulator.reset();
    assert.equal((await signed()).status, 201);
  });

  it("counts wrong signatures in a row, and each key for itself", async () => {
    for (let count = 0; count < 4; count += 1) await signed({ secretKey: "wrong" });
    assert.equal((await signed()).status, 201);
    for (let count = 0; count < 4; count += 1) await signed({ secretKey: "wrong" });
    assert.equal((await signed({ user: "admin" })).status, 409);
    assert.equal((await signed()).status, 409);
  });

  it("needs the security token with a temporary key, signed or not, and refuses one with any other key", async () => {
    emulator.updateUser("ci", { securityToken: "temporary" });
    await refused(signed(), 401, "APIGW.0301");
    await refused(signed({ unsigned: { "x-security-token": "other" } }), 401, "APIGW.0301");
    await refused(
      signed({ user: "admin", unsigned: { "x-security-token": "temporary" } }),
      401,
      "APIGW.0301",
    );
    assert.equal((await signed({ unsigned: { "x-security-token": "temporary" } })).status, 201);
  });

  it("accepts only one form of signature if the dialect says so", async () => {
    const scope = `${sdkDate(clock).slice(0, 8)}///sdk_request`;
    emulator.setDialect({ "signature-forms": "credential" });
    await refused(signed(), 401, "APIGW.0301");
    emulator.setDialect({ "signature-forms": "access" });
    await refused(signed({ scope }), 401, "APIGW.0301");
    assert.equal((await signed()).status, 201);
  });

  it("voids tokens and keys when a user's secrets change or the user is deleted", async () => {
    const client = new Client(emulator, "ci");
    emulator.updateUser("ci", { secretKey: "changed" });
    await refused(client.get(webApp), 401, "4010000");
    await refused(signed(), 401, "APIGW.0301");
    const admin = new Client(emulator, "admin");
    emulator.deleteUser("admin");
    await refused(admin.get(webApp), 401, "4010000");
    await refused(signed({ user: "admin" }), 401, "APIGW.0301");
  });
});
