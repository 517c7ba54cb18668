import assert from "node:assert/strict";
import { defaultSeed, type Emulator, type Seed } from "../../../../sandbox/emulator";
import {
  codeOf,
  emulated,
  idOf,
  type Reply,
  send,
  userNamed,
  webApp,
  WITH_IAM_CODES,
} from "../../support/client";
import { type Key, keyIn, sendSigned, type Signing } from "../../support/keys";

const start = Date.parse("2026-01-02T03:04:05.678Z");
const account = { id: "acc00000000000000000000000000001", name: "demo" };
const keysPath = "/v3.0/OS-CREDENTIAL/securitytokens";
const tokensPath = "/v3/auth/tokens";

const ROBOT = { id: "f".repeat(32), name: "robot", password: "fake-password-of-robot", admin: true };
const seed: Seed = {
  ...defaultSeed,
  users: [...defaultSeed.users, ROBOT],
  agencies: [{ name: "swr-agency", user: "robot" }],
};

describe("temporary credentials", () => {
  let emulator: Emulator;
  let clock = start;

  emulated(
    (it) => {
      emulator = it;
      clock = start;
    },
    { now: () => clock, seed, dialect: WITH_IAM_CODES },
  );

  const post = (path: string, identity: object, headers = {}, scope?: object): Promise<Reply> =>
    send(emulator.url + path, "POST", headers, {
      auth: { identity, ...(scope === undefined ? {} : { scope }) },
    });
  const tokenOf = (user: string): Record<string, string> => ({
    "x-auth-token": emulator.issueToken({ user }),
  });
  const byToken = { methods: ["token"] };
  const asAgency = (change: object = {}): object => ({
    methods: ["assume_role"],
    assume_role: { agency_name: "swr-agency", domain_name: "demo", ...change },
  });
  const keyFor = (user: string): Promise<Key> => keyIn(post(keysPath, byToken, tokenOf(user)));

  const signedWith = (accessKey: string, secretKey: string, options: Signing = {}): Promise<Reply> =>
    sendSigned(emulator.url, clock, { accessKey, secretKey }, { path: webApp, ...options });
  const useKey = ({ access, secret, securitytoken }: Key, options: Signing = {}): Promise<Reply> =>
    signedWith(access, secret, { unsigned: { "x-security-token": securitytoken }, ...options });

  async function refused(reply: Promise<Reply>, status: number, code: string, words = /./): Promise<void> {
    const answer = await reply;
    assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
    assert.match(answer.text, words);
    assert.ok(!answer.text.includes("credential") && !answer.headers.has("x-subject-token"), answer.text);
  }
  const lastUser = (): string | null | undefined => emulator.requests().at(-1)?.user;

  describe("asked for with a token", () => {
    it("are a key that signs for its user, in the clouds' form", async () => {
      const answer = await post(keysPath, byToken, tokenOf("ci"));
      assert.equal(answer.status, 201);
      const { credential } = answer.json as { credential: Key };
      assert.deepEqual(Object.keys(credential).sort(), ["access", "expires_at", "secret", "securitytoken"]);
      assert.equal(credential.expires_at, "2026-01-02T03:19:05.678000Z");
      assert.equal((await useKey(credential)).status, 200);
      assert.equal(lastUser(), "ci");
      assert.notEqual((await keyFor("ci")).access, credential.access);
    });

    it("are given for a token in the header or in the body; the header counts first", async () => {
      const inBody = { methods: ["token"], token: { id: emulator.issueToken({ user: "alice" }) } };
      await useKey(await keyIn(post(keysPath, inBody)));
      assert.equal(lastUser(), "alice");
      await useKey(await keyIn(post(keysPath, inBody, tokenOf("ci"))));
      assert.equal(lastUser(), "ci");
      await refused(post(keysPath, inBody, { "x-auth-token": "made-up" }), 401, "IAM.0067");
      await useKey(await keyIn(post(keysPath, { ...byToken, token: { id: "" } }, tokenOf("ci"))));
      assert.equal(lastUser(), "ci");
    });

    for (const [name, seconds] of [
      ["as short", 900],
      ["as long", 86400],
    ] as const) {
      it(`live ${name} as asked`, async () => {
        const token = { duration_seconds: seconds };
        const key = await keyIn(post(keysPath, { methods: ["token"], token }, tokenOf("ci")));
        assert.equal(Date.parse(key.expires_at), clock + seconds * 1000);
      });
    }

    for (const seconds of [899, 86401, 900.5, "900", null]) {
      it(`are refused for ${JSON.stringify(seconds)} seconds, in both methods`, async () => {
        const length = { duration_seconds: seconds };
        const token = { methods: ["token"], token: length };
        await refused(post(keysPath, token, tokenOf("ci")), 400, "IAM.0011", /duration_seconds/);
        await refused(post(keysPath, asAgency(length), tokenOf("ci")), 400, "IAM.0011", /duration_seconds/);
      });
    }

    it("are refused without credentials, with unknown and with expired ones", async () => {
      await refused(post(keysPath, byToken), 401, "IAM.0001");
      await refused(post(keysPath, byToken, { "x-auth-token": "made-up" }), 401, "IAM.0067");
      await refused(post(keysPath, { ...byToken, token: { id: "made-up" } }), 401, "IAM.0067");
      const id = emulator.issueToken({ user: "ci", expiresInMs: 0 });
      await refused(post(keysPath, { ...byToken, token: { id } }), 401, "IAM.0066");
      await refused(post(keysPath, byToken, { "x-auth-token": id }), 401, "IAM.0066");
    });
  });

  it("are refused for a malformed body", async () => {
    for (const body of ["{", "[]", "{}", '{"auth":{}}', '{"auth":{"identity":{"methods":["password"]}}}']) {
      await refused(send(emulator.url + keysPath, "POST", tokenOf("ci"), body), 400, "IAM.0011");
    }
  });

  it("are given for a signed request, but not for a badly signed one", async () => {
    const { accessKey = "", secretKey = "" } = userNamed("ci");
    const request = { method: "POST", path: keysPath, body: JSON.stringify({ auth: { identity: byToken } }) };
    await useKey(await keyIn(signedWith(accessKey, secretKey, request)));
    assert.equal(lastUser(), "ci");
    await refused(signedWith(accessKey, "wrong", request), 401, "APIGW.0301");
    const body = JSON.stringify({ auth: { identity: asAgency() } });
    await useKey(await keyIn(signedWith(accessKey, secretKey, { ...request, body })));
    assert.equal(lastUser(), "robot");
  });

  for (const form of ["access", "credential"] as const) {
    describe(`in a signature of the form ${form}`, () => {
      it("need their security token, signed or not", async () => {
        const key = await keyFor("ci");
        const token = { "x-security-token": key.securitytoken };
        assert.equal((await useKey(key, { form, signed: token, unsigned: {} })).status, 200);
        assert.equal((await useKey(key, { form, unsigned: token })).status, 200);
        const invalid = /security token is invalid/;
        await refused(useKey(key, { form, unsigned: {} }), 401, "APIGW.0301", invalid);
        const { securitytoken } = await keyFor("ci");
        for (const wrong of [{ "x-security-token": securitytoken }, { "x-security-token": "x" }]) {
          await refused(useKey(key, { form, unsigned: wrong }), 401, "APIGW.0301", invalid);
          await refused(useKey(key, { form, signed: wrong, unsigned: {} }), 401, "APIGW.0301", invalid);
        }
      });

      it("need their own secret", async () => {
        const [key, { secret }] = [await keyFor("ci"), await keyFor("ci")];
        await refused(useKey({ ...key, secret }, { form }), 401, "APIGW.0301", /verify aksk signature fail/);
      });

      it("are refused as expired from the end of their life on, by SWR and IAM", async () => {
        const key = await keyFor("ci");
        clock = Date.parse(key.expires_at) - 1;
        assert.equal((await useKey(key, { form })).status, 200);
        clock += 1;
        for (const path of [webApp, "/v3/projects"]) {
          const expired = /security token has expired/;
          await refused(useKey(key, { form, path }), 401, "APIGW.0301", expired);
        }
      });
    });
  }

  describe("of an agency", () => {
    for (const [name, change] of [
      ["the account's name", {}],
      ["the account's id", { domain_name: undefined, domain_id: account.id }],
      ["the older name of agency_name", { agency_name: undefined, xrole_name: "swr-agency" }],
    ] as const) {
      it(`are given for ${name}, and act as its user`, async () => {
        const key = await keyIn(post(keysPath, asAgency(change), tokenOf("bob")));
        assert.equal(lastUser(), "bob");
        assert.equal((await useKey(key)).status, 200);
        assert.equal(lastUser(), "robot");
        assert.equal(Date.parse(key.expires_at), clock + 900_000);
      });
    }

    it("live as long as asked", async () => {
      const key = await keyIn(post(keysPath, asAgency({ duration_seconds: 3600 }), tokenOf("bob")));
      assert.equal(Date.parse(key.expires_at), clock + 3_600_000);
    });

    for (const [name, change, status, code] of [
      ["an unknown agency", { agency_name: "other" }, [403, 404], ["IAM.0002", "IAM.0004"]],
      ["an unknown account", { domain_name: "other" }, [403, 404], ["IAM.0002", "IAM.0004"]],
      ["the id of another account", { domain_id: "other" }, [403, 404], ["IAM.0002", "IAM.0004"]],
      ["no agency", { agency_name: undefined }, [400, 400], ["IAM.0011", "IAM.0011"]],
      ["no account", { domain_name: undefined }, [400, 400], ["IAM.0011", "IAM.0011"]],
    ] as const) {
      it(`are refused for ${name}: keys and tokens`, async () => {
        await refused(post(keysPath, asAgency(change), tokenOf("bob")), status[0], code[0]);
        const scope = { domain: { name: "demo" } };
        await refused(post(tokensPath, asAgency(change), tokenOf("bob"), scope), status[1], code[1]);
      });
    }

    it("are refused to a caller without good credentials: keys and tokens", async () => {
      const old = { "x-auth-token": emulator.issueToken({ user: "ci", expiresInMs: 0 }) };
      for (const path of [keysPath, tokensPath]) {
        const ask = (headers: object): Promise<Reply> =>
          post(path, asAgency(), headers, { domain: { name: "demo" } });
        await refused(ask({}), 401, "IAM.0001");
        await refused(ask({ "x-auth-token": "made-up" }), 401, "IAM.0067");
        await refused(ask(old), 401, "IAM.0066");
      }
    });

    for (const [name, scope] of [
      ["project", { project: { name: "eu-de" } }],
      ["domain", { domain: { id: account.id } }],
    ] as const) {
      it(`can be a token too, scoped to a ${name}`, async () => {
        const answer = await post(tokensPath, asAgency(), tokenOf("bob"), scope);
        assert.equal(answer.status, 201);
        const { token } = answer.json as { token: Record<string, unknown> };
        assert.deepEqual(token["methods"], ["assume_role"]);
        assert.equal((token["user"] as { id: string }).id, ROBOT.id);
        const assumed = { user: { id: idOf("bob"), name: "bob", domain: account } };
        assert.deepEqual(token["assumed_by"], assumed);
        assert.equal(name in token, true);
        const headers = { "x-auth-token": answer.headers.get("x-subject-token") ?? "" };
        assert.equal((await send(emulator.url + webApp, "GET", headers)).status, 200);
        assert.equal(lastUser(), "robot");
        const subject = { ...headers, "x-subject-token": headers["x-auth-token"] };
        const shown = (await send(emulator.url + tokensPath, "GET", subject)).json as { token: object };
        assert.deepEqual(shown.token, token);
      });
    }

    it("can be a token only with a scope, and only for a token unless the dialect accepts signatures", async () => {
      for (const scope of [undefined, {}]) {
        await refused(post(tokensPath, asAgency(), tokenOf("bob"), scope), 400, "IAM.0011", /scope/);
      }
      const { accessKey = "", secretKey = "" } = userNamed("ci");
      const auth = { identity: asAgency(), scope: { domain: { name: "demo" } } };
      const request = { method: "POST", path: tokensPath, body: JSON.stringify({ auth }) };
      await refused(signedWith(accessKey, secretKey, request), 401, "IAM.0001");
      emulator.setDialect({ "agency-by-signature": "accepted" });
      const answer = await signedWith(accessKey, secretKey, request);
      assert.equal(answer.status, 201);
      assert.equal((answer.json as { token: { user: { name: string } } }).token.user.name, "robot");
      assert.equal(lastUser(), "ci");
      await refused(signedWith(accessKey, "wrong", request), 401, "APIGW.0301");
      await refused(post(tokensPath, asAgency(), {}, auth.scope), 401, "IAM.0001");
    });

    it("end with the user the agency acts as", async () => {
      const key = await keyIn(post(keysPath, asAgency(), tokenOf("bob")));
      emulator.updateUser("robot", { password: "fake-other" });
      await refused(useKey(key), 401, "APIGW.0301", /not exist/);
      const second = await keyIn(post(keysPath, asAgency(), tokenOf("bob")));
      emulator.deleteUser("robot");
      await refused(useKey(second), 401, "APIGW.0301", /not exist/);
      await refused(post(keysPath, asAgency(), tokenOf("bob")), 403, "IAM.0002");
    });
  });

  it("are in the log with the method and the purpose, and without secrets", async () => {
    const token = tokenOf("bob");
    const key = await keyIn(post(keysPath, asAgency({ duration_seconds: 3600 }), token));
    const scope = { project: { name: "eu-de" } };
    await post(tokensPath, asAgency({ domain_id: account.id }), token, scope);
    await useKey(key, { method: "POST", path: "/nowhere", body: JSON.stringify([key]) });
    await post("/nowhere", { notes: [key.secret, key.securitytoken] });
    const [first, second] = emulator.requests();
    assert.equal(first?.operation, "createTemporaryAccessKey");
    assert.deepEqual(first.body, { auth: { identity: asAgency({ duration_seconds: 3600 }) } });
    assert.equal(second?.operation, "keystoneCreateUserToken");
    assert.deepEqual(second.body, { auth: { identity: asAgency({ domain_id: account.id }), scope } });
    assert.deepEqual([first.user, second.user], ["bob", "bob"]);
    const text = JSON.stringify(emulator.requests());
    for (const secret of [key.secret, key.securitytoken, key.access, token["x-auth-token"] ?? ""]) {
      assert.ok(!text.includes(secret), text);
    }
  });
});
