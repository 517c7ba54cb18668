import assert from "node:assert/strict";
import { CheckFailed, type Stack } from "../../../support/stack";
import { EVERYWHERE, ORGANIZATION, policy, policyWorld, rule } from "./world";

describe("a repository that a policy has not managed before", () => {
  const world = policyWorld();
  const { it0, at, give, make, writes } = world;
  let stack: Stack;
  beforeEach(() => {
    stack = world.stack();
  });
  const refusal =
    /team-a\/web\/shop grants access to users who are not declared: mallory \(Manage\)\. Declare them/;

  it("is refused at preview if undeclared users have access, and the refusal lists them", async () => {
    give("web/shop", "mallory", 7);
    give("api", "carol");
    await assert.rejects(stack.preview(policy(EVERYWHERE)), (thrown) => {
      assert.ok(thrown instanceof CheckFailed);
      assert.deepEqual(
        thrown.failures.map(({ property }) => property),
        ["takeOver"],
      );
      assert.match(thrown.message, refusal);
      assert.match(thrown.message, /team-a\/api grants access to users who are not declared: carol \(Read\)/);
      return true;
    });
    assert.deepEqual(writes(), []);
    await stack.up({ ...policy(EVERYWHERE), takeOver: true });
    assert.deepEqual([at("web/shop"), at("api")], [["bob=1"], ["bob=1"]]);
  });

  it("is left as it is if it came after the preview: the run makes the others as declared, and fails", async () => {
    await stack.up(policy(EVERYWHERE));
    make("web/new");
    give("web/new", "mallory", 7);
    give("api", "carol");
    writes();
    await stack.preview(policy(EVERYWHERE));
    assert.ok(
      stack.lines.some((line) =>
        line.startsWith("team-a/web/new grants access to users who are not declared: mallory (Manage)."),
      ),
      stack.lines.join("\n"),
    );
    await assert.rejects(stack.up(policy(EVERYWHERE)), /team-a\/web\/new grants access .* mallory/);
    assert.deepEqual(writes(), ["DELETE api"]);
    assert.deepEqual([at("web/new"), at("api")], [["mallory=7"], ["bob=1"]]);
    await stack.up({ ...policy(EVERYWHERE), takeOver: true });
    assert.deepEqual(at("web/new"), ["bob=1"]);
  });

  it("may have been imported, by a program that says less: also one that is not exclusive is refused without takeOver", async () => {
    give("web/shop", "mallory", 7);
    give("api", "bob");
    stack.id = ORGANIZATION;
    await stack.refreshInNewProcess();
    give("web/shop", "carol");
    const beside = { ...policy(EVERYWHERE), exclusive: false };
    for (const refresh of [false, true, "before"] as const)
      await assert.rejects(stack.preview(beside, refresh), refusal);
    await assert.rejects(stack.up(beside), refusal);
    assert.deepEqual(writes(), []);
    await stack.up({ ...beside, takeOver: true });
    // The import has not seen Carol, so she is none of the policy's users.
    assert.deepEqual([at("web/shop"), at("api")], [["bob=1", "carol=1"], ["bob=1"]]);
    assert.deepEqual(writes(), ["DELETE web/shop", "POST web/app", "POST web/legacy", "POST web/shop"]);
  });

  it("may have been imported, and be made anew since: a destroy leaves users granted there by others", async () => {
    for (const isRefreshed of [false, true]) {
      give("web/shop", "mallory", 7);
      give("api", "carol");
      stack.id = ORGANIZATION;
      await stack.refreshInNewProcess();
      it0.emulator.deleteRepository({ organization: ORGANIZATION, repository: "web/shop" });
      make("web/shop");
      give("web/shop", "mallory", 1);
      if (isRefreshed) await stack.refreshInNewProcess();
      await stack.destroy();
      assert.deepEqual([at("web/shop"), at("api")], [["mallory=1"], []]);
    }
  });

  it("may have been imported by a policy that is replaced: its users stay without takeOver", async () => {
    give("web/shop", "mallory", 7);
    give("api", "carol");
    stack.id = ORGANIZATION;
    await stack.refreshInNewProcess();
    const { hooks, state = assert.fail(), id = "" } = stack;
    // The rules leave out the repository api. An update leaves it as it is, with takeOver too.
    const web = {
      ...policy(rule(["web/**"], { bob: "Read" })),
      organization: ORGANIZATION,
      exclusive: false,
    };
    for (const takeOver of [false, true]) {
      const { inputs, failures } = await hooks.check(undefined, { ...web, takeOver });
      assert.deepEqual(failures, []);
      await hooks.create(inputs);
      await hooks.delete(id, state);
      assert.deepEqual(at("web/shop"), takeOver ? ["bob=1"] : ["bob=1", "mallory=7"]);
      assert.deepEqual(at("api"), ["carol=1"]);
    }
  });

  it("may be one that was deleted and made anew", async () => {
    await stack.up(policy(EVERYWHERE));
    it0.emulator.deleteRepository({ organization: ORGANIZATION, repository: "web/shop" });
    make("web/shop");
    give("web/shop", "mallory", 7);
    for (const refresh of [false, true] as const) {
      await assert.rejects(stack.up(policy(EVERYWHERE), refresh), refusal);
      assert.deepEqual(at("web/shop"), ["mallory=7"]);
    }
    await stack.destroy();
    assert.deepEqual(at("web/shop"), ["mallory=7"]);
  });
});
