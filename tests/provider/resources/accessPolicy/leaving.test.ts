import assert from "node:assert/strict";
import type { Stack } from "../../../support/stack";
import { EVERYWHERE, ORGANIZATION, policy, policyWorld, rule, WEB } from "./world";

/** What a preview says has to be what `up` does, also where the server has changed since the last run. */
describe("a preview of a policy that gives up repositories, or finds them changed", () => {
  const world = policyWorld();
  const { it0, at, give, make, writes } = world;
  let stack: Stack;
  beforeEach(() => {
    stack = world.stack();
  });
  const take = (repository: string, user: string): void => {
    it0.emulator.revoke({ organization: ORGANIZATION, repository, user });
  };
  const remake = (repository: string): void => {
    it0.emulator.deleteRepository({ organization: ORGANIZATION, repository });
    make(repository);
  };
  const about = (word: string): string[] => stack.lines.filter((line) => line.includes(word));

  it("names the access that is really there in a repository that no rule matches any more", async () => {
    await stack.up(policy(EVERYWHERE, WEB));
    take("api", "bob");
    take("web/legacy", "bob");
    give("web/legacy", "bob", 3);
    writes();
    await stack.up(policy(WEB));
    assert.deepEqual(about("no longer covered"), [
      "team-a: no longer covered: api, nobody loses access",
      "team-a: no longer covered: web/legacy, will revoke bob (Write)",
    ]);
    assert.deepEqual(about("that no rule declares"), ["team-a: up will revoke 1 that no rule declares"]);
    assert.deepEqual(writes(), ["DELETE web/legacy"]);
  });

  it("reads each repository that no rule matches any more once", async () => {
    await stack.up(policy(EVERYWHERE));
    it0.emulator.clearRequests();
    await stack.up(policy(rule(["api"], { bob: "Read" })));
    const reads = it0.emulator
      .requests()
      .filter(({ method, path }) => method === "GET" && /access$/.test(path));
    assert.equal(reads.length, 4, reads.map(({ path }) => path).join("\n"));
    assert.deepEqual(writes(), ["DELETE web/app", "DELETE web/legacy", "DELETE web/shop"]);
  });

  for (const takeOver of [false, true])
    it(`says nothing of a repository that was made anew and that no rule matches any more, and revokes nobody there: takeOver ${String(takeOver)}`, async () => {
      await stack.up({ ...policy(EVERYWHERE), takeOver });
      remake("api");
      give("api", "bob");
      writes();
      await stack.up({ ...policy(rule(["web/**"], { bob: "Read" })), takeOver });
      assert.deepEqual(about("api"), []);
      assert.deepEqual(writes(), []);
      assert.deepEqual(at("api"), ["bob=1"]);
      await stack.destroy();
      assert.deepEqual(at("api"), ["bob=1"]);
    });

  for (const refresh of [false, true, "before"] as const)
    it(`calls a repository that was made anew new, leaves it alone while it has strangers, and makes the others as declared: refresh ${String(refresh)}`, async () => {
      await stack.up(policy(EVERYWHERE));
      remake("web/shop");
      remake("web/app");
      give("web/shop", "mallory", 7);
      take("api", "bob");
      await stack.preview(policy(EVERYWHERE), refresh);
      assert.deepEqual(about("web/app"), ["team-a: new: web/app, will grant bob Read"]);
      assert.deepEqual(about("mallory").length, 1);
      assert.deepEqual(about("api"), ["team-a/api: bob has no access, declared Read; up will grant Read"]);
      writes();
      await assert.rejects(
        stack.up(policy(EVERYWHERE), refresh),
        /web\/shop grants access to users who are not declared: mallory \(Manage\)/,
      );
      assert.deepEqual(writes(), ["POST api", "POST web/app"]);
      assert.deepEqual(at("web/shop"), ["mallory=7"]);
      await stack.up({ ...policy(EVERYWHERE), takeOver: true }, refresh);
      assert.deepEqual(at("web/shop"), ["bob=1"]);
    });

  it("exclusive: false: a repository that was made anew keeps whom others granted there", async () => {
    const beside = { ...policy(rule(["**"], { bob: "Read", carol: "Read" })), exclusive: false };
    await stack.up(beside);
    remake("web/shop");
    give("web/shop", "carol");
    await stack.up({ ...policy(EVERYWHERE), exclusive: false });
    assert.deepEqual([at("web/shop"), at("api")], [["bob=1", "carol=1"], ["bob=1"]]);
  });

  for (const refresh of [false, true, "before"] as const)
    it(`counts all repositories, and warns only of patterns that match none: refresh ${String(refresh)}`, async () => {
      const all = policy(rule(["**", "!api"], { bob: "Read" }));
      await stack.up(all);
      stack.lines = [];
      assert.equal((await stack.preview(all, refresh))?.changes, false);
      assert.deepEqual(stack.lines, []);
      give("web/app", "mallory", 7);
      await stack.preview(all, refresh);
      assert.deepEqual(about("rules["), ["team-a: rules[0] (** !api) matches 3 of 4 repositories"]);
    });
});
