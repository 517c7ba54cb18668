import assert from "node:assert/strict";
import {
  access,
  expectDeclared,
  expectNothingToDo,
  give,
  make,
  policy,
  refuseWrites,
  rule,
  take,
  withPolicy,
  writesOf,
} from "../support/policy";
import { of, ref } from "../support/program";
import { scenario } from "../support/scenario";

describe("scenarios: a policy for the repositories of an organization", () => {
  scenario("a new policy: the preview says where what will be granted", {}, async (it0) => {
    make(it0, "web/shop");
    const run = await it0.declareAll({ resources: { all: policy() } }).preview();
    assert.equal(run.code, 0, run.output);
    for (const line of [
      "team-a: rules[0] (**) matches 3 of 3 repositories; up will grant 1",
      "team-a: rules[1] (web/**) matches 2 of 3 repositories; up will grant 4",
      "team-a: new: api, will grant bob Read",
      "team-a: new: web/app, will grant bob Write, alice Manage",
      "team-a: new: web/shop, will grant bob Write, alice Manage",
    ])
      assert.equal(run.output.split(line).length - 1, 1, `once: ${line}\n${run.output}`);
    assert.deepEqual(writesOf(it0), []);
    await it0.up();
    expectDeclared(it0);
  });

  scenario(
    "clean after up; drift names each repository and user, a new repository is drift, up repairs it",
    { bothWays: "cheap" },
    async (it0) => {
      await withPolicy(it0);
      await expectNothingToDo(it0);
      give(it0, "web/app", "mallory", 7);
      give(it0, "web/shop", "bob", 7);
      take(it0, "api", "bob");
      make(it0, "web/new");
      it0.emulator.clearRequests();
      await it0.expectChanges(
        "team-a/web/app: mallory has Manage, not declared; up will revoke it",
        "team-a/web/shop: bob has Manage, declared Write; up will change it to Write",
        "team-a/api: bob has no access, declared Read; up will grant Read",
        "team-a: new: web/new, will grant bob Write, alice Manage",
      );
      assert.deepEqual(writesOf(it0), []);
      await it0.up();
      assert.deepEqual(writesOf(it0), ["DELETE web/app", "PATCH web/shop", "POST api", "POST web/new"]);
      expectDeclared(it0);
      assert.deepEqual(access(it0, "web/new"), { "web/new": ["alice=7", "bob=3"] });
      await expectNothingToDo(it0);
    },
  );

  scenario(
    "one repository is refused: the others are as declared, the next up does that one alone",
    { bothWays: "cheap" },
    async (it0) => {
      make(it0, "web/shop");
      const allow = refuseWrites(it0, "POST", "web/shop");
      it0.declareAll({ resources: { all: policy() } });
      await it0.upFails(/team-a\/web\/shop: .*not now/s);
      assert.deepEqual(access(it0, "api", "web/app", "web/shop"), {
        api: ["bob=1"],
        "web/app": ["alice=7", "bob=3"],
        "web/shop": [],
      });
      allow();
      await it0.up();
      assert.deepEqual(writesOf(it0), ["POST web/shop"]);
      expectDeclared(it0);
      await expectNothingToDo(it0);
    },
  );

  scenario("one repository is refused, then destroyed: what was granted is revoked", {}, async (it0) => {
    make(it0, "web/shop");
    refuseWrites(it0, "POST", "web/shop");
    it0.declareAll({ resources: { all: policy() } });
    await it0.upFails(/team-a\/web\/shop: .*not now/s);
    it0.emulator.clearRequests();
    await it0.destroy();
    assert.deepEqual(access(it0, "api", "web/app"), { api: [], "web/app": [] });
  });

  scenario(
    "destroy revokes whom the policy declared, and nobody else",
    { bothWays: "cheap" },
    async (it0) => {
      await withPolicy(it0);
      give(it0, "web/app", "mallory", 7);
      give(it0, "api", "carol", 3);
      await it0.destroy();
      assert.deepEqual(access(it0, "api", "web/app", "web/shop"), {
        api: ["carol=3"],
        "web/app": ["mallory=7"],
        "web/shop": [],
      });
    },
  );

  scenario("what no rule matches is left alone; what leaves the rules is revoked", {}, async (it0) => {
    give(it0, "api", "mallory", 7);
    make(it0, "web/shop");
    const web = { rules: [rule(["web/**"], { bob: "Read" })] };
    await it0.declareAll({ resources: { all: policy(web) } }).up();
    assert.deepEqual(writesOf(it0), ["POST web/app", "POST web/shop"]);
    const narrower = { rules: [rule(["web/**", "!web/shop"], { bob: "Read" })] };
    await it0
      .declareAll({ resources: { all: policy(narrower) } })
      .expectChanges("team-a: no longer covered: web/shop, will revoke bob (Read)");
    await it0.up();
    assert.deepEqual(writesOf(it0), ["DELETE web/shop"]);
    assert.deepEqual(access(it0, "api", "web/app", "web/shop"), {
      api: ["mallory=7"],
      "web/app": ["bob=1"],
      "web/shop": [],
    });
    await expectNothingToDo(it0);
  });

  scenario(
    "strangers in a new policy's repositories are refused at preview, all of them at once",
    {},
    async (it0) => {
      give(it0, "web/app", "mallory", 7);
      give(it0, "api", "carol", 3);
      const run = await it0.declareAll({ resources: { all: policy() } }).expectRefused(/takeOver/);
      for (const name of ["mallory (Manage)", "carol (Write)"])
        assert.ok(run.output.includes(`users who are not declared: ${name}`), run.output);
      await it0.declareAll({ resources: { all: policy({ takeOver: true }) } }).up();
      assert.deepEqual(access(it0, "api", "web/app"), { api: ["bob=1"], "web/app": ["alice=7", "bob=3"] });
    },
  );

  scenario(
    "a repository that appears with strangers is left alone, the others are made as declared, and up says so",
    { bothWays: "cheap" },
    async (it0) => {
      await withPolicy(it0);
      make(it0, "web/new");
      give(it0, "web/new", "carol", 3);
      take(it0, "api", "bob");
      const strangers = "team-a/web/new grants access to users who are not declared: carol (Write)";
      await it0.expectChanges(strangers);
      it0.emulator.clearRequests();
      await it0.upFails(/team-a\/web\/new grants access to users who are not declared: carol \(Write\)/);
      assert.deepEqual(writesOf(it0), ["POST api"]);
      assert.deepEqual(access(it0, "web/new"), { "web/new": ["carol=3"] });
      await it0.declareAll({ resources: { all: policy({ takeOver: true }) } }).up();
      assert.deepEqual(access(it0, "web/new"), { "web/new": ["alice=7", "bob=3"] });
      expectDeclared(it0);
    },
  );

  scenario(
    "an organization, a repository in it and its policy in one program, from nothing to nothing",
    { program: "outputs of other resources reach the classes", bothWays: "cheap" },
    async (it0) => {
      const resources = {
        team: of("Organization", { name: "team-c" }),
        web: of("Repository", { organization: ref("team", "name"), repository: "web/app" }),
        all: of("RepositoryAccessPolicy", {
          organization: ref("team", "name"),
          rules: [rule([ref("web", "repository")], { bob: "Write" })],
        }),
      };
      const run = await it0.declareAll({ resources }).preview();
      assert.equal(run.code, 0, run.output);
      assert.deepEqual(writesOf(it0), []);
      await it0.up();
      const place = { organization: "team-c", repository: "web/app" };
      assert.deepEqual(it0.granted(place), ["bob=3"]);
      await expectNothingToDo(it0);
      await it0.destroy();
      assert.ok(it0.emulator.state().organizations.every(({ name }) => name !== "team-c"));
    },
  );
});
