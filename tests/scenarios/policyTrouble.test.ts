import assert from "node:assert/strict";
import {
  access,
  expectDeclared,
  expectNothingToDo,
  give,
  make,
  policy,
  REPOSITORIES,
  rule,
  single,
  take,
  withPolicy,
  writesOf,
} from "../support/policy";
import { scenario, type Scenario } from "../support/scenario";

const CAROL = { users: [{ userName: "carol", permission: "Read" }] };
const everywhere = (...names: string[]): Readonly<Record<string, object>> => ({
  all: policy({ rules: [rule(["**"], Object.fromEntries(names.map((name) => [name, "Read"])))] }),
});

/**
 * Writes to these two lists are never answered from now on, nor carried out, so that a run can be killed when the third one is
 * written.
 */
function hangAllButShop({ emulator }: Scenario): void {
  const pathPattern = /repos\/(api|web\$app)\/access/;
  for (const method of ["POST", "DELETE"])
    emulator.fault({ match: { method, pathPattern }, times: "forever", action: { hang: "before" } });
}
const atShop = (it0: Scenario): readonly string[] => access(it0, "web/shop")["web/shop"] ?? [];

describe("scenarios: a policy in trouble", () => {
  // What is declared second is refused, so the sentence tells which one was asked about second.
  for (const [first, second, reason] of [
    ["app", "all", "would revoke users whom only the other one declares: web/app (carol)"],
    ["all", "app", "covers team-a/web/app, and the exclusive one of both would revoke"],
  ] as const)
    for (const isPolicy of [true, false])
      scenario(
        `only the ${isPolicy ? "policy" : "RepositoryAccess"} is exclusive and would revoke whom the other declares, first "${first}": refused at preview`,
        {},
        async (it0) => {
          const both = {
            app: single("web/app", { ...CAROL, exclusive: !isPolicy }),
            all: policy({ exclusive: isPolicy, rules: [rule(["api", "web/app"], { bob: "Read" })] }),
          };
          // The exclusive RepositoryAccess would revoke bob, the exclusive policy would revoke carol.
          const text = isPolicy ? reason : reason.replace("carol", "bob");
          const run = await it0
            .declareAll({
              resources: { [first]: both[first], [second]: both[second] },
              options: { [second]: { dependsOn: [first] } },
            })
            .expectRefused(/exclusive/);
          assert.ok(run.output.includes(text), run.output);
          assert.deepEqual(it0.granted(), []);
        },
      );

  scenario("killed in create, update and destroy: the next run does the rest", {}, async (it0) => {
    make(it0, "web/shop");
    const { project, emulator } = it0;
    it0.declareAll({ resources: everywhere("bob") });
    hangAllButShop(it0);
    await project.runKilled(() => atShop(it0).length > 0, "up");
    emulator.clearFaults();
    await it0.up();
    assert.deepEqual(access(it0, ...REPOSITORIES), {
      api: ["bob=1"],
      "web/app": ["bob=1"],
      "web/shop": ["bob=1"],
    });

    it0.declareAll({ resources: everywhere("carol") });
    hangAllButShop(it0);
    await project.runKilled(() => atShop(it0).join() === "carol=1", "up");
    emulator.clearFaults();
    await it0.up();
    await expectNothingToDo(it0);
    assert.deepEqual(access(it0, ...REPOSITORIES), {
      api: ["carol=1"],
      "web/app": ["carol=1"],
      "web/shop": ["carol=1"],
    });

    give(it0, "web/app", "mallory", 7);
    hangAllButShop(it0);
    await project.runKilled(() => atShop(it0).length === 0, "destroy");
    emulator.clearFaults();
    await it0.destroy();
    assert.deepEqual(access(it0, ...REPOSITORIES), { api: [], "web/app": ["mallory=7"], "web/shop": [] });
  });

  scenario(
    "a repository made anew with strangers is left alone, and the others are repaired",
    { bothWays: "cheap" },
    async (it0) => {
      await withPolicy(it0);
      it0.emulator.deleteRepository({ organization: "team-a", repository: "web/shop" });
      make(it0, "web/shop");
      give(it0, "web/shop", "mallory", 7);
      take(it0, "api", "bob");
      await it0.expectChanges(
        "team-a/api: bob has no access, declared Read; up will grant Read",
        "team-a/web/shop grants access to users who are not declared: mallory (Manage)",
      );
      writesOf(it0);
      await it0.upFails(/team-a\/web\/shop grants access to users who are not declared: mallory/);
      assert.deepEqual(writesOf(it0), ["POST api"]);
      take(it0, "web/shop", "mallory");
      await it0.up();
      expectDeclared(it0);
      await expectNothingToDo(it0);
    },
  );
});
