import assert from "node:assert/strict";
import { of } from "../support/program";
import { scenario } from "../support/scenario";
import { environmentOf, ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Write" };
const TEAM = { organization: "team-a" };

describe("scenarios: brakes", () => {
  scenario("swr:maxRevokes: one limit for all resources of a run, of whichever type", {}, async (it0) => {
    const limit = (max: number): void => {
      it0.project.setEnvironment({ ...environmentOf(it0.emulator), SWR_MAX_REVOKES: String(max) });
    };
    const lists = (): string[] => [...it0.granted(), ...it0.granted(TEAM)];
    const everywhere = of("OrganizationAccess", { ...TEAM, users: [ALICE] });
    await it0.declareAll({ resources: { web: { ...PLACE, users: [ALICE] }, everywhere } }).up();
    for (const place of [PLACE, TEAM]) it0.emulator.grant({ ...place, user: "mallory", auth: 7 });
    limit(1);
    const { output } = await it0.expectRefused(/swr:maxRevokes is 1, and this run would revoke at least 2:/);
    for (const line of ["team-a/web/app: mallory (Manage)", "team-a: mallory (Manage)"])
      assert.ok(output.includes(line), output);
    await it0.upFails(/raise swr:maxRevokes, SWR_MAX_REVOKES if it is meant/);
    assert.ok(lists().length >= 3, lists().join());
    limit(2);
    await it0.up();
    assert.deepEqual(lists(), ["alice=7", "alice=7"]);
  });

  scenario("expiresAt: past is refused, to come is no difference", {}, async (it0) => {
    const past = { ...BOB, expiresAt: "2020-01-01T00:00:00Z" };
    const refusal =
      /users\[1\]\.expiresAt.*"2020-01-01T00:00:00Z" is past: delete the entry, or give a later date/;
    await it0.declare({ users: [ALICE, past] }).expectRefused(refusal);
    await it0.declare({ users: [ALICE, { ...BOB, expiresAt: "2999-01-01T00:00:00Z" }] }).up();
    assert.deepEqual(it0.granted(), ["alice=7", "bob=3"]);
    await it0.expectClean();
    await it0.declare({ users: [ALICE, past] }).expectRefused(refusal);
  });
});
