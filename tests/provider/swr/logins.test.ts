import assert from "node:assert/strict";
import { SettingsError, UnexpectedAnswerError } from "../../../provider/errors";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { ID, PLACE } from "../../support/stack";
import { clientOf, PROJECT } from "../support/client";
import { failureOf } from "../support/server";

const NO_KEY = { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "" };
const PASSWORD = { ...NO_KEY, SWR_PASSWORD: "fake-password-of-ci" };
const BY_NAME = { ...PASSWORD, SWR_USER_NAME: "ci", SWR_DOMAIN_NAME: "demo" };
const BY_ID = { ...PASSWORD, SWR_USER_ID: ID.ci };
const AGENCY = { SWR_AGENCY_NAME: "operator", SWR_AGENCY_DOMAIN_NAME: "demo" };
const MACHINE = (url: string): Record<string, string> => ({ ...NO_KEY, SWR_METADATA_ENDPOINT: url });

const TOKENS = "POST /v3/auth/tokens";
const KEYS = "POST /v3.0/OS-CREDENTIAL/securitytokens";

describe("logins", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
    emulator.addAgency({ name: "operator", user: "admin" });
  });
  const calls = (): string[] =>
    emulator.requests().map(({ method, path, status }) => `${method} ${path} ${String(status)}`);
  const scopes = (): unknown[] =>
    emulator
      .requests()
      .filter(({ method, path }) => `${method} ${path}` === TOKENS)
      .map(({ body }) => (body as { auth: { scope?: unknown } }).auth.scope);

  for (const [name, environment, call] of [
    ["a password", { ...BY_NAME, ...PROJECT }, TOKENS],
    ["an agency", { ...AGENCY, ...PROJECT }, KEYS],
  ] as const)
    for (const status of [429, 503])
      it(`${name}: sent again after ${String(status)}, since a login changes nothing`, async () => {
        const [method = "", path = ""] = call.split(" ");
        emulator.fault({ match: { method, path }, action: { answer: { status } } });
        await clientOf(emulator, environment).access.read(PLACE);
        assert.deepEqual(
          calls().filter((it1) => it1.startsWith(call)),
          [`${call} ${String(status)}`, `${call} 201`],
        );
      });

  it("a project that is named by its id needs no account beside it", async () => {
    await clientOf(emulator, { ...BY_NAME, ...PROJECT }).access.read(PLACE);
    assert.deepEqual(scopes(), [{ project: { id: PROJECT.SWR_PROJECT_ID } }]);
  });

  it("without a given account, a login for the project finds the user's account, in which IAM is then asked", async () => {
    await clientOf(emulator, { ...BY_ID, ...PROJECT }).iam.userById(ID.alice);
    assert.deepEqual(scopes(), [
      { project: { id: PROJECT.SWR_PROJECT_ID } },
      { domain: { id: "acc00000000000000000000000000001" } },
    ]);
  });

  it("an answer to a login without its token is not believed", async () => {
    const body = { token: { expires_at: "2030-01-01T00:00:00Z" } };
    emulator.fault({ match: { path: "/v3/auth/tokens" }, action: { answer: { status: 201, body } } });
    const error = await failureOf(clientOf(emulator, { ...BY_NAME, ...PROJECT }).access.read(PLACE));
    assert.ok(error instanceof UnexpectedAnswerError);
    assert.match(error.message, /IAM: cannot log in as ci: the answer has no X-Subject-Token/);
    assert.equal(emulator.requests().length, 1);
  });

  it("a refused agency is an error that names the right that the caller needs", async () => {
    const key = { SWR_SECRET_KEY: "wr0ng-secret-key" };
    const error = await failureOf(clientOf(emulator, { ...AGENCY, ...PROJECT, ...key }).access.read(PLACE));
    assert.match(error.message, /cannot assume the agency operator: 401 .*may assume the agency/);
  });

  it("an agency that IAM denies is an error that says the right is one in IAM", async () => {
    emulator.fault({
      match: { path: "/securitytokens" },
      action: { answer: { status: 403, body: { error: { code: 403, message: "denied" } } } },
    });
    const error = await failureOf(clientOf(emulator, { ...AGENCY, ...PROJECT }).access.read(PLACE));
    assert.match(error.message, /The caller lacks the right in IAM/);
  });

  it("only a project with exactly this name counts, whatever else IAM lists", async () => {
    const projects = [
      { id: "de000000000000000000000000000002", name: "eu-de_other" },
      { id: PROJECT.SWR_PROJECT_ID, name: "eu-de" },
    ];
    emulator.fault({ match: { path: "/projects" }, action: { answer: { status: 200, body: { projects } } } });
    assert.equal(await clientOf(emulator).iam.projectId("eu-de"), PROJECT.SWR_PROJECT_ID);
  });

  it("a refusal of the metadata service is not reported as a machine without an agency", async () => {
    emulator.fault({
      match: { path: "/securitykey" },
      action: { answer: { status: 400, body: { message: "not now" } } },
    });
    const error = await failureOf(
      clientOf(emulator, { ...MACHINE(emulator.url), ...PROJECT }).access.read(PLACE),
    );
    assert.equal(error instanceof SettingsError, false);
    assert.match(error.message, /^ECS metadata: cannot read the key of this machine's agency: 400/);
  });
});
