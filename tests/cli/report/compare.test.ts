import assert from "node:assert/strict";
import { scan } from "../../../cli/live/scan";
import { buildReport, hasDifferences } from "../../../cli/report/build";
import type { Question } from "../../../cli/report/question";
import { placeOf, rowsOf } from "../../../cli/report/rows";
import type { Report } from "../../../cli/report/types";
import { declaredBy } from "../../../cli/stack/declared";
import { parseExport } from "../../../cli/stack/export";
import type { Emulator } from "../../../sandbox/emulator";
import { emulated } from "../../emulator/support/client";
import { ID, PLACE } from "../../support/stack";
import {
  applied,
  type Exported,
  exportOf,
  HOSTS,
  type HostName,
  refreshed,
  sessionOn,
  urnOf,
} from "../support";

const ALICE = { userName: "alice", permission: "Manage" } as const;
const BOB = { userName: "bob", permission: "Read" } as const;

describe("the report beside a stack", () => {
  let emulator: Emulator;
  emulated((started) => (emulator = started));

  const grant = (user: string, auth: number, more: object = {}): void => {
    emulator.grant({ ...PLACE, user, auth, ...more });
  };
  const run = (options: Parameters<typeof sessionOn>[2] = {}) => sessionOn(emulator, "ci", options);

  async function report(
    text: string | undefined,
    more: Partial<Question> = {},
    { context } = run(),
  ): Promise<Report> {
    const now = more.now ?? new Date();
    const live = await scan(context, more);
    const declared = text === undefined ? {} : { declared: declaredBy(parseExport(text, "test"), now) };
    return buildReport({ live, settings: context.settings, now, ...declared, ...more });
  }
  /** Every grant in short: `team-a/web/app bob Read drifted Write`. */
  const lines = (it: Report): string[] =>
    rowsOf(it).map((row) => {
      const { userName, permission, status, declared } = row.grant;
      const through = row.grant.throughOrganization ? " (organization)" : "";
      return `${placeOf(row)} ${userName} ${permission ?? "-"} ${status} ${declared ?? "-"}${through}`;
    });
  const ofApp = (it: Report): string[] =>
    lines(it)
      .filter((line) => line.startsWith("team-a/web/app "))
      .map((line) => line.replace("team-a/web/app ", ""));

  it("without a stack everything is unmanaged, and nothing differs", async () => {
    grant("alice", 7);
    const it = await report(undefined);
    assert.deepEqual(ofApp(it), ["alice Manage unmanaged -"]);
    assert.deepEqual([it.stack, hasDifferences(it), it.totals.byStatus.unmanaged], [null, false, 3]);
  });

  for (const host of HOSTS)
    describe(`of the ${host} host`, () => {
      const access = (program: object = { users: [ALICE, BOB] }): Promise<Exported> =>
        applied(run(), "RepositoryAccess", { ...PLACE, ...program });

      it("what is as declared is declared, by its resource", async () => {
        const it = await report(exportOf(host, [await access()]));
        assert.deepEqual(ofApp(it), ["alice Manage declared Manage", "bob Read declared Read"]);
        const [row] = rowsOf(it);
        assert.deepEqual(row?.grant, {
          userId: ID.alice,
          userName: "alice",
          permission: "Manage",
          declared: "Manage",
          status: "declared",
          declaredBy: urnOf(host, { name: "RepositoryAccess" }),
          expiresAt: null,
        });
        assert.deepEqual([it.stack, hasDifferences(it)], ["shop/dev", false]);
        assert.ok(lines(it).includes("team-b deployer Manage unmanaged -"));
      });

      it("drift, missing and undeclared access are told apart", async () => {
        const stack = exportOf(host, [await access()]);
        grant("bob", 3);
        grant("mallory", 7);
        emulator.revoke({ ...PLACE, user: "alice" });
        const it = await report(stack);
        assert.deepEqual(ofApp(it), [
          "alice - missing Manage",
          "bob Write drifted Read",
          "mallory Manage undeclared -",
        ]);
        const { drifted, missing, undeclared } = it.totals.byStatus;
        assert.deepEqual([drifted, missing, undeclared, hasDifferences(it)], [1, 1, 1, true]);
      });

      it("who came and went is told also after a refresh, which accepts another permission", async () => {
        const resource = await access();
        grant("bob", 3);
        grant("mallory", 7);
        emulator.revoke({ ...PLACE, user: "alice" });
        const it = await report(exportOf(host, [await refreshed(run(), resource)]));
        assert.deepEqual(ofApp(it), [
          "alice - missing Manage",
          "bob Write declared Write",
          "mallory Manage undeclared -",
        ]);
      });

      it("undeclared users are undeclared on a list that is not exclusive, too", async () => {
        grant("mallory", 1);
        const stack = exportOf(host, [await access({ users: [ALICE], exclusive: false })]);
        assert.deepEqual(ofApp(await report(stack)), [
          "alice Manage declared Manage",
          "mallory Read undeclared -",
        ]);
      });

      it("a grant whose end has passed is expired while it is there, and nothing once it is gone", async () => {
        const users = [ALICE, { ...BOB, expiresAt: "2099-01-01T00:00:00Z" }];
        const stack = exportOf(host, [await access({ users })]);
        const ended = { now: new Date("2099-06-01T00:00:00Z") };
        assert.deepEqual(ofApp(await report(stack))[1], "bob Read declared Read");
        const it = await report(stack, ended);
        assert.deepEqual([ofApp(it)[1], hasDifferences(it)], ["bob Read expired Read", true]);
        assert.equal(
          rowsOf(it).find(({ grant: { userName } }) => userName === "bob")?.grant.expiresAt,
          "2099-01-01T00:00:00Z",
        );
        emulator.revoke({ ...PLACE, user: "bob" });
        const after = await report(stack, ended);
        assert.deepEqual([ofApp(after), hasDifferences(after)], [["alice Manage declared Manage"], false]);
      });

      it("users whom the resource leaves alone are ignored, by id and by name", async () => {
        grant("mallory", 7);
        grant("dave", 1);
        const program = { users: [ALICE], ignoreUsers: [ID.mallory, "dave"] };
        const it = await report(exportOf(host, [await access(program)]));
        assert.deepEqual(ofApp(it), [
          "alice Manage declared Manage",
          "dave Read ignored -",
          "mallory Manage ignored -",
        ]);
        assert.equal(hasDifferences(it), false);
      });

      it("users whom the settings leave alone are ignored: the stack's own, and those of the run", async () => {
        const stack = exportOf(host, [await access()], { ignoreUsers: '["mallory"]' });
        grant("mallory", 7);
        grant("dave", 1);
        const it = await report(stack, {}, run({ config: ["ignoreUsers=dave"] }));
        assert.deepEqual(ofApp(it).slice(2), ["dave Read ignored -", "mallory Manage ignored -"]);
      });

      it("a name in a list ignores nobody: only IAM says whose it is", async () => {
        const stack = exportOf(host, [await access({ users: [ALICE], ignoreUsers: ["dave"] })]);
        grant("mallory", 7, { userName: "dave" });
        const it = await report(stack);
        assert.deepEqual(ofApp(it)[1], "mallory Manage undeclared -");
        assert.equal(
          rowsOf(it).find(({ grant: { status } }) => status === "undeclared")?.grant.listedAs,
          "dave",
        );
      });

      it("an organization's own list is compared", async () => {
        const stack = exportOf(host, [
          await applied(run(), "OrganizationAccess", { organization: "team-a", users: [BOB] }),
        ]);
        emulator.grant({ organization: "team-a", user: "mallory", auth: 1 });
        const it = await report(stack);
        assert.deepEqual(
          lines(it).filter((line) => line.startsWith("team-a ")),
          ["team-a bob Read declared Read", "team-a mallory Read undeclared -"],
        );
      });

      it("a policy declares for every repository that its rules match, also for new ones", async () => {
        const rules = [{ repositories: ["web/**"], users: [ALICE, BOB] }];
        const stack = exportOf(host, [
          await applied(run(), "RepositoryAccessPolicy", { organization: "team-a", rules }),
        ]);
        grant("bob", 7);
        grant("mallory", 1);
        emulator.createRepository({ organization: "team-a", repository: "web/new" });
        emulator.grant({ organization: "team-a", repository: "api", user: "dave", auth: 1 });
        assert.deepEqual(
          lines(await report(stack)).filter((line) => line.startsWith("team-a/")),
          [
            "team-a/api dave Read unmanaged -",
            "team-a/web/app alice Manage declared Manage",
            "team-a/web/app bob Manage drifted Read",
            "team-a/web/app mallory Read undeclared -",
            "team-a/web/new alice - missing Manage",
            "team-a/web/new bob - missing Read",
          ],
        );
      });

      it("of several resources for one list each one's users are declared", async () => {
        const other = await applied(run(), "RepositoryAccessPolicy", {
          organization: "team-a",
          rules: [{ repositories: ["web/app"], users: [BOB] }],
          exclusive: false,
        });
        const first = await access({ users: [ALICE], exclusive: false });
        const it = await report(exportOf(host, [first, other]));
        assert.deepEqual(ofApp(it), ["alice Manage declared Manage", "bob Read declared Read"]);
        assert.equal(rowsOf(it)[1]?.grant.declaredBy, urnOf(host, other, 1));
      });

      it("resources that are only read, deleted next or to be replaced declare nothing", async () => {
        const resource = await access();
        for (const more of [{ external: true }, { delete: true }, { pendingReplacement: true }]) {
          const it = await report(exportOf(host, [{ ...resource, more }]));
          assert.deepEqual(ofApp(it), ["alice Manage unmanaged -", "bob Read unmanaged -"]);
        }
      });

      it("what is declared for a repository that is not there is missing", async () => {
        const stack = exportOf(host, [await access()]);
        emulator.deleteRepository(PLACE);
        const it = await report(stack);
        assert.deepEqual(ofApp(it), ["alice - missing Manage", "bob - missing Read"]);
        assert.equal(it.organizations[0]?.repositories[1]?.isMissing, true);
        assert.equal(it.totals.repositories, 2);
        emulator.deleteOrganization("team-a");
        const gone = await report(stack);
        assert.deepEqual(ofApp(gone), ["alice - missing Manage", "bob - missing Read"]);
        assert.equal(gone.organizations[0]?.isMissing, true);
      });

      it("what was not asked for is not missing", async () => {
        const stack = exportOf(host, [await access()]);
        emulator.deleteRepository(PLACE);
        assert.deepEqual(ofApp(await report(stack, { organizations: ["team-b"] })), []);
        assert.deepEqual(ofApp(await report(stack, { repositories: ["api"] })), []);
      });

      it("a list of repositories that could not be read makes nothing missing", async () => {
        const stack = exportOf(host, [await access()]);
        emulator.fault({
          match: { pathPattern: "manage/repos\\?" },
          times: "forever",
          action: { answer: { status: 403, body: { errors: [{ errorCode: "SVCSTG.SWR.4030000" }] } } },
        });
        const it = await report(stack);
        assert.deepEqual([ofApp(it), it.totals.unread], [[], 1]);
      });

      it("a list that could not be read has no grants, and nothing is missing", async () => {
        const stack = exportOf(host, [await access()]);
        emulator.fault({
          match: { pathPattern: "web.app/access" },
          times: "forever",
          action: { answer: { status: 403, body: { errors: [{ errorCode: "SVCSTG.SWR.4030000" }] } } },
        });
        const it = await report(stack);
        assert.deepEqual([it.organizations[0]?.repositories[1]?.grants, hasDifferences(it)], [null, false]);
      });

      it("the caller is not missing, since lists are read without the caller", async () => {
        const users = [ALICE, { userName: "ci", permission: "Manage" }];
        const stack = exportOf(host, [await access({ users })]);
        assert.deepEqual(ofApp(await report(stack)), ["alice Manage declared Manage"]);
      });

      it("resources of another region are not compared, which is said", async () => {
        const resource = await access();
        const moved = { ...resource, inputs: { ...resource.inputs, region: "eu-nl" } };
        const { context } = run();
        const { endpoint: _all, ...settings } = context.settings;
        const it = await report(exportOf(host, [moved]), { settings });
        assert.deepEqual(ofApp(it), ["alice Manage unmanaged -", "bob Read unmanaged -"]);
        assert.match(it.blindSpots.join("\n"), /^1 resource of the stack is not compared, in eu-nl/m);
      });

      describe("with what is encrypted", () => {
        const hidden = {
          "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
          ciphertext: "x",
        };

        it("a user who cannot be read makes nobody undeclared, and is told", async () => {
          const resource = await access();
          grant("mallory", 1);
          const [alice] = (resource.inputs as { users: object[] }).users;
          const users = [alice, hidden];
          const { managed: _managed, ...state } = resource.state as Record<string, unknown>;
          const stack = exportOf(host, [
            { ...resource, inputs: { ...resource.inputs, users }, state: { ...state, users } },
          ]);
          const it = await report(stack);
          assert.deepEqual(ofApp(it), [
            "alice Manage declared Manage",
            "bob Read unmanaged -",
            "mallory Read unmanaged -",
          ]);
          assert.match(
            it.unread[0]?.message ?? "",
            /^team-a\/web\/app: the stack keeps users encrypted.*--show-secrets/,
          );
        });

        it("with --show-secrets everything is compared", async () => {
          const resource = await access();
          const shown = (value: unknown) => ({
            ...hidden,
            ciphertext: undefined,
            plaintext: JSON.stringify(value),
          });
          const { users } = resource.inputs as { users: unknown };
          const inputs = { ...resource.inputs, users: shown(users) };
          const it = await report(exportOf(host, [{ ...resource, inputs }]));
          assert.deepEqual(ofApp(it), ["alice Manage declared Manage", "bob Read declared Read"]);
          assert.deepEqual(it.unread, []);
        });

        it("a resource whose place cannot be read is told by its urn", async () => {
          const resource = await access();
          const inputs = { ...resource.inputs, repository: hidden };
          const it = await report(exportOf(host, [{ ...resource, inputs }]));
          assert.deepEqual(ofApp(it), ["alice Manage unmanaged -", "bob Read unmanaged -"]);
          assert.equal(it.unread[0]?.subject, urnOf(host, resource));
        });
      });
    });

  describe("where a cloud shows users of the organization on its repositories", () => {
    const stack = async (host: HostName = "plugin", more: Exported[] = []): Promise<string> => {
      emulator.grant({ organization: "team-a", user: "dave", auth: 3 });
      const own = await applied(run(), "RepositoryAccess", { ...PLACE, users: [ALICE], exclusive: false });
      emulator.setDialect({ "organization-users": "listed" });
      return exportOf(host, [own, ...more]);
    };

    it("they have the status of the organization's own list", async () => {
      assert.deepEqual(ofApp(await report(await stack())), [
        "alice Manage declared Manage",
        "dave Write unmanaged - (organization)",
      ]);
    });

    it("who is undeclared there is undeclared here", async () => {
      const above = await applied(run(), "OrganizationAccess", { organization: "team-a", users: [BOB] });
      const it = await report(await stack("plugin", [above]));
      assert.deepEqual(ofApp(it).slice(1), [
        "bob Read declared Read (organization)",
        "dave Write undeclared - (organization)",
      ]);
    });
  });

  it("one user's report has only that user's grants", async () => {
    grant("alice", 7);
    grant("bob", 1);
    const all = await report(undefined, { users: ["bob"] });
    assert.deepEqual(lines(all), [
      "team-a/web/app bob Read unmanaged -",
      "team-b/tools bob Read unmanaged -",
    ]);
    assert.deepEqual([all.totals.users, all.totals.grants, all.totals.repositories], [1, 2, 2]);
    assert.deepEqual(lines(await report(undefined, { users: [ID.alice.toUpperCase()] })), [
      "team-a/web/app alice Manage unmanaged -",
    ]);
  });
});
