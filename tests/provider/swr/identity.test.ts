import assert from "node:assert/strict";
import {
  AuthenticationError,
  SettingsError,
  SwrError,
  UnexpectedAnswerError,
} from "../../../provider/errors";
import { resolveSettings } from "../../../provider/settings";
import { createClients, type SwrClient } from "../../../provider/swr/client";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { environmentOf, ID, PLACE } from "../../support/stack";
import { IMPATIENT, PROJECT } from "../support/client";
import { failureOf, serve, stopServers } from "../support/server";

type Environment = Record<string, string>;
const NO_KEY = { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" };
const LOGIN = {
  ...NO_KEY,
  SWR_USER_NAME: "ci",
  SWR_PASSWORD: "fake-password-of-ci",
  SWR_DOMAIN_NAME: "demo",
};
const AGENCY = { SWR_AGENCY_NAME: "operator", SWR_AGENCY_DOMAIN_NAME: "demo" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const MINUTE = 60_000;

/** Every way to get a proof that is issued and expires, and the call that issues it. */
const WAYS: Record<string, { environment: (emulator: Emulator) => Environment; issued: string }> = {
  "a password": { environment: () => LOGIN, issued: "POST /v3/auth/tokens" },
  "an agency, assumed with a key": {
    environment: () => AGENCY,
    issued: "POST /v3.0/OS-CREDENTIAL/securitytokens",
  },
  "an agency, assumed with a password": {
    environment: () => ({ ...LOGIN, ...AGENCY }),
    issued: "POST /v3.0/OS-CREDENTIAL/securitytokens",
  },
  "the machine's agency": {
    environment: ({ url }) => ({ ...NO_KEY, SWR_METADATA_ENDPOINT: url }),
    issued: "GET /openstack/latest/securitykey",
  },
};

describe("proof that is issued", () => {
  let emulator: Emulator;
  let now = 0;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  afterEach(stopServers);
  beforeEach(() => {
    now = 0;
    emulator.reset();
    emulator.addAgency({ name: "operator", user: "admin" });
    emulator.setMetadataAgency("operator");
  });

  const client = (environment: Environment): SwrClient => {
    const settings = resolveSettings(() => undefined, {
      ...environmentOf(emulator),
      ...PROJECT,
      ...environment,
    });
    return createClients(settings, { ...IMPATIENT, now: () => new Date(Date.now() + now) })("eu-de");
  };
  const calls = (): string[] => emulator.requests().map(({ method, path }) => `${method} ${path}`);
  const count = (call: string): number => calls().filter((it) => it === call).length;
  /** How often a proof was issued. */
  const handedOut = (call: string): number =>
    emulator
      .requests()
      .filter(({ method, path, status }) => `${method} ${path}` === call && (status ?? 500) < 300).length;
  const logins = (): unknown[] =>
    emulator
      .requests()
      .filter(({ path }) => path === "/v3/auth/tokens")
      .map(({ body }) => (body as { auth: { scope: unknown } }).auth.scope);

  for (const [name, { environment, issued }] of Object.entries(WAYS)) {
    describe(name, () => {
      it("is issued once for all that ask at the same time, and kept", async () => {
        const { access } = client(environment(emulator));
        await Promise.all(Array.from({ length: 20 }, () => access.read(PLACE)));
        await access.grant(PLACE, [BOB]);
        assert.equal(handedOut(issued), 1);
        assert.equal(emulator.requests().filter(({ status }) => (status ?? 500) > 299).length, 0);
        assert.deepEqual(
          emulator.access(PLACE).map(({ userName }) => userName),
          ["bob"],
        );
      });

      it("looks users up as well", async () => {
        const { iam } = client(environment(emulator));
        assert.deepEqual(await iam.userByName("alice"), { userId: ID.alice, userName: "alice" });
        assert.deepEqual(await iam.userById(ID.bob), { userId: ID.bob, userName: "bob" });
      });

      it("is renewed before it expires", async () => {
        emulator.setCredentialLife(1200);
        const { access } = client(environment(emulator));
        await access.read(PLACE);
        now = 9 * MINUTE;
        await access.read(PLACE);
        assert.equal(handedOut(issued), 1);
        now = 11 * MINUTE;
        await access.read(PLACE);
        assert.equal(handedOut(issued), 2);
      });

      it("that the server refuses as expired is renewed once, and the request is sent again", async () => {
        const { access } = client(environment(emulator));
        await access.read(PLACE);
        emulator.expireCredentials();
        emulator.clearRequests();
        await Promise.all(Array.from({ length: 20 }, () => access.read(PLACE)));
        assert.equal(handedOut(issued), 1);
        emulator.expireCredentials();
        await access.grant(PLACE, [BOB]);
        assert.equal(handedOut(issued), 2);
        assert.deepEqual(
          emulator.access(PLACE).map(({ userName }) => userName),
          ["bob"],
        );
      });

      it("that stays refused is renewed once, and no later request is sent", async () => {
        const { access } = client(environment(emulator));
        emulator.fault({
          match: { path: "/access" },
          times: "forever",
          action: { answer: { status: 401, body: { error_code: "APIGW.0301" } } },
        });
        assert.ok((await failureOf(access.read(PLACE))) instanceof AuthenticationError);
        assert.ok((await failureOf(access.read(PLACE))) instanceof AuthenticationError);
        assert.equal(handedOut(issued), 2);
        assert.equal(calls().filter((call) => call.endsWith("/access")).length, 2);
      });

      it("is not renewed if the refusal means a missing right", async () => {
        const { access } = client(environment(emulator));
        const body = [{ errorCode: "SVCSTG.SWR.4011064", errorMessage: "no" }];
        emulator.fault({ match: { path: "/access" }, action: { answer: { status: 401, body } } });
        await assert.rejects(access.read(PLACE), SwrError);
        assert.equal(handedOut(issued), 1);
      });

      it("stays in use while its renewal fails", async () => {
        emulator.setCredentialLife(1200);
        const { access } = client(environment(emulator));
        await access.read(PLACE);
        now = 11 * MINUTE;
        const [method = "", path = ""] = issued.split(" ");
        emulator.fault({ match: { method, path }, times: "forever", action: { answer: { status: 503 } } });
        await access.read(PLACE);
      });
    });
  }

  it("a login is for the project of SWR, and for the account where IAM is asked", async () => {
    const { access, iam } = client({ ...LOGIN, SWR_PROJECT_ID: "", SWR_PROJECT_NAME: "eu-nl" });
    await access.read(PLACE);
    await iam.userById(ID.bob);
    assert.equal(emulator.requests().length, 4);
    assert.deepEqual(logins(), [
      { project: { name: "eu-nl", domain: { name: "demo" } } },
      { domain: { name: "demo" } },
    ]);
  });

  it("a password that is also part of names: reads work", async () => {
    emulator.addUser({ id: "9".repeat(32), name: "all-production-readers" });
    emulator.grant({ ...PLACE, user: "all-production-readers", auth: 1 });
    for (const password of ["production", "production-readers"]) {
      emulator.updateUser("ci", { password });
      const { entries } = await client({ ...LOGIN, SWR_PASSWORD: password }).access.read(PLACE);
      assert.ok(entries.some(({ userName }) => userName === "all-production-readers"));
    }
  });

  it("a user by id needs no account", async () => {
    const { access } = client({ ...LOGIN, SWR_USER_NAME: "", SWR_USER_ID: ID.ci, SWR_DOMAIN_NAME: "" });
    await access.read(PLACE);
    assert.deepEqual(calls().slice(0, 1), ["POST /v3/auth/tokens"]);
  });

  it("a login is repeated after a lost answer, though it is a POST", async () => {
    emulator.fault({ match: { path: "/v3/auth/tokens" }, action: { drop: "after" } });
    await client(LOGIN).access.read(PLACE);
    assert.equal(count("POST /v3/auth/tokens"), 2);
  });

  const WRONG: Record<string, Environment> = {
    "a wrong password": { ...LOGIN, SWR_PASSWORD: "wr0ng-password" },
    "a wrong account": { ...LOGIN, SWR_DOMAIN_NAME: "nowhere" },
    "an unknown agency": { ...AGENCY, SWR_AGENCY_NAME: "nobody" },
  };
  for (const [name, environment] of Object.entries(WRONG))
    it(`${name}: one attempt for all requests, one sentence, no secret`, async () => {
      const { access } = client(environment);
      const failures = await Promise.all(Array.from({ length: 10 }, () => failureOf(access.read(PLACE))));
      failures.push(await failureOf(access.read(PLACE)));
      assert.equal(new Set(failures.map(({ message }) => message)).size, 1);
      const [{ message } = new Error()] = failures;
      assert.match(message, /^IAM: cannot (log in as ci|assume the agency nobody): 40[13] /);
      assert.doesNotMatch(message, /wr0ng-password|fake-/);
      assert.equal(emulator.requests().filter(({ method }) => method === "POST").length, 1);
      assert.equal(count("GET /v2/manage/namespaces/team-a/repos/web$app/access"), 0);
    });

  it("a machine without an agency has no credentials, and is asked once", async () => {
    emulator.setMetadataAgency(undefined);
    const { access } = client({ ...NO_KEY, SWR_METADATA_ENDPOINT: emulator.url });
    const error = await failureOf(access.read(PLACE));
    assert.ok(error instanceof SettingsError);
    assert.match(
      error.message,
      /^No credentials: set swr:accessKey, SWR_ACCESS_KEY.* This machine has no agency either/,
    );
    await failureOf(access.read(PLACE));
    assert.equal(emulator.requests().length, 1);
  });

  it("the machine is not asked where anything else is set, nor for an emulator", async () => {
    await client({ SWR_METADATA_ENDPOINT: emulator.url }).access.read(PLACE);
    assert.equal(count("GET /openstack/latest/securitykey"), 0);
    assert.throws(() => client(NO_KEY), SettingsError);
  });

  it("no error shows a token that was issued in the run", async () => {
    const token = "issued-t0ken/+=";
    const { url } = await serve(({ path, headers }, response) => {
      const isLogin = path === "/v3/auth/tokens";
      const body = isLogin
        ? { token: { expires_at: "2099-01-01T00:00:00Z" } }
        : { error_code: "APIGW.0302", error_msg: `no right for ${String(headers["x-auth-token"])}` };
      response.writeHead(isLogin ? 201 : 403, { "x-subject-token": token }).end(JSON.stringify(body));
    });
    const { message } = await failureOf(client({ ...LOGIN, SWR_ENDPOINT: url }).access.read(PLACE));
    assert.match(message, /403 APIGW\.0302 no right for \[secret\]/);
    assert.ok(!message.includes(token));
  });

  for (const [name, environment] of Object.entries({
    "that was issued in the run": LOGIN,
    "that the settings give": { ...NO_KEY, SWR_TOKEN: "a-t0ken-of-18/+=aa" },
  }))
    it(`no data shows a token ${name}: the answer is refused`, async () => {
      const token = "a-t0ken-of-18/+=aa";
      const { url } = await serve(({ path }, response) => {
        const isLogin = path === "/v3/auth/tokens";
        const entry = { user_id: "b0b", user_name: `bob ${encodeURIComponent(token)}`, auth: 1 };
        const body = isLogin
          ? { token: { expires_at: "2099-01-01T00:00:00Z" } }
          : { id: 7, name: "web/app", self_auth: entry, others_auths: [entry] };
        response.writeHead(isLogin ? 201 : 200, { "x-subject-token": token }).end(JSON.stringify(body));
      });
      const error = await failureOf(client({ ...environment, SWR_ENDPOINT: url }).access.read(PLACE));
      assert.ok(error instanceof UnexpectedAnswerError, String(error));
      assert.match(error.message, /the answer repeats a credential/);
    });
});
