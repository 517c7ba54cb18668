import assert from "node:assert/strict";
import {
  EndpointError,
  InvalidRequestError,
  PermissionDeniedError,
  SettingsError,
  UnavailableError,
} from "../../../provider/errors";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { environmentOf, ID, PLACE } from "../../support/stack";
import { clientOf, clientsOf, PROJECT, withToken } from "../support/client";
import { always, failureOf, serve, stopServers } from "../support/server";

const ALICE = { userId: ID.alice, userName: "alice" };
const NOBODY = "f".repeat(32);

describe("look-ups in IAM", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const iam = (more: Record<string, string> = {}): ReturnType<typeof clientOf>["iam"] =>
    clientOf(emulator, { ...PROJECT, ...more }).iam;
  const paths = (): string[] => emulator.requests().map(({ path }) => path);
  const asMallory = (): Record<string, string> => {
    const { SWR_ACCESS_KEY = "", SWR_SECRET_KEY = "" } = environmentOf(emulator, "mallory");
    return { SWR_ACCESS_KEY, SWR_SECRET_KEY };
  };

  it("finds a user by id and by name", async () => {
    assert.deepEqual(await iam().userById(ID.alice), ALICE);
    assert.deepEqual(await iam().userByName("alice"), ALICE);
  });

  for (const shape of ["pair", "keystone"] as const)
    it(`an unknown user is null, in the error shape ${shape}`, async () => {
      emulator.setDialect({ "iam-error-shape": shape });
      assert.equal(await iam().userById(NOBODY), null);
      assert.equal(await iam().userByName("nobody"), null);
    });

  for (const [name, body] of Object.entries({
    "a gateway's": { error_code: "APIGW.0101", error_msg: "The API does not exist" },
    "another service's": { error_code: "NGINX.0004", error_msg: "no such user" },
    "an empty": undefined,
    "a page's": "<html>Not Found</html>",
  }))
    it(`${name} 404 is not reported as an unknown user`, async () => {
      emulator.fault({ action: { answer: { status: 404, body } } });
      assert.ok((await failureOf(iam().userById(ID.alice))) instanceof EndpointError);
    });

  it("SWR's 404 is not reported as an unknown user", async () => {
    const body = { error_code: "SVCSTG.SWR.4040010", error_msg: "The image was not found." };
    emulator.fault({ action: { answer: { status: 404, body } } });
    assert.ok((await failureOf(iam().userById(ID.alice))) instanceof InvalidRequestError);
  });

  it("only a user with exactly this name counts, whatever else IAM answers", async () => {
    emulator.addUser({ id: NOBODY, name: "a&b=c d/é" });
    assert.deepEqual(await iam().userByName("a&b=c d/é"), { userId: NOBODY, userName: "a&b=c d/é" });
    const found = [
      { id: "x", name: "ALICE" },
      { id: "y", name: "alice2" },
    ];
    emulator.fault({
      match: { path: "/v3/users" },
      action: { answer: { status: 200, body: { users: found } } },
    });
    assert.equal(await iam().userByName("alice"), null);
  });

  it("a caller who may not look up is told what it lacks in IAM", async () => {
    for (const error of [
      await failureOf(iam(asMallory()).userById(ID.alice)),
      await failureOf(iam(asMallory()).userByName("alice")),
    ]) {
      assert.ok(error instanceof PermissionDeniedError);
      assert.match(error.message, /^IAM: cannot look up user .*alice|a11ce.* 403 IAM\.0002 /);
      assert.match(error.message, /grant it to read users and projects/);
      assert.doesNotMatch(error.message, /repository/);
    }
  });

  it("asks once for each user, at the same time or later", async () => {
    const users = iam({ SWR_DOMAIN_ID: "acc00000000000000000000000000001" });
    for (let again = 0; again < 2; again += 1) {
      await Promise.all([users.userById(ID.alice), users.userById(ID.alice), users.userById(NOBODY)]);
      await Promise.all([users.userByName("bob"), users.userByName("bob"), users.userByName("nobody")]);
    }
    assert.equal(emulator.requests().length, 4);
    assert.equal(new Set(paths()).size, 4);
  });

  it("remembers a refusal, so that IAM is not asked twice in vain", async () => {
    const users = iam(asMallory());
    await failureOf(users.userById(ID.alice));
    const asked = emulator.requests().length;
    await failureOf(users.userById(ID.alice));
    assert.equal(emulator.requests().length, asked);
  });

  it("forgets a failure, so that it can be asked again", async () => {
    const users = iam();
    const answer = { status: 503 };
    const id = emulator.fault({ match: { path: "/users/" }, action: { answer }, times: "forever" });
    assert.ok((await failureOf(users.userById(ID.alice))) instanceof UnavailableError);
    emulator.clearFaults(id);
    assert.deepEqual(await users.userById(ID.alice), ALICE);
  });

  it("regions with the same IAM share its answers", async () => {
    const clients = clientsOf(emulator);
    await clients("eu-de").iam.userByName("alice");
    const asked = emulator.requests().length;
    await clients("eu-nl").iam.userByName("alice");
    assert.equal(emulator.requests().length, asked);
  });

  it("the account is looked up once, and never if it is set", async () => {
    const users = iam();
    await Promise.all(["alice", "bob", "carol"].map((name) => users.userByName(name)));
    assert.equal(paths().filter((path) => path === "/v3/auth/domains").length, 1);
    emulator.clearRequests();
    await iam({ SWR_DOMAIN_ID: "acc00000000000000000000000000001" }).userByName("alice");
    assert.deepEqual(paths(), ["/v3/users?name=alice&domain_id=acc00000000000000000000000000001"]);
  });

  it("an IAM that names no account is not asked for it again", async () => {
    emulator.fault({ action: { answer: { status: 200, body: { domains: [] } } } });
    const error = await failureOf(iam().userByName("alice"));
    assert.ok(error instanceof SettingsError);
    assert.match(error.message, /set swr:domainId or SWR_DOMAIN_ID/);
    assert.equal(emulator.requests().length, 1);
  });

  it("the project is looked up once, by the region's name", async () => {
    const clients = clientsOf(emulator);
    for (const region of ["eu-de", "eu-de", "eu-nl"]) await clients(region).access.read(PLACE);
    const projects = paths().filter((path) => path.startsWith("/v3/projects"));
    assert.deepEqual(projects, ["/v3/projects?name=eu-de", "/v3/projects?name=eu-nl"]);
  });

  it("the project is looked up by its name if that is set, and never if its id is set or a token has it", async () => {
    await clientOf(emulator, { SWR_PROJECT_NAME: "eu-nl" }).access.read(PLACE);
    assert.equal(paths()[0], "/v3/projects?name=eu-nl");
    emulator.clearRequests();
    await clientOf(emulator, PROJECT).access.read(PLACE);
    await clientOf(emulator, withToken(emulator.issueToken({ user: "ci" }))).access.read(PLACE);
    assert.equal(emulator.requests().length, 2);
  });

  it("a project id of the settings' region is not used in another", async () => {
    await clientsOf(emulator, PROJECT)("eu-nl").access.read(PLACE);
    assert.equal(paths()[0], "/v3/projects?name=eu-nl");
  });

  it("a project that does not exist is refused with the setting to correct", async () => {
    const error = await failureOf(clientOf(emulator, { SWR_PROJECT_NAME: "eu-de_x" }).access.read(PLACE));
    assert.ok(error instanceof SettingsError);
    assert.equal(
      error.message,
      'IAM knows no project "eu-de_x": set swr:projectId (SWR_PROJECT_ID) or swr:projectName (SWR_PROJECT_NAME).',
    );
    assert.equal(emulator.requests().length, 1);
  });
});

describe("scope headers", () => {
  afterEach(stopServers);

  const user = { user: { id: "b0b", name: "bob" } };
  const access = { id: 1, name: "web/app", self_auth: { user_id: "c1", user_name: "ci", auth: 7 } };

  it("a signed call names its account to IAM and its project to SWR, both signed", async () => {
    const server = await serve(always(200, { ...user, ...access }));
    const client = clientOf(server, { ...PROJECT, SWR_DOMAIN_ID: "acc1" });
    await client.iam.userById("b0b");
    await client.access.read(PLACE);
    const [toIam, toSwr] = server.received.map(({ headers }) => headers);
    assert.equal(toIam?.["x-domain-id"], "acc1");
    assert.match(String(toIam["authorization"]), /SignedHeaders=[^,]*\bx-domain-id\b/);
    assert.equal(toIam["x-project-id"], undefined);
    assert.equal(toSwr?.["x-project-id"], PROJECT.SWR_PROJECT_ID);
    assert.match(String(toSwr["authorization"]), /SignedHeaders=[^,]*\bx-project-id\b/);
    assert.equal(toSwr["x-domain-id"], undefined);
  });

  it("a call with a token has neither scope headers nor a signature", async () => {
    const server = await serve(always(200, { ...user, ...access }));
    const client = clientOf(server, withToken("a-token"));
    await client.iam.userById("b0b");
    await client.access.read(PLACE);
    for (const { headers } of server.received) {
      assert.equal(headers["x-auth-token"], "a-token");
      for (const name of ["x-domain-id", "x-project-id", "authorization", "x-sdk-date"])
        assert.equal(headers[name], undefined, name);
    }
  });
});
