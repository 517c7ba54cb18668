import assert from "node:assert/strict";
import { scan } from "../../../cli/live/scan";
import type { Live } from "../../../cli/live/types";
import type { Emulator } from "../../../sandbox/emulator";
import { emulated } from "../../emulator/support/client";
import { ID } from "../../support/stack";
import { failureOf } from "../../provider/support/server";
import { sessionOn } from "../support";

const USERS = { alice: ID.alice, bob: ID.bob, deployer: ID.deployer } as const;
const grant = (name: keyof typeof USERS, permission: string) => ({
  userId: USERS[name],
  userName: name,
  permission,
});
const PLAIN = { isPublic: false, category: "", description: "", users: [], sharedWith: [] };

describe("the scan of what is there", () => {
  let emulator: Emulator;
  emulated((started) => (emulator = started));

  const refuse = (pathPattern: string, status = 403): void => {
    const body = { errors: [{ errorCode: "SVCSTG.SWR.4030000", errorMessage: "no" }] };
    emulator.fault({ match: { pathPattern }, times: "forever", action: { answer: { status, body } } });
  };
  /** The operations of SWR that were called, with how often. */
  const calls = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { operation = "?" } of emulator.requests() as { operation?: string }[])
      counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  };
  const namesIn = ({ organizations }: Live): string[] =>
    organizations.flatMap(({ name, repositories }) => [
      name,
      ...repositories.map((it) => `${name}/${it.name}`),
    ]);

  it("answers organizations, repositories, both levels of users and shares", async () => {
    emulator.grant({ organization: "team-a", repository: "web/app", user: "bob", auth: 1 });
    emulator.grant({ organization: "team-a", repository: "web/app", user: "alice", auth: 7 });
    emulator.grant({ organization: "team-a", repository: "web/app", user: "ci", auth: 7 });
    emulator.shareRepository({ organization: "team-a", repository: "web/app", account: "acme" });
    emulator.shareRepository({
      organization: "team-a",
      repository: "web/app",
      account: "gone",
      deadline: "2020-01-01T00:00:00Z",
    });
    emulator.createRepository({ organization: "team-a", repository: "site", isPublic: true });
    assert.deepEqual(await scan(sessionOn(emulator).context), {
      region: "eu-de",
      caller: { userId: ID.ci, userName: "ci" },
      hasNamesOfIam: true,
      organizations: [
        {
          name: "team-a",
          users: [],
          repositories: [
            { ...PLAIN, name: "api" },
            { ...PLAIN, name: "site", isPublic: true },
            {
              ...PLAIN,
              name: "web/app",
              users: [grant("alice", "Manage"), grant("bob", "Read")],
              sharedWith: ["acme"],
            },
          ],
        },
        {
          name: "team-b",
          users: [grant("deployer", "Manage")],
          repositories: [{ ...PLAIN, name: "tools", users: [grant("bob", "Read")] }],
        },
      ],
      unread: [],
      blindSpots: [],
    });
  });

  it("makes one call a page and one a list, and one more for a repository that is shared", async () => {
    emulator.shareRepository({ organization: "team-a", repository: "api", account: "acme" });
    await scan(sessionOn(emulator).context);
    assert.deepEqual(calls(), {
      keystoneListProjects: 1,
      keystoneListAuthDomains: 1,
      keystoneListUsers: 1,
      listNamespaces: 1,
      listReposDetails: 1,
      listSharedReposDetails: 1,
      showNamespaceAuth: 2,
      showUserRepositoryAuth: 3,
      listRepoDomains: 1,
    });
  });

  it("reads only organizations and repositories that were asked for", async () => {
    emulator.createOrganization({ name: "team-a2" });
    emulator.createRepository({ organization: "team-a2", repository: "web/other" });
    const { context } = sessionOn(emulator);
    const chosen = await scan(context, { organizations: ["team-a"], repositories: ["web/**"] });
    assert.deepEqual(namesIn(chosen), ["team-a", "team-a/web/app"]);
    const lists = emulator.requests().filter(({ path }) => path.endsWith("/access"));
    assert.equal(lists.length, 2);
    assert.deepEqual(namesIn(await scan(context, { repositories: ["web/**"] })), [
      "team-a",
      "team-a/web/app",
      "team-a2",
      "team-a2/web/other",
    ]);
  });

  it("a list that the caller may not read is named, and the others are read", async () => {
    refuse("web.app/access$");
    const live = await scan(sessionOn(emulator).context);
    assert.deepEqual(namesIn(live), ["team-a", "team-a/api", "team-a/web/app", "team-b", "team-b/tools"]);
    const unreadable = live.organizations[0]?.repositories[1];
    assert.equal(unreadable?.users, undefined);
    assert.deepEqual(
      live.unread.map(({ subject }) => subject),
      ["team-a/web/app"],
    );
    assert.match(live.unread[0]?.message ?? "", /^team-a\/web\/app: cannot read who has access: 403/);
  });

  it("a caller with a right on one repository sees that one, and what is hidden is named", async () => {
    emulator.grant({ organization: "team-a", repository: "web/app", user: "dave", auth: 7 });
    const { context } = sessionOn(emulator, "dave", {
      config: ["projectId=de000000000000000000000000000001"],
    });
    const live = await scan(context);
    assert.deepEqual(namesIn(live), ["team-a", "team-a/web/app"]);
    assert.deepEqual(
      live.unread.map(({ subject }) => subject),
      ["team-a"],
    );
    assert.equal(live.hasNamesOfIam, false);
    assert.match(
      live.blindSpots.join("\n"),
      /^Names of users are as the lists show them, and only IAM knows whose they are\. IAM: cannot list the users: 403/,
    );
  });

  it("the list of organizations may fail: those of the repositories are read", async () => {
    refuse("manage/namespaces\\?");
    const live = await scan(sessionOn(emulator).context);
    assert.deepEqual(namesIn(live), ["team-a", "team-a/api", "team-a/web/app", "team-b", "team-b/tools"]);
    assert.deepEqual(
      live.unread.map(({ subject }) => subject),
      [""],
    );
  });

  it("where no list can be read, the reason is thrown", async () => {
    refuse("manage/(namespaces|repos)\\?");
    const { message } = await failureOf(scan(sessionOn(emulator).context));
    assert.match(message, /^organizations: cannot list the organizations: 403/);
  });

  it("refused credentials end the scan", async () => {
    refuse("web.app/access$", 401);
    const { message } = await failureOf(scan(sessionOn(emulator).context));
    assert.match(message, /401/);
  });

  it("a cloud that does not tell what is shared leaves shares open, and nothing else", async () => {
    refuse("shared-repositories", 404);
    const live = await scan(sessionOn(emulator).context);
    assert.deepEqual(live.unread, []);
    assert.equal(live.organizations[0]?.repositories[0]?.sharedWith, undefined);
    assert.match(live.blindSpots.join("\n"), /^Accounts that repositories are shared with are not shown\./);
  });

  it("shares of one repository that cannot be read are named", async () => {
    emulator.shareRepository({ organization: "team-a", repository: "web/app", account: "acme" });
    refuse("access-domains");
    const live = await scan(sessionOn(emulator).context);
    assert.equal(live.organizations[0]?.repositories[1]?.sharedWith, undefined);
    assert.deepEqual(live.organizations[0]?.repositories[0]?.sharedWith, []);
    assert.deepEqual(
      live.unread.map(({ subject }) => subject),
      ["team-a/web/app"],
    );
  });

  it("an organization that does not exist is named", async () => {
    const live = await scan(sessionOn(emulator).context, { organizations: ["team-a", "team-x"] });
    assert.deepEqual(namesIn(live), ["team-a", "team-a/api", "team-a/web/app"]);
    assert.deepEqual(live.unread, [
      { subject: "team-x", message: "team-x: there is no such organization, or the caller may not see it." },
    ]);
  });

  it("users have IAM's names, whatever name an entry shows", async () => {
    emulator.grant({
      organization: "team-a",
      repository: "api",
      user: "mallory",
      auth: 7,
      userName: "alice",
    });
    emulator.addUser({ id: "9".repeat(32), name: "leaver" });
    emulator.grant({ organization: "team-a", repository: "api", user: "leaver", auth: 1 });
    emulator.deleteUser("leaver");
    const live = await scan(sessionOn(emulator).context);
    assert.deepEqual(live.organizations[0]?.repositories[0]?.users, [
      { userId: "9".repeat(32), userName: "leaver", permission: "Read", isUnknown: true },
      { userId: ID.mallory, userName: "mallory", permission: "Manage", listedAs: "alice" },
    ]);
  });

  describe("a cloud that shows users of the organization on its repositories", () => {
    beforeEach(() => {
      emulator.setDialect({ "organization-users": "listed" });
    });
    const tools = async () =>
      (await scan(sessionOn(emulator).context)).organizations[1]?.repositories[0]?.users;

    it("has their entries marked", async () => {
      assert.deepEqual(await tools(), [
        grant("bob", "Read"),
        { ...grant("deployer", "Manage"), throughOrganization: true },
      ]);
    });

    it("an entry with another permission is the repository's own", async () => {
      emulator.grant({ organization: "team-b", repository: "tools", user: "deployer", auth: 3 });
      assert.deepEqual(await tools(), [grant("bob", "Read"), grant("deployer", "Write")]);
    });
  });

  it("an entry beside the organization's is the repository's own where another repository lacks it", async () => {
    emulator.createRepository({ organization: "team-b", repository: "other" });
    emulator.grant({ organization: "team-b", repository: "tools", user: "deployer", auth: 7 });
    const live = await scan(sessionOn(emulator).context);
    assert.deepEqual(live.organizations[1]?.repositories[1]?.users, [
      grant("bob", "Read"),
      grant("deployer", "Manage"),
    ]);
  });

  it("tells its progress", async () => {
    const told: string[] = [];
    await scan(sessionOn(emulator).context, {}, (done, total) =>
      told.push(`${String(done)}/${String(total)}`),
    );
    assert.deepEqual(told, ["0/5", "1/5", "2/5", "3/5", "4/5", "5/5"]);
  });

  it("reads all pages", async () => {
    for (let at = 0; at < 1500; at += 1)
      emulator.createRepository({ organization: "team-a", repository: `many/${String(at)}` });
    const selection = { organizations: ["team-a"], repositories: ["many/149?", "web/**"] };
    assert.deepEqual(namesIn(await scan(sessionOn(emulator).context, selection)), [
      "team-a",
      ...Array.from({ length: 10 }, (_, at) => `team-a/many/149${String(at)}`),
      "team-a/web/app",
    ]);
    assert.equal(calls()["listReposDetails"], 2);
  });
});
