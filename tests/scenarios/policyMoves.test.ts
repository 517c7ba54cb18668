import assert from "node:assert/strict";
import {
  DECLARED,
  expectDeclared,
  expectNothingToDo,
  expectUntouched,
  give,
  histories,
  make,
  policy,
  rule,
  SINGLES,
  single,
  withPolicy,
  writesOf,
} from "../support/policy";
import type { Options } from "../support/program";
import { scenario } from "../support/scenario";

const TYPE = "swr:index:RepositoryAccessPolicy";
const CLASS = "the class refuses it, in the program";
const NO_WRITES: readonly string[] = [];

describe("scenarios: from RepositoryAccess to a policy and back", () => {
  scenario(
    "three RepositoryAccess become one policy in one up, and back: nobody's access changes",
    { bothWays: "cheap" },
    async (it0) => {
      make(it0, "web/shop");
      await it0.declareAll({ resources: SINGLES }).up();
      expectDeclared(it0);
      const lists = histories(it0);
      writesOf(it0);
      for (const resources of [{ all: policy() }, SINGLES]) {
        it0.declareAll({ resources });
        const { code, output } = await it0.preview();
        assert.equal(code, 0, output);
        await it0.up();
        assert.deepEqual(writesOf(it0), NO_WRITES);
        expectUntouched(lists);
        expectDeclared(it0);
        await expectNothingToDo(it0);
      }
      await it0.destroy();
      assert.deepEqual(writesOf(it0), ["DELETE api", "DELETE web/app", "DELETE web/shop"]);
    },
  );

  scenario(
    "one repository after the other: the policy leaves out those that have their own",
    {},
    async (it0) => {
      make(it0, "web/shop");
      await it0.declareAll({ resources: SINGLES }).up();
      const lists = histories(it0);
      const { api, app } = SINGLES;
      const left = (...names: string[]): object =>
        policy({
          rules: [
            rule(["**", ...names], { bob: "Read" }),
            rule(["web/**", ...names], { alice: "Manage", bob: "Write" }),
          ],
        });
      for (const resources of [
        { api, app, all: left("!api", "!web/app") },
        { app, all: left("!web/app") },
        { all: policy() },
        { app, all: left("!web/app") },
      ]) {
        it0.declareAll({ resources });
        await it0.up();
        expectUntouched(lists);
        await expectNothingToDo(it0);
      }
      await it0.destroy();
      assert.deepEqual(it0.granted({ organization: "team-a", repository: "web/app" }), []);
    },
  );

  // What is declared second is refused, so the sentence tells which one was asked about second.
  for (const [first, second, reason] of [
    ["app", "all", "match repositories that have an exclusive RepositoryAccess of their own: web/app."],
    ["all", "app", "a RepositoryAccessPolicy of this program covers team-a/web/app, and both are exclusive"],
  ] as const)
    scenario(`both exclusive on one repository, first "${first}": refused at preview`, {}, async (it0) => {
      const both = { app: single("web/app"), all: policy() };
      const resources = { [first]: both[first], [second]: both[second] };
      const run = await it0
        .declareAll({ resources, options: { [second]: { dependsOn: [first] } } })
        .expectRefused(/exclusive/);
      assert.ok(run.output.includes(reason), run.output);
      assert.deepEqual(it0.granted(), []);
    });

  scenario("beside a RepositoryAccess, where one is not exclusive", {}, async (it0) => {
    const carol = { users: [{ userName: "carol", permission: "Read" }], exclusive: false };
    const resources = { all: policy({ exclusive: false }), app: single("web/app", carol) };
    await it0.declareAll({ resources }).up();
    assert.deepEqual(it0.granted(), ["alice=7", "bob=3", "carol=1"]);
    await it0.declareAll({ resources: { all: resources.all } }).up();
    assert.deepEqual(it0.granted(), ["alice=7", "bob=3"]);
  });

  for (const isPolicy of [true, false])
    scenario(
      `only the ${isPolicy ? "policy" : "RepositoryAccess"} is exclusive: both are taken`,
      {},
      async (it0) => {
        const app = single("web/app", { exclusive: !isPolicy });
        const all = policy({ exclusive: isPolicy });
        // What is exclusive is declared second: it is the one that looks for another.
        const resources = isPolicy ? { app, all } : { all, app };
        const options: Readonly<Record<string, Options>> = isPolicy
          ? { all: { dependsOn: ["app"] } }
          : { app: { dependsOn: ["all"] } };
        const run = await it0.declareAll({ resources, options }).preview();
        assert.equal(run.code, 0, run.output);
        await it0.up();
        assert.deepEqual(it0.granted(), ["alice=7", "bob=3"]);
      },
    );

  scenario("two policies of one organization are refused", { program: CLASS }, async (it0) => {
    await it0
      .declareAll({ resources: { all: policy(), web: policy() } })
      .expectRefused(/team-a.*two policies of one organization would undo each other/s);
  });

  scenario(
    "imported: everybody who is found is declared, and the program that says the same previews clean",
    { pluginOnly: true, bothWays: "cheap" },
    async (it0) => {
      make(it0, "web/shop");
      for (const [repository, grants] of Object.entries(DECLARED))
        for (const [name = "", auth] of grants.map((it) => it.split("=")))
          give(it0, repository, name, Number(auth));
      it0.emulator.clearRequests();
      const lists = histories(it0);
      await it0.ok("import", TYPE, "all", "team-a");
      const rules = [
        rule(["api"], { bob: "Read" }),
        rule(["web/app", "web/shop"], { alice: "Manage", bob: "Write" }),
      ];
      it0.declareAll({ resources: { all: policy({ rules }) } });
      await expectNothingToDo(it0);
      await it0.declareAll({ resources: { all: policy() } }).up();
      expectUntouched(lists);
      await expectNothingToDo(it0);
    },
  );

  scenario("destroyed with the program: all are revoked", {}, async (it0) => {
    await withPolicy(it0);
    await it0.declareAll({}).up();
    assert.deepEqual(writesOf(it0), ["DELETE api", "DELETE web/app", "DELETE web/shop"]);
  });
});
