import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { failuresOf, functionOf } from "../../support/functions";
import { ID } from "../../support/stack";
import { failureOf } from "../support/server";

describe("getRepositoryAccesses", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
    emulator.createRepository({ organization: "team-a", repository: "web/shop" });
    emulator.createOrganization({ name: "team-a2" });
    emulator.createRepository({ organization: "team-a2", repository: "web/other" });
    emulator.grant({ organization: "team-a", repository: "web/app", user: "bob", auth: 1 });
    emulator.grant({ organization: "team-a", repository: "web/app", user: "alice", auth: 7 });
  });
  const call = async (args: object): Promise<Record<string, unknown>> => {
    const { result, failures } = await functionOf(emulator, "getRepositoryAccesses")(args);
    assert.deepEqual(failures, []);
    return result as Record<string, unknown>;
  };
  const APP = {
    repository: "web/app",
    users: [
      { userId: ID.alice, userName: "alice", permission: "Manage" },
      { userId: ID.bob, userName: "bob", permission: "Read" },
    ],
  };

  it("all repositories of the organization and of no other, each with its users by name", async () => {
    assert.deepEqual(await call({ organization: "team-a" }), {
      organization: "team-a",
      region: "eu-de",
      repositories: [{ repository: "api", users: [] }, APP, { repository: "web/shop", users: [] }],
    });
    const lists = emulator.requests().filter(({ path }) => path.endsWith("/access"));
    assert.equal(lists.length, 3);
  });

  it("only those that patterns match are read", async () => {
    const { repositories } = await call({ organization: "team-a", repositories: ["web/*", "!web/shop"] });
    assert.deepEqual(repositories, [APP]);
    assert.equal(emulator.requests().filter(({ path }) => path.endsWith("/access")).length, 1);
  });

  it("an organization that is not there is told", async () => {
    assert.match(
      (await failureOf(call({ organization: "nobody" }))).message,
      /^nobody: cannot read the organization: 404/,
    );
  });

  it("a list that may not be read fails it, with its name", async () => {
    emulator.fault({
      match: { method: "GET", pathPattern: "web.shop/access" },
      times: "forever",
      action: {
        answer: { status: 403, body: { errors: [{ errorCode: "SVCSTG.SWR.4030000", errorMessage: "no" }] } },
      },
    });
    assert.match((await failureOf(call({ organization: "team-a" }))).message, /^team-a\/web\/shop: /);
  });

  it("wrong arguments are refused by their properties", async () => {
    const wrong = { organization: "Team", repositories: ["a//b", "!x"] };
    const failures = failuresOf(await functionOf(emulator, "getRepositoryAccesses")(wrong));
    assert.deepEqual(
      failures.map((text) => text.split(":")[0]),
      ["organization", "repositories[0]"],
    );
  });
});
