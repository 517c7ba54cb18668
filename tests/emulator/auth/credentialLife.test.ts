import assert from "node:assert/strict";
import {
  ControlError,
  defaultSeed,
  type Emulator,
  SeedError,
  startEmulator,
} from "../../../sandbox/emulator";
import {
  Client,
  codeOf,
  emulated,
  type Reply,
  send,
  userNamed,
  webApp,
  WITH_IAM_CODES,
} from "../support/client";
import { type Key, keyIn, sendSigned } from "../support/keys";

const start = Date.parse("2026-01-02T03:04:05.678Z");
const DAY = 24 * 3600;
const metadataPath = "/openstack/latest/securitykey";

describe("lifetime of credentials", () => {
  let emulator: Emulator;
  let clock = start;

  const agencies = [{ name: "of-machine", user: "ci" }];
  emulated(
    (it) => {
      emulator = it;
      clock = start;
    },
    { now: () => clock, seed: { ...defaultSeed, agencies }, dialect: WITH_IAM_CODES },
  );

  const control = async (method: string, path: string, body?: unknown): Promise<Reply> =>
    send(`${emulator.url}/_emulator${path}`, method, {}, body);
  const ok = async (method: string, path: string, body?: unknown): Promise<void> => {
    const { status, text } = await control(method, path, body);
    assert.equal(status, 200, text);
  };
  const metadata = (): Promise<Reply> => send(emulator.url + metadataPath);

  async function logIn(): Promise<{ id: string; lives: number }> {
    const user = { name: "ci", password: userNamed("ci").password, domain: { name: "demo" } };
    const identity = { methods: ["password"], password: { user } };
    const answer = await send(`${emulator.url}/v3/auth/tokens`, "POST", {}, { auth: { identity } });
    const { token } = answer.json as { token: { expires_at: string } };
    const lives = (Date.parse(token.expires_at) - clock) / 1000;
    return { id: answer.headers.get("x-subject-token") ?? "", lives };
  }
  function temporaryKey(): Promise<Key> {
    const identity = { methods: ["token"], token: { duration_seconds: 3600 } };
    return keyIn(
      new Client(emulator, "ci").post("/v3.0/OS-CREDENTIAL/securitytokens", { auth: { identity } }),
    );
  }
  const lifeOf = (key: Key): number => (Date.parse(key.expires_at) - clock) / 1000;

  const withToken = (token: string, path = webApp): Promise<Reply> =>
    send(emulator.url + path, "GET", { "x-auth-token": token });
  const withKey = ({ access, secret, securitytoken }: Key): Promise<Reply> =>
    sendSigned(
      emulator.url,
      clock,
      { accessKey: access, secretKey: secret },
      { path: webApp, unsigned: { "x-security-token": securitytoken } },
    );
  async function refused(reply: Promise<Reply>, code: string): Promise<void> {
    const answer = await reply;
    assert.deepEqual([answer.status, codeOf(answer)], [401, code]);
  }

  it("can be set for tokens, temporary keys and a machine's keys, whose answers name it", async () => {
    await ok("PATCH", "/metadata", { agency: "of-machine" });
    const lives = async (): Promise<number[]> => [
      (await logIn()).lives,
      lifeOf(await temporaryKey()),
      lifeOf(await keyIn(metadata())),
    ];
    assert.deepEqual(await lives(), [DAY, 3600, DAY]);
    await ok("PATCH", "/credentials", { lifeSeconds: 5 });
    assert.deepEqual(await lives(), [5, 5, 5]);
    const [{ id }, key, issued] = [await logIn(), await temporaryKey(), emulator.issueToken({ user: "ci" })];
    const longer = emulator.issueToken({ user: "ci", expiresInMs: 6000 });
    clock += 4999;
    for (const token of [id, issued]) assert.equal((await withToken(token)).status, 200);
    assert.equal((await withKey(key)).status, 200);
    clock += 1;
    for (const token of [id, issued]) await refused(withToken(token), "4010000");
    await refused(withKey(key), "APIGW.0301");
    assert.equal((await withToken(longer)).status, 200);
    await ok("PATCH", "/credentials", { lifeSeconds: null });
    assert.deepEqual(await lives(), [DAY, 3600, DAY]);
  });

  it("is the usual one again after a reset", async () => {
    emulator.setCredentialLife(5);
    emulator.reset();
    assert.equal((await logIn()).lives, DAY);
  });

  it("ends for all at once, but not for those issued later", async () => {
    const [{ id }, key, issued] = [await logIn(), await temporaryKey(), emulator.issueToken({ user: "bob" })];
    await ok("DELETE", "/credentials");
    for (const token of [id, issued]) {
      await refused(withToken(token), "4010000");
      await refused(withToken(token, "/v3/projects"), "IAM.0066");
    }
    await refused(withKey(key), "APIGW.0301");
    assert.match((await withKey(key)).text, /security token has expired/);
    assert.equal((await withToken((await logIn()).id)).status, 200);
    assert.equal((await withKey(await temporaryKey())).status, 200);
  });

  it("leaves permanent keys alone", async () => {
    emulator.expireCredentials();
    const { accessKey = "", secretKey = "" } = userNamed("ci");
    const key = { access: accessKey, secret: secretKey, securitytoken: "", expires_at: "" };
    assert.equal((await withKey(key)).status, 200);
  });

  it("ends with a reset, and with the user's secrets", async () => {
    const first = await temporaryKey();
    emulator.reset();
    await refused(withKey(first), "APIGW.0301");
    const second = await temporaryKey();
    emulator.updateUser("ci", { secretKey: "fake-changed" });
    await refused(withKey(second), "APIGW.0301");
    const third = await temporaryKey();
    emulator.deleteUser("ci");
    await refused(withKey(third), "APIGW.0301");
  });

  describe("at a machine's metadata address", () => {
    it("everybody gets keys once the machine has an agency, and the log shows it", async () => {
      assert.equal((await metadata()).status, 404);
      await ok("PATCH", "/metadata", { agency: "of-machine" });
      const answer = await metadata();
      assert.equal(answer.status, 200);
      const key = await keyIn(Promise.resolve(answer));
      assert.equal(key.expires_at, "2026-01-03T03:04:05.678000Z");
      assert.equal((await withKey(key)).status, 200);
      assert.deepEqual(
        emulator.requests().map(({ path, operation, user, status }) => [path, operation, user, status]),
        [
          [metadataPath, "showSecurityKey", null, 404],
          [metadataPath, "showSecurityKey", null, 200],
          [webApp, "showUserRepositoryAuth", "ci", 200],
        ],
      );
      assert.ok(!JSON.stringify(emulator.requests()).includes(key.securitytoken));
      await ok("PATCH", "/metadata", { agency: null });
      assert.equal((await metadata()).status, 404);
    });

    it("nobody gets keys for an agency whose user is gone, nor after a reset", async () => {
      emulator.setMetadataAgency("of-machine");
      emulator.deleteUser("ci");
      assert.equal((await metadata()).status, 404);
      emulator.reset();
      assert.equal((await metadata()).status, 404);
      emulator.setMetadataAgency("of-machine");
      assert.equal((await metadata()).status, 200);
    });
  });

  describe("and agencies", () => {
    it("are added while it runs", async () => {
      await ok("POST", "/agencies", { name: "late", user: "alice" });
      await ok("PATCH", "/metadata", { agency: "late" });
      await withKey(await keyIn(metadata()));
      assert.equal(emulator.requests().at(-1)?.user, "alice");
    });

    it("are refused in one clear sentence where they make no sense", async () => {
      for (const [method, path, body, sentence] of [
        ["POST", "/agencies", { name: "of-machine", user: "bob" }, 'There is an agency "of-machine".'],
        ["POST", "/agencies", { name: "x", user: "nobody" }, 'There is no user "nobody".'],
        ["PATCH", "/metadata", { agency: "x" }, 'There is no agency "x".'],
        ["PATCH", "/credentials", { lifeSeconds: -1 }, "The body is not valid: lifeSeconds must be >= 0."],
      ] as const) {
        const { status, json } = await control(method, path, body);
        assert.deepEqual([status, json], [400, { error: sentence }]);
      }
      assert.throws(() => {
        emulator.setMetadataAgency("x");
      }, ControlError);
    });

    it("are refused in a seed that does not fit together", async () => {
      const agencies = [
        { name: "one", user: "nobody" },
        { name: "one", user: "ci" },
      ];
      await assert.rejects(startEmulator({ seed: { ...defaultSeed, agencies } }), (error) => {
        assert.ok(error instanceof SeedError);
        assert.deepEqual(error.failures, [
          'agencies[1].name repeats "one"',
          'agencies[0].user names "nobody", who is not among the users',
        ]);
        return true;
      });
    });
  });
});
