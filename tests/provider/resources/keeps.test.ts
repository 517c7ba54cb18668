import assert from "node:assert/strict";
import { createContext, createHooks, type Hooks } from "../../../provider/hosts/hooks";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { PERMISSIONS } from "../../../provider/swr/access";
import { emulated } from "../../support/emulated";
import { environmentOf, ID, PLACE } from "../../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" } as const;
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" } as const;
const CAROL = { userId: ID.carol, userName: "carol", permission: "Read" } as const;
const WEB = { ...PLACE, users: [ALICE], exclusive: true, takeOver: true };
const TEAM = { organization: PLACE.organization, users: [CAROL, BOB], exclusive: true, takeOver: true };

interface Kept {
  readonly id: string;
  readonly state: object;
}

/** One process of a stack that declares an organization's list and a repository's. */
class Process {
  readonly lines: string[] = [];
  readonly web: Hooks;
  readonly team: Hooks;

  constructor(environment: Record<string, string>) {
    const settings = resolveSettings(() => undefined, environment);
    const context = createContext(settings, (line) => this.lines.push(line), {
      sleep: () => Promise.resolve(),
    });
    this.web = createHooks(REGISTRY.RepositoryAccess, () => context);
    this.team = createHooks(REGISTRY.OrganizationAccess, () => context);
  }
}

/** What an engine asks a resource for that it previews. */
async function preview(hooks: Hooks, { id, state }: Kept, program: object): Promise<void> {
  const { inputs, failures } = await hooks.check(program, program);
  assert.deepEqual(failures, []);
  await hooks.diff(id, state, inputs);
}

describe("what a user keeps through the organization is said on the repository's lines", () => {
  const it0 = emulated();
  let web: Kept;
  let team: Kept;
  let run: Process;
  const process = (more = {}): Process =>
    new Process({
      ...environmentOf(it0.emulator),
      SWR_ACCESS_KEY: "",
      SWR_SECRET_KEY: "",
      SWR_TOKEN: it0.emulator.issueToken({ user: "ci" }),
      ...more,
    });
  /** The calls of this run on lists of either kind. */
  const paths = (): string[] =>
    it0.emulator.requests().map(({ method, path }) => `${method} ${path.replace(/^.*\/namespaces\//, "")}`);

  beforeEach(async () => {
    const first = process();
    team = await first.team.create(TEAM);
    web = await first.web.create(WEB);
    run = process();
    it0.emulator.grant({ ...PLACE, user: "bob", auth: 3 });
    it0.emulator.clearRequests();
  });

  it("a preview of both says it, by the reads that are made anyway", async () => {
    await preview(run.team, team, TEAM);
    await preview(run.web, web, WEB);
    assert.deepEqual(run.lines, [
      "team-a/web/app: bob has Write, not declared; up will revoke it (bob keeps Read through the organization)",
    ]);
    assert.deepEqual(paths(), ["GET team-a/access", "GET team-a/repos/web$app/access"]);
  });

  it("where the organization's list was not read, nothing is said and nothing is asked", async () => {
    await preview(run.web, web, WEB);
    assert.deepEqual(run.lines, ["team-a/web/app: bob has Write, not declared; up will revoke it"]);
    assert.deepEqual(paths(), ["GET team-a/repos/web$app/access"]);
  });

  for (const [own, above, declared, aside] of [
    ["Manage", "Write", "Write", ""],
    ["Write", "Read", "Read", ""],
    ["Manage", "Write", "Read", " (bob keeps Write through the organization)"],
    ["Read", "Manage", "Write", ""],
  ] as const)
    it(`the greater of both applies: ${own} changes to ${declared}, and the organization gives ${above}`, async () => {
      const users = [CAROL, { ...BOB, permission: above }];
      it0.emulator.grant({ organization: "team-a", user: "bob", auth: PERMISSIONS[above] });
      it0.emulator.grant({ ...PLACE, user: "bob", auth: PERMISSIONS[own] });
      await preview(run.team, team, { ...TEAM, users });
      await preview(run.web, web, { ...WEB, users: [ALICE, { ...BOB, permission: declared }] });
      assert.deepEqual(run.lines, [
        `team-a/web/app: bob has ${own}, declared ${declared}; up will change it to ${declared}${aside}`,
      ]);
    });

  it("who is to lose the organization, too, keeps nothing", async () => {
    await preview(run.team, team, { ...TEAM, users: [CAROL] });
    await preview(run.web, web, WEB);
    assert.deepEqual(run.lines, [
      "team-a: bob has Read, not declared; up will revoke it",
      "team-a/web/app: bob has Write, not declared; up will revoke it",
    ]);
  });

  it("who is left alone on the organization keeps what is there", async () => {
    const program = { ...TEAM, users: [CAROL], ignoreUsers: [ID.bob] };
    await preview(run.team, team, program);
    await preview(run.web, web, WEB);
    assert.match(run.lines.join("\n"), /\(bob keeps Read through the organization\)$/);
  });

  it("a refresh of the organization alone does not tell what its program will do", async () => {
    await run.team.read(team.id, team.state);
    await preview(run.web, web, WEB);
    assert.deepEqual(run.lines, ["team-a/web/app: bob has Write, not declared; up will revoke it"]);
  });

  it("what a refresh of this run has left in the organization's state is known, without a call", async () => {
    const refreshed = await process().team.read(team.id, team.state);
    it0.emulator.clearRequests();
    const { inputs } = await run.team.check(TEAM, TEAM, Date.now());
    await run.team.diff(team.id, refreshed?.state ?? {}, inputs, Date.now());
    assert.deepEqual(paths(), []);
    await preview(run.web, web, WEB);
    assert.match(run.lines.join("\n"), /\(bob keeps Read through the organization\)$/);
  });

  it("what a state says that was not refreshed is not known", async () => {
    run = process({ SWR_LIVE_DIFF: "false" });
    await preview(run.team, team, TEAM);
    const drifted = await process().web.read(web.id, web.state);
    await preview(run.web, { ...web, ...drifted }, WEB);
    assert.deepEqual(run.lines, ["team-a/web/app: bob has Write, not declared; up will revoke it"]);
  });

  it("a line is said once in a round, also where the organization's list was read between two diffs", async () => {
    await preview(run.web, web, WEB);
    await preview(run.team, team, TEAM);
    const { changes, replaces } = await run.web.diff(web.id, web.state, { ...WEB, region: "eu-de" });
    assert.deepEqual([changes, replaces], [true, []]);
    assert.deepEqual(run.lines, ["team-a/web/app: bob has Write, not declared; up will revoke it"]);
  });

  it("an up says it of what it has revoked and lowered, and reads nothing for it", async () => {
    it0.emulator.grant({ ...PLACE, user: "carol", auth: 7 });
    it0.emulator.grant({ organization: "team-a", user: "carol", auth: 3 });
    const above = { ...TEAM, users: [{ ...CAROL, permission: "Write" }, BOB] };
    const program = { ...WEB, users: [ALICE, CAROL] };
    await preview(run.team, team, above);
    await preview(run.web, web, program);
    run.lines.length = 0;
    it0.emulator.clearRequests();
    await run.web.update(web.id, web.state, program);
    assert.deepEqual(
      run.lines.map((line) => line.replace(/ \(request .*/, "")),
      [
        "team-a/web/app: changed carol from Manage to Read; carol keeps Write through the organization",
        "team-a/web/app: revoked Write from bob; bob keeps Read through the organization",
      ],
    );
    assert.ok(!paths().includes("GET team-a/access"));
  });

  it("after a write of the organization's own list nothing is known of it", async () => {
    await preview(run.team, team, TEAM);
    await preview(run.web, web, WEB);
    await run.team.update(team.id, team.state, { ...TEAM, users: [CAROL] });
    run.lines.length = 0;
    await run.web.update(web.id, web.state, WEB);
    assert.match(run.lines.join("\n"), /^team-a\/web\/app: revoked Write from bob \(request \S+\)$/);
  });

  it("a destroy says it where the organization's list is read for those whom it explains", async () => {
    it0.emulator.setDialect({ "organization-users": "listed" });
    const first = process();
    const program = { ...WEB, users: [ALICE, { ...BOB, permission: "Write" }] };
    web = { id: web.id, state: await first.web.update(web.id, web.state, program) };
    it0.emulator.clearRequests();
    await run.web.delete(web.id, web.state);
    const revoked = run.lines.filter((line) => line.includes("revoked Write from bob"));
    assert.match(revoked.join("\n"), /from bob; bob keeps Read through the organization \(request/);
    assert.equal(paths().filter((path) => path === "GET team-a/access").length, 1);
  });
});
