import assert from "node:assert/strict";
import { PermissionDeniedError } from "../../../provider/errors";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { failuresOf, functionOf } from "../../support/functions";
import { ID } from "../../support/stack";
import { PROJECT } from "../support/client";
import { failureOf } from "../support/server";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const TEAM = { organization: "team-a" };

describe("getOrganizationAccess", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });
  const call = async (
    args: object,
    options?: Parameters<typeof functionOf>[2],
  ): Promise<Record<string, unknown>> => {
    const { result, failures } = await functionOf(emulator, "getOrganizationAccess", options)(args);
    assert.deepEqual(failures, []);
    return result as Record<string, unknown>;
  };
  const accessPaths = (): string[] =>
    emulator.requests().flatMap(({ path }) => (path.endsWith("/access") ? path : []));

  for (const isListed of [false, true])
    it(`answers all others by name, and the caller (${isListed ? "" : "not "}in the list), by one call`, async () => {
      emulator.setDialect({ "caller-listed": isListed });
      emulator.grant({ ...TEAM, user: "bob", auth: 1 });
      emulator.grant({ ...TEAM, user: "ci", auth: 3 });
      emulator.grant({ ...TEAM, user: "alice", auth: 7 });
      const { organizationId, ...rest } = await call(TEAM);
      const caller = { userId: ID.ci, userName: "ci", permission: "Manage" };
      assert.deepEqual(rest, { ...TEAM, region: "eu-de", users: [ALICE, BOB], caller });
      assert.ok(Number.isInteger(organizationId));
      assert.deepEqual(accessPaths(), ["/v2/manage/namespaces/team-a/access"]);
    });

  it("its creator has all rights without being on the list", async () => {
    emulator.createOrganization({ name: "team-c", creator: "alice" });
    const answer = await call({ organization: "team-c" }, { user: "alice", environment: PROJECT });
    assert.deepEqual([answer["users"], answer["caller"]], [[], ALICE]);
  });

  it("a region among the arguments is the one that is asked and answered", async () => {
    assert.equal((await call({ ...TEAM, region: "eu-nl" }))["region"], "eu-nl");
    assert.ok(emulator.requests().some(({ path }) => path === "/v3/projects?name=eu-nl"));
  });

  it("an organization that does not exist is refused, with what to do", async () => {
    const error = await failureOf(call({ organization: "nobody" }));
    assert.match(error.message, /^nobody: the organization nobody does not exist: create it first\. /);
  });

  it("a caller without any right is told which one it needs", async () => {
    const error = await failureOf(call(TEAM, { user: "mallory", environment: PROJECT }));
    assert.ok(error instanceof PermissionDeniedError);
    assert.match(
      error.message,
      /^team-a: cannot read who has access: 403 .*needs manage on the organization/,
    );
  });

  for (const [args, said] of [
    [{}, ["organization: is missing: it is required"]],
    [{ organization: 7 }, ["organization: 7 is not a string"]],
    [{ ...TEAM, repository: "x" }, ["repository: is not a known property: known are organization, region"]],
  ] as const)
    it(`${JSON.stringify(args)} is refused, each by its property, and nothing is sent`, async () => {
      assert.deepEqual(failuresOf(await functionOf(emulator, "getOrganizationAccess")(args)), said);
      assert.deepEqual(accessPaths(), []);
    });
});
