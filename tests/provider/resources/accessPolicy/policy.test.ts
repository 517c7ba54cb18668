import assert from "node:assert/strict";
import { History } from "../../../support/history";
import { granted, type Policy, type Stack } from "../../../support/stack";
import { EVERYWHERE, ORGANIZATION, policy, policyWorld, rule, WEB } from "./world";

describe("RepositoryAccessPolicy", () => {
  const world = policyWorld();
  const { it0, at, give, make, writes } = world;
  let stack: Stack;
  beforeEach(() => {
    stack = world.stack();
  });

  it("grants each user the greatest permission of all rules that match, and touches no other repository", async () => {
    give("api", "mallory", 7);
    await stack.up(policy(rule(["web/*"], { bob: "Read", carol: "Write" }), WEB));
    assert.deepEqual(at("web/app"), ["alice=7", "bob=3", "carol=3"]);
    assert.deepEqual(at("web/shop"), ["alice=7", "bob=3", "carol=3"]);
    assert.deepEqual(at("web/legacy"), ["bob=1", "carol=3"]);
    assert.deepEqual(at("api"), ["mallory=7"]);
    assert.deepEqual(writes(), ["POST web/app", "POST web/legacy", "POST web/shop"]);
    assert.deepEqual(await stack.preview(policy(rule(["web/*"], { bob: "Read", carol: "Write" }), WEB)), {
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
    assert.deepEqual(stack.lines, []);
  });

  it("leaves repositories of another organization alone, also if its name begins with the same letters", async () => {
    it0.emulator.createOrganization({ name: "team-a2" });
    it0.emulator.createRepository({ organization: "team-a2", repository: "web/app" });
    await stack.up(policy(EVERYWHERE));
    assert.deepEqual(granted(it0.emulator, { organization: "team-a2", repository: "web/app" }), []);
  });

  it("a preview says which repositories each rule matches, and what will change in each", async () => {
    await stack.preview(policy(EVERYWHERE, WEB));
    assert.deepEqual(stack.lines, [
      "team-a: rules[0] (**) matches 4 of 4 repositories; up will grant 2",
      "team-a: rules[1] (web/** !web/legacy) matches 2 of 4 repositories; up will grant 4",
      "team-a: new: api, will grant bob Read",
      "team-a: new: web/app, will grant bob Write, alice Manage",
      "team-a: new: web/legacy, will grant bob Read",
      "team-a: new: web/shop, will grant bob Write, alice Manage",
    ]);
    assert.deepEqual(writes(), []);
  });

  it("a pattern that matches nothing is warned of, with the nearest names", async () => {
    await stack.preview(policy(rule(["web/shopp", "api"], { bob: "Read" })));
    assert.ok(
      stack.lines.includes(
        'team-a: warning: "web/shopp" in rules[0] matches no repository; the nearest are web/shop, web/app',
      ),
      stack.lines.join("\n"),
    );
  });

  for (const refresh of [false, true, "before"] as const)
    it(`a preview names drift by repository and user, and what a new repository will get: refresh ${String(refresh)}`, async () => {
      await stack.up(policy(EVERYWHERE, WEB));
      make("web/new");
      give("web/app", "carol", 3);
      it0.emulator.revoke({ organization: ORGANIZATION, repository: "api", user: "bob" });
      it0.emulator.deleteRepository({ organization: ORGANIZATION, repository: "web/legacy" });
      const diff = await stack.preview(policy(EVERYWHERE, WEB), refresh);
      assert.equal(diff?.changes, true);
      assert.deepEqual(
        stack.lines.filter((line) => !line.includes("rules[")),
        [
          "team-a: up will revoke 1 that no rule declares",
          "team-a/api: bob has no access, declared Read; up will grant Read",
          "team-a/web/app: carol has Write, not declared; up will revoke it",
          "team-a: new: web/new, will grant bob Write, alice Manage",
        ],
      );
      writes();
      await stack.up(policy(EVERYWHERE, WEB), refresh);
      assert.deepEqual(writes(), ["DELETE web/app", "POST api", "POST web/new"]);
      assert.deepEqual(
        [at("api"), at("web/app"), at("web/new")],
        [["bob=1"], ["alice=7", "bob=3"], ["alice=7", "bob=3"]],
      );
      assert.equal((await stack.preview(policy(EVERYWHERE, WEB), refresh))?.changes, false);
    });

  it("a repository that was deleted is no difference, and no error", async () => {
    await stack.up(policy(EVERYWHERE));
    it0.emulator.deleteRepository({ organization: ORGANIZATION, repository: "web/legacy" });
    assert.equal((await stack.preview(policy(EVERYWHERE)))?.changes, false);
    await stack.destroy();
    assert.deepEqual(at("api"), []);
  });

  it("a repository that no rule matches any more loses the policy's grants, and no other", async () => {
    await stack.up({ ...policy(EVERYWHERE, WEB), exclusive: false });
    give("api", "mallory", 7);
    const less = { ...policy(WEB), exclusive: false };
    await stack.preview(less);
    assert.ok(
      stack.lines.includes("team-a: no longer covered: api, will revoke bob (Read)"),
      stack.lines.join("\n"),
    );
    await stack.up(less);
    assert.deepEqual(at("api"), ["mallory=7"]);
    assert.deepEqual(at("web/legacy"), []);
    assert.deepEqual(at("web/app"), ["alice=7", "bob=3"]);
  });

  it("one edit of a rule sends one call to each repository that it changes", async () => {
    await stack.up(policy(EVERYWHERE, WEB));
    writes();
    await stack.up(policy(EVERYWHERE, rule(["web/**", "!web/legacy"], { alice: "Manage", bob: "Manage" })));
    assert.deepEqual(writes(), ["PATCH web/app", "PATCH web/shop"]);
  });

  it("exclusive: false leaves undeclared users, and shows them apart", async () => {
    give("api", "mallory", 7);
    const beside = { ...policy(EVERYWHERE), exclusive: false };
    await stack.up(beside);
    assert.deepEqual(at("api"), ["bob=1", "mallory=7"]);
    await stack.refreshInNewProcess();
    assert.equal((await stack.preview(beside))?.changes, false);
    await stack.destroy();
    assert.deepEqual(at("api"), ["mallory=7"]);
  });

  it("a partial failure has one reason for each repository, a true state, and the next up does only the rest", async () => {
    it0.emulator.fault({
      match: { method: "POST", pathPattern: "web.shop/access" },
      times: "forever",
      action: {
        answer: { status: 403, body: { errors: [{ errorCode: "SVCSTG.SWR.4030000", errorMessage: "no" }] } },
      },
    });
    await assert.rejects(stack.up(policy(EVERYWHERE)), (thrown) => {
      assert.match(String(thrown), /team-a\/web\/shop/);
      assert.doesNotMatch(String(thrown), /team-a\/api/);
      return true;
    });
    assert.deepEqual([at("api"), at("web/shop")], [["bob=1"], []]);
    it0.emulator.clearFaults();
    writes();
    await stack.up(policy(EVERYWHERE));
    assert.deepEqual(writes(), ["POST web/shop"]);
    assert.equal((await stack.preview(policy(EVERYWHERE)))?.changes, false);
  });

  it("ignored users are never changed", async () => {
    give("api", "mallory", 7);
    await stack.up({ ...policy(EVERYWHERE), ignoreUsers: ["mallory"] });
    give("web/app", "mallory", 3);
    assert.equal((await stack.preview({ ...policy(EVERYWHERE), ignoreUsers: ["mallory"] }))?.changes, false);
    assert.deepEqual(at("api"), ["bob=1", "mallory=7"]);
  });

  it("swr:maxRevokes counts over all repositories, and nothing is sent", async () => {
    await stack.up(policy(EVERYWHERE));
    for (const repository of ["api", "web/app", "web/shop"]) give(repository, "mallory");
    const limited = Object.assign(it0.newStack({ environment: { SWR_MAX_REVOKES: "2" } }), {
      id: stack.id,
      state: stack.state,
      inputs: stack.inputs,
    });
    writes();
    await assert.rejects(
      limited.preview(policy(EVERYWHERE)),
      /swr:maxRevokes is 2, and this run would revoke at least 3/,
    );
    await assert.rejects(limited.up(policy(EVERYWHERE)), /swr:maxRevokes/);
    assert.deepEqual(writes(), []);
  });

  it("a user whose grant has expired counts as undeclared", async () => {
    const until = (expiresAt: string): Policy =>
      policy(
        { repositories: ["api"], users: [{ userName: "bob", permission: "Write", expiresAt }] },
        EVERYWHERE,
      );
    stack.at("2026-01-01T00:00:00Z");
    await stack.up(until("2026-02-01T00:00:00Z"));
    assert.deepEqual([at("api"), at("web/app")], [["bob=3"], ["bob=1"]]);
    stack.at("2026-03-01T00:00:00Z");
    await stack.up(until("2026-02-01T00:00:00Z"));
    assert.deepEqual([at("api"), at("web/app")], [["bob=1"], ["bob=1"]]);
  });

  it("an import has one rule for each set of users, previews clean, also for another caller, and changes nothing", async () => {
    for (const repository of ["web/app", "web/shop"]) give(repository, "alice", 7);
    give("api", "carol");
    stack.id = ORGANIZATION;
    await stack.refreshInNewProcess();
    const { rules } = stack.inputs as unknown as Policy;
    assert.deepEqual(
      rules.map(({ repositories, users }) => [
        repositories,
        users.map(({ userName, permission }) => [userName, permission]),
      ]),
      [
        [["api"], [["carol", "Read"]]],
        [["web/app", "web/shop"], [["alice", "Manage"]]],
      ],
    );
    assert.equal((await stack.preview({ rules }))?.changes, false);
    assert.equal((await stack.as("admin").preview({ rules }))?.changes, false);
    assert.equal(await stack.up({ rules }), "same");
    assert.deepEqual(writes(), []);
    await stack.destroy();
    assert.deepEqual([at("api"), at("web/app")], [[], []]);
  });

  it("a policy of an organization that does not exist is gone, and cannot be imported", async () => {
    await stack.up(policy(EVERYWHERE));
    it0.emulator.deleteOrganization(ORGANIZATION);
    await stack.refreshInNewProcess();
    assert.equal(stack.state, undefined);
    const other = it0.newStack();
    other.id = "nowhere";
    await assert.rejects(
      other.refreshInNewProcess(),
      /"nowhere" does not exist\. An id is organization or region:organization/,
    );
  });

  it("an organization that is not there, or not any more, is a failure of the write, which keeps nothing", async () => {
    const nowhere = { ...policy(EVERYWHERE), organization: "nowhere" };
    assert.equal(await stack.preview(nowhere), undefined);
    const reason = /nowhere: the organization nowhere does not exist: create it first/;
    await assert.rejects(stack.up(nowhere), reason);
    assert.equal(stack.state, undefined);
    it0.emulator.createOrganization({ name: "nowhere" });
    assert.equal(await stack.up(nowhere), "create");
    it0.emulator.deleteOrganization("nowhere");
    await assert.rejects(stack.up({ ...policy(WEB), organization: "nowhere" }), reason);
  });

  it("the greatest permission that a user keeps is never missing for a moment", async () => {
    await stack.up(policy(EVERYWHERE, WEB));
    const history = new History(it0.emulator, { organization: ORGANIZATION, repository: "web/app" });
    await stack.up(policy(rule(["**"], { alice: "Manage", bob: "Write", carol: "Read" })));
    history.keeps("alice", "bob");
  });
});
