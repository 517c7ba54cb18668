import assert from "node:assert/strict";
import type { Emulator } from "../../../sandbox/emulator";
import { emulated } from "../../emulator/support/client";
import { failuresOf, functionOf } from "../../support/functions";
import { failureOf } from "../support/server";

describe("the functions that list", () => {
  let emulator: Emulator;
  emulated((started) => {
    emulator = started;
    emulator.createOrganization({ name: "team-a2", creator: "alice" });
    emulator.createRepository({ organization: "team-a2", repository: "web/other", isPublic: true });
    emulator.createRepository({ organization: "team-a", repository: "web/shop", isPublic: true, images: 2 });
  });

  const call = async (name: "getOrganizations" | "getRepositories", args: object, user = "ci") => {
    const config = { projectId: "de000000000000000000000000000001" };
    const { result, failures } = await functionOf(emulator, name, { user, config })(args);
    assert.deepEqual(failures, []);
    return result as Record<string, Record<string, unknown>[]>;
  };
  const paths = (): string[] => emulator.requests().map(({ path }) => decodeURIComponent(path));

  describe("getOrganizations", () => {
    const names = async (args: object, user?: string): Promise<unknown[]> =>
      (await call("getOrganizations", args, user))["organizations"]?.map(({ name }) => name) ?? [];

    it("answers organizations by name, with the caller's right on each", async () => {
      emulator.grant({ organization: "team-b", user: "alice", auth: 3 });
      const { organizations } = emulator.state();
      const number = (name: string) => organizations.find((it) => it.name === name)?.id;
      assert.deepEqual(await call("getOrganizations", {}, "alice"), {
        region: "eu-de",
        organizations: [
          { name: "team-a2", organizationId: number("team-a2"), creatorName: "alice", permission: "Manage" },
          { name: "team-b", organizationId: number("team-b"), creatorName: "admin", permission: "Write" },
        ],
      });
      assert.deepEqual(paths(), ["/v2/manage/namespaces"]);
    });

    it("adds, where asked, those seen through a repository, with their counts", async () => {
      emulator.grant({ organization: "team-a", repository: "api", user: "bob", auth: 1 });
      assert.deepEqual(await names({}, "bob"), []);
      assert.deepEqual(await names({ includeVisible: true }, "bob"), ["team-a", "team-b"]);
      const { organizations = [] } = await call("getOrganizations", { includeVisible: true }, "bob");
      const { organizationId: _number, ...teamA } = organizations[0] ?? {};
      assert.deepEqual(teamA, { name: "team-a", creatorName: "admin", userCount: 1, repositoryCount: 3 });
    });

    it("answers one by its exact name, or none", async () => {
      assert.deepEqual(await names({ name: "team-a" }), ["team-a"]);
      assert.deepEqual(await names({ name: "team", includeVisible: true }), []);
      assert.deepEqual(paths(), [
        "/v2/manage/namespaces?filter=namespace::team-a",
        "/v2/manage/namespaces?filter=namespace::team|mode::visible",
      ]);
    });

    it("refuses what is no name", async () => {
      const answer = await functionOf(emulator, "getOrganizations")({ name: "Team" });
      assert.match(failuresOf(answer).join(), /^name: "Team" is not a name of an organization/);
      assert.deepEqual(paths(), []);
    });
  });

  describe("getRepositories", () => {
    const names = async (args: object, user?: string): Promise<string[]> =>
      (await call("getRepositories", args, user))["repositories"]?.map(
        ({ organization, repository }) => `${String(organization)}/${String(repository)}`,
      ) ?? [];

    it("answers all that the caller may see, of all organizations", async () => {
      assert.deepEqual(await names({}), [
        "team-a/api",
        "team-a/web/app",
        "team-a/web/shop",
        "team-a2/web/other",
        "team-b/tools",
      ]);
      assert.deepEqual(await names({}, "bob"), ["team-b/tools"]);
    });

    it("answers everything that SWR shows of a repository", async () => {
      const { repositories = [] } = await call("getRepositories", { organization: "team-a", name: "shop" });
      const { createdAt, updatedAt, path, internalPath, ...rest } = repositories[0] ?? {};
      assert.deepEqual(rest, {
        organization: "team-a",
        repository: "web/shop",
        isPublic: true,
        category: "",
        description: "",
        imageCount: 2,
        size: 0,
      });
      assert.ok(!Number.isNaN(Date.parse(String(createdAt))) && !Number.isNaN(Date.parse(String(updatedAt))));
      assert.match(
        `${String(path)} ${String(internalPath)}`,
        /^\S+\/team-a\/web\/shop \S+\/team-a\/web\/shop$/,
      );
    });

    const FILTERED: [object, string[], string][] = [
      [{ organization: "team-a", isPublic: true }, ["team-a/web/shop"], "namespace=team-a&is_public=true&"],
      [{ isPublic: false, name: "web/" }, ["team-a/web/app"], "name=web$&is_public=false&"],
      [{ category: "linux" }, [], "category=linux&"],
      [
        { organization: "team-a", repositories: ["web/*", "!web/app"] },
        ["team-a/web/shop"],
        "namespace=team-a&",
      ],
    ];
    for (const [args, wanted, query] of FILTERED)
      it(`${JSON.stringify(args)}: ${wanted.join(", ") || "none"}`, async () => {
        assert.deepEqual(await names(args), wanted);
        assert.deepEqual(paths(), [`/v2/manage/repos?${query}limit=1000&offset=0`]);
      });

    it("answers all pages", async () => {
      for (let at = 0; at < 2100; at += 1)
        emulator.createRepository({ organization: "team-b", repository: `many/${String(at)}` });
      const found = await names({ organization: "team-b" });
      assert.equal(found.length, 2101);
      assert.deepEqual(
        paths().map((path) => path.split("&offset=")[1]),
        ["0", "999", "1998"],
      );
    });

    it("an organization that does not exist is refused", async () => {
      const { message } = await failureOf(call("getRepositories", { organization: "nobody" }));
      assert.match(message, /^nobody: cannot read the organization: 404/);
    });

    it("wrong arguments are refused by their properties", async () => {
      const wrong = { organization: "Team", repositories: ["a//b"], isPublic: "yes" };
      const failures = failuresOf(await functionOf(emulator, "getRepositories")(wrong));
      assert.deepEqual(failures.map((text) => text.split(":")[0]).sort(), [
        "isPublic",
        "organization",
        "repositories[0]",
      ]);
    });
  });
});
