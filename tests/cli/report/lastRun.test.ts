import assert from "node:assert/strict";
import type { Report } from "../../../cli/report/types";
import { PartialFailureError } from "../../../provider/errors";
import { createHooks } from "../../../provider/hosts/hooks";
import { REGISTRY } from "../../../provider/registry";
import type { Emulator } from "../../../sandbox/emulator";
import { emulated } from "../../emulator/support/client";
import { PLACE } from "../../support/stack";
import { applied, type Exported, exportOf, grantsAt, refreshed, reportOn, sessionOn } from "../support";

const ALICE = { userName: "alice", permission: "Manage" } as const;
const BOB = { userName: "bob", permission: "Read" } as const;
const MALLORY = { userName: "mallory", permission: "Manage" } as const;

describe("the report beside a stack whose last run left more than the program", () => {
  let emulator: Emulator;
  emulated((started) => (emulator = started));

  const beside = (resources: readonly Exported[], config: readonly string[] = []): Promise<Report> =>
    reportOn(sessionOn(emulator, "ci", { config }), exportOf("plugin", resources));
  const ofApp = (report: Report): string[] => grantsAt("team-a/web/app", report);
  const access = (program: object): Promise<Exported> =>
    applied(sessionOn(emulator), "RepositoryAccess", { ...PLACE, ...program });

  /** What an export has of a resource after an update. An engine keeps the old inputs where the update stops partway. */
  async function updated(before: Exported, program: object): Promise<Exported> {
    const { context } = sessionOn(emulator);
    const hooks = createHooks(REGISTRY[before.name], () => context);
    const { inputs, failures } = await hooks.check(before.inputs, program);
    assert.deepEqual(failures, []);
    const { changes } = await hooks.diff("team-a/web/app", before.state, inputs);
    if (!changes) return { ...before, inputs };
    try {
      return { ...before, inputs, state: await hooks.update("team-a/web/app", before.state, inputs) };
    } catch (thrown) {
      assert.ok(thrown instanceof PartialFailureError);
      return { ...before, state: thrown.properties, more: { initErrors: [...thrown.reasons] } };
    }
  }
  const failing = (method: string): void => {
    emulator.fault({ match: { method }, times: "forever", action: { answer: { status: 500 } } });
  };

  it("who has left the program of an update that failed is not declared", async () => {
    const before = await access({ users: [ALICE, BOB, MALLORY] });
    failing("DELETE");
    const users = [ALICE, { ...BOB, permission: "Write" }];
    const failed = await updated(before, { ...PLACE, users });
    emulator.grant({ ...PLACE, user: "dave", auth: 1 });
    const report = await beside([failed]);
    assert.deepEqual(ofApp(report), [
      "alice Manage unmanaged -",
      "bob Write unmanaged -",
      "dave Read undeclared -",
      "mallory Manage undeclared -",
    ]);
    assert.match(report.unread[0]?.message ?? "", /^team-a\/web\/app: the last "pulumi up" failed there/);
    assert.deepEqual(ofApp(await beside([await refreshed(sessionOn(emulator), failed)])), [
      "alice Manage declared Manage",
      "bob Write declared Write",
      "dave Read undeclared -",
      "mallory Manage undeclared -",
    ]);
  });

  it("a permission that a failed update did not change is not declared", async () => {
    const before = await access({ users: [ALICE] });
    failing("PATCH");
    const users = [{ ...ALICE, permission: "Read" }, BOB];
    const report = await beside([await updated(before, { ...PLACE, users })]);
    assert.deepEqual(ofApp(report), ["alice Manage unmanaged -", "bob Read unmanaged -"]);
    assert.equal(report.totals.unread, 1);
  });

  it("a failed update of a policy leaves its new rules, by which it is judged", async () => {
    const policy = (users: object[]) => ({
      organization: "team-a",
      rules: [{ repositories: ["web/*"], users }],
    });
    const before = await applied(sessionOn(emulator), "RepositoryAccessPolicy", policy([ALICE, MALLORY]));
    failing("DELETE");
    const failed = await updated(before, policy([ALICE, BOB]));
    assert.ok(failed.more !== undefined);
    assert.deepEqual(ofApp(await beside([failed])), [
      "alice Manage declared Manage",
      "bob Read declared Read",
      "mallory Manage undeclared -",
    ]);
  });

  it("who was gone and has left the program is not declared, also once access is back", async () => {
    const before = await access({ users: [ALICE, BOB] });
    emulator.revoke({ ...PLACE, user: "bob" });
    const after = await updated(await refreshed(sessionOn(emulator), before), { ...PLACE, users: [ALICE] });
    assert.deepEqual(ofApp(await beside([after])), ["alice Manage declared Manage"]);
    emulator.grant({ ...PLACE, user: "bob", auth: 1 });
    assert.deepEqual(ofApp(await beside([after])), ["alice Manage declared Manage", "bob Read undeclared -"]);
  });

  it("a refresh gives nobody the name of a user whom the settings leave alone", async () => {
    const before = await access({ users: [ALICE] });
    emulator.grant({ ...PLACE, user: "mallory", auth: 7, userName: "dave" });
    const after = await refreshed(sessionOn(emulator), before);
    const report = await beside([after], ["ignoreUsers=dave"]);
    assert.deepEqual(ofApp(report), ["alice Manage declared Manage", "mallory Manage undeclared -"]);
  });

  it("who is left alone by one resource is judged by another one that declares the user", async () => {
    const rules = [{ repositories: ["web/*"], users: [{ ...BOB, permission: "Write" }] }];
    const own = await access({ users: [ALICE], ignoreUsers: ["bob", "mallory"] });
    const policy = { organization: "team-a", rules, exclusive: false };
    const all = [own, await applied(sessionOn(emulator), "RepositoryAccessPolicy", policy)];
    emulator.grant({ ...PLACE, user: "bob", auth: 7 });
    emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    assert.deepEqual(ofApp(await beside(all)), [
      "alice Manage declared Manage",
      "bob Manage drifted Write",
      "mallory Manage ignored -",
    ]);
    emulator.revoke({ ...PLACE, user: "bob" });
    assert.deepEqual(ofApp(await beside(all))[1], "bob - missing Write");
  });
});
