import assert from "node:assert/strict";
import { hasDifferences } from "../../../cli/report/build";
import type { Question } from "../../../cli/report/question";
import { summaryOf } from "../../../cli/report/rows";
import { renderMarkdown } from "../../../cli/report/markdown";
import type { Report } from "../../../cli/report/types";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { emulated } from "../../emulator/support/client";
import { PLACE } from "../../support/stack";
import { applied, type Exported, exportOf, grantsAt, reportOn, sessionOn } from "../support";

const ALICE = { userName: "alice", permission: "Manage" } as const;
const MALLORY = { userName: "mallory", permission: "Manage" } as const;
const HIDDEN = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };

describe("what a report compares, and what it says of the rest", () => {
  let emulator: Emulator;
  emulated((started) => (emulator = started));

  const run = () => sessionOn(emulator);
  const access = (program: object, at = run()): Promise<Exported> =>
    applied(at, "RepositoryAccess", { ...PLACE, ...program });
  const beside = (resources: readonly Exported[], asked: Partial<Question> = {}): Promise<Report> =>
    reportOn(run(), exportOf("plugin", resources), asked);

  it("what the stack declares on another server declares nothing on this one", async () => {
    const other = await startEmulator();
    const elsewhere = await access({ users: [MALLORY] }, sessionOn(other)).finally(() => other.stop());
    const own = await access({ users: [ALICE] });
    emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    const report = await beside([own, elsewhere]);
    assert.deepEqual(grantsAt("team-a/web/app", report), [
      "alice Manage declared Manage",
      "mallory Manage undeclared -",
    ]);
    const told = report.blindSpots.find((it) => it.startsWith("1 resource of the stack is not compared"));
    assert.ok(told?.includes(`eu-de at ${other.url}`), told);
  });

  it("a stack that declares nothing here is told as not read, and so is the sum", async () => {
    const report = await beside([]);
    assert.match(
      report.unread[0]?.message ?? "",
      /^shop\/dev declares no access at http:.*nothing is compared/,
    );
    assert.match(
      summaryOf(report),
      /; nothing that was read differs from shop\/dev; 2 unmanaged; 1 thing could/,
    );
  });

  it("an organization that a policy is about and that is gone is a difference, and named", async () => {
    const rules = [{ repositories: ["web/*"], users: [ALICE] }];
    const policy = await applied(run(), "RepositoryAccessPolicy", { organization: "team-a", rules });
    emulator.deleteOrganization("team-a");
    const report = await beside([policy]);
    assert.equal(report.organizations.find(({ name }) => name === "team-a")?.isMissing, true);
    assert.equal(hasDifferences(report), true);
    assert.match(summaryOf(report), /; 1 place not there beside shop\/dev/);
    assert.match(renderMarkdown(report), /Declared, and not there<\/summary>\n\n- team-a\n/);
  });

  it("a rule of which a pattern is encrypted declares nothing, since it may leave out what others match", async () => {
    const policy = await applied(run(), "RepositoryAccessPolicy", {
      organization: "team-a",
      rules: [
        { repositories: ["**"], users: [ALICE] },
        { repositories: ["web/*", "!web/secret"], users: [MALLORY] },
      ],
    });
    const inputs = structuredClone(policy.inputs) as { rules: { repositories: unknown[] }[] };
    inputs.rules[1]?.repositories.splice(1, 1, HIDDEN);
    const report = await beside([{ ...policy, inputs }]);
    assert.deepEqual(grantsAt("team-a/web/app", report), [
      "alice Manage declared Manage",
      "mallory Manage unmanaged -",
    ]);
    assert.match(report.unread[0]?.message ?? "", /--show-secrets/);
  });

  it("settings are those of the resource's provider, not of one of the same name that waits for its deletion", async () => {
    const own = await access({ users: [ALICE] });
    emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    const whole = JSON.parse(exportOf("plugin", [own])) as {
      deployment: { resources: { urn: string; id?: string }[] };
    };
    const { resources } = whole.deployment;
    const provider = resources.find(({ urn }) => urn.includes("pulumi:providers:swr"));
    resources.push({ ...provider, id: "0", inputs: { ignoreUsers: '["mallory"]' }, delete: true } as never);
    const report = await reportOn(run(), JSON.stringify(whole));
    assert.deepEqual(grantsAt("team-a/web/app", report)[1], "mallory Manage undeclared -");
  });

  it("a report of a part says what was asked for, and which users nobody has heard of", async () => {
    const own = await access({ users: [ALICE] });
    const asked = { organizations: ["team-a"], repositories: ["web/*"], users: ["alice", "alcie\u001b[31m"] };
    const { blindSpots } = await beside([own], asked);
    assert.deepEqual(blindSpots.slice(0, 2), [
      "Everything but what was asked for: --organization team-a --repository web/* --user alice --user alcie\\u001b[31m.",
      "Nobody called alcie\\u001b[31m is in a list that was read, nor declared there.",
    ]);
    assert.doesNotMatch((await beside([own])).blindSpots.join("\n"), /asked for|Nobody/);
  });

  it("an entry through the organization with another permission than declared has the organization's status", async () => {
    const above = await applied(run(), "OrganizationAccess", { organization: "team-a", users: [MALLORY] });
    const own = await access({ users: [{ ...ALICE, permission: "Read" }], exclusive: false });
    emulator.setDialect({ "organization-users": "listed", "shown-level": "higher" });
    emulator.grant({ organization: "team-a", user: "alice", auth: 7 });
    assert.deepEqual(grantsAt("team-a/web/app", await beside([own, above])), [
      "alice Manage undeclared -",
      "mallory Manage declared Manage",
    ]);
  });
});
