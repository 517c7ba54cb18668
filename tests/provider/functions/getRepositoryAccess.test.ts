import assert from "node:assert/strict";
import { AuthenticationError, PermissionDeniedError, SwrError } from "../../../provider/errors";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { failuresOf, functionOf } from "../../support/functions";
import { environmentOf, ID, PLACE } from "../../support/stack";
import { PROJECT } from "../support/client";
import { failureOf } from "../support/server";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };

describe("getRepositoryAccess", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const call = (args: object, options?: Parameters<typeof functionOf>[2]): ReturnType<typeof invoke> =>
    invoke(functionOf(emulator, "getRepositoryAccess", options), args);
  const invoke = async (
    ask: ReturnType<typeof functionOf>,
    args: object,
  ): Promise<Record<string, unknown>> => {
    const { result, failures } = await ask(args);
    assert.deepEqual(failures, []);
    return result as Record<string, unknown>;
  };
  const paths = (): string[] => emulator.requests().map(({ path }) => path);

  for (const isListed of [false, true])
    it(`answers all others by name, and the caller (${isListed ? "" : "not "}in the list)`, async () => {
      emulator.setDialect({ "caller-listed": isListed });
      emulator.grant({ ...PLACE, user: "bob", auth: 1 });
      emulator.grant({ ...PLACE, user: "ci", auth: 3 });
      emulator.grant({ ...PLACE, user: "alice", auth: 7 });
      const access = emulator.access(PLACE);
      const { repositoryId, ...rest } = await call(PLACE);
      const caller = { userId: ID.ci, userName: "ci", permission: "Manage" };
      assert.deepEqual(rest, { ...PLACE, region: "eu-de", users: [ALICE, BOB], caller });
      assert.ok(Number.isInteger(repositoryId));
      assert.deepEqual(emulator.access(PLACE), access, "nothing was changed");
      assert.ok(emulator.requests().every(({ method }) => method === "GET"));
    });

  it("the caller's right is the one that the server answers, documented or not", async () => {
    emulator.setDialect({ "self-auth": "entry" });
    assert.equal((await call(PLACE))["caller"]?.["permission" as keyof object], "auth 0");
    emulator.grant({ ...PLACE, user: "ci", auth: 5 });
    assert.equal((await call(PLACE))["caller"]?.["permission" as keyof object], "auth 5");
  });

  it("an empty list is empty, however the server writes it", async () => {
    for (const shape of ["array", "null", "missing"] as const) {
      emulator.setDialect({ "empty-list": shape });
      assert.deepEqual((await call(PLACE))["users"], []);
    }
  });

  it("users of the whole organization are answered if the cloud shows them", async () => {
    emulator.grant({ organization: "team-a", user: "bob", auth: 1 });
    assert.deepEqual((await call(PLACE))["users"], []);
    emulator.setDialect({ "organization-users": "listed" });
    assert.deepEqual((await call(PLACE))["users"], [BOB]);
  });

  it("reads again each time, with one call", async () => {
    const ask = functionOf(emulator, "getRepositoryAccess");
    assert.deepEqual((await invoke(ask, PLACE))["users"], []);
    emulator.grant({ ...PLACE, user: "alice", auth: 7 });
    emulator.clearRequests();
    assert.deepEqual((await invoke(ask, PLACE))["users"], [ALICE]);
    assert.deepEqual(paths(), ["/v2/manage/namespaces/team-a/repos/web$app/access"]);
  });

  it("a region among the arguments is the one that is asked and answered", async () => {
    assert.equal((await call({ ...PLACE, region: "eu-nl" }))["region"], "eu-nl");
    assert.ok(paths().includes("/v3/projects?name=eu-nl"));
    assert.ok(!paths().includes("/v3/projects?name=eu-de"));
  });

  it("without any region the answer has none", async () => {
    const environment = { SWR_REGION: "", SWR_PROJECT_ID: "de000000000000000000000000000001" };
    assert.ok(!("region" in (await call(PLACE, { environment }))));
  });

  it("a region of another cloud is refused before anything is sent", async () => {
    const environment = { SWR_ENDPOINT: "", SWR_IAM_ENDPOINT: "" };
    const error = await failureOf(call({ ...PLACE, region: "cn-north-4" }, { environment }));
    assert.match(error.message, /^Region cn-north-4 belongs to Huawei Cloud: set swr:cloud/);
    assert.deepEqual(paths(), []);
  });

  it("a repository or organization that does not exist is refused: which of them, and what to do", async () => {
    const none = await failureOf(call({ ...PLACE, repository: "none" }));
    assert.ok(none instanceof SwrError);
    assert.match(none.message, /^team-a\/none: the repository does not exist: create it first\. /);
    const nobody = await failureOf(call({ ...PLACE, organization: "nobody" }));
    assert.match(
      nobody.message,
      /^nobody\/web\/app: the organization nobody does not exist: create it first\. /,
    );
  });

  it("a caller without any right is told so", async () => {
    const error = await failureOf(call(PLACE, { user: "mallory", environment: PROJECT }));
    assert.ok(error instanceof PermissionDeniedError);
    assert.match(error.message, /^team-a\/web\/app: cannot read who has access: 403 .*lacks the right/);
  });

  it("nothing of the credentials is in an answer or a refusal", async () => {
    const secret = environmentOf(emulator)["SWR_SECRET_KEY"] ?? "";
    assert.ok(!JSON.stringify(await call(PLACE)).includes("AKFAKE"));
    emulator.updateUser("ci", { secretKey: "fake-other-secret" });
    const error = await failureOf(call(PLACE));
    assert.ok(error instanceof AuthenticationError);
    assert.ok(!`${error.message} ${error.stack ?? ""}`.includes(secret));
  });

  for (const [args, said] of [
    [{}, ["organization: is missing: it is required", "repository: is missing: it is required"]],
    [{ ...PLACE, organization: 7 }, ["organization: 7 is not a string"]],
    [{ ...PLACE, repository: ["web/app"] }, ['repository: ["web/app"] is not a string']],
    [{ ...PLACE, region: true }, ["region: true is not a string"]],
    [{ ...PLACE, repo: "x" }, ["repo: is not a known property: known are organization, repository, region"]],
    [
      { ...PLACE, repository: "Web/App" },
      [
        "repository: \"Web/App\" is not a name of a repository: lowercase letters, digits, '.', '_', '-', '/', a letter or digit first and last; 128 characters at most",
      ],
    ],
  ] as const)
    it(`${JSON.stringify(args)} is refused, each by its property, and nothing is sent`, async () => {
      assert.deepEqual(failuresOf(await functionOf(emulator, "getRepositoryAccess")(args)), said);
      assert.deepEqual(paths(), []);
    });
});
