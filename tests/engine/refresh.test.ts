import assert from "node:assert/strict";
import { Toy } from "./support";

describe("offline engine: refresh", function () {
  this.timeout(120_000);
  let toy: Toy;
  afterEach(() => {
    toy.remove();
  });

  for (const [how, yaml, flags] of [
    ["options.refresh: always", "options:\n  refresh: always\n", []],
    ["--refresh", "", ["--refresh"]],
  ] as const) {
    it(`reads before the program runs, with ${how}, and shows drift both ways`, async () => {
      toy = new Toy(yaml);
      await toy.ok("up", { a: { value: 1 } });
      toy.drift("a", { value: 9 });
      const output = await toy.ok("preview", { a: { value: 1 } }, ...flags);
      assert.deepEqual(toy.calls(), ["read a 3", "diff a different", "check a known 1", "diff a different"]);
      assert.match(output, /Thing a refresh \[diff: ~value\]\n {6}~ value: 1 => 9\n/);
      assert.match(output, /Thing a update \[diff: ~value\]\n {6}~ value: 9 => 1\n/);
      assert.equal(toy.saved()[0]?.inputs["value"], 1, "a preview saves nothing");
      assert.equal((await toy.run("up", { a: { value: 1 } }, "--expect-no-changes", ...flags)).code, 7);
      assert.deepEqual(toy.calls(/update/), ["update a"]);
      const clean = await toy.ok("preview", { a: { value: 1 } }, "--expect-no-changes", ...flags);
      assert.doesNotMatch(clean, /\[diff|Thing a/);
    });
  }

  it("reads nothing without being told to refresh", async () => {
    toy = new Toy();
    await toy.ok("up", { a: { value: 1 } });
    toy.drift("a", { value: 9 });
    await toy.ok("preview", { a: { value: 1 } }, "--expect-no-changes");
    assert.deepEqual(toy.calls(/read/), []);
  });

  it("creates again what is gone", async () => {
    toy = new Toy("options:\n  refresh: always\n");
    await toy.ok("up", { a: { value: 1 }, b: { value: 2 } });
    toy.drift("a", undefined);
    const output = await toy.ok("preview", { a: { value: 1 }, b: { value: 2 } });
    assert.match(output, /Thing a refresh \[diff: -made,name,value\]/);
    assert.match(output, /Thing a create/);
    await toy.ok("up", { a: { value: 1 }, b: { value: 2 } });
    assert.deepEqual(toy.things(), ["a", "b"]);
  });

  it("as a command of its own puts into the state what the cloud has: inputs, and what is gone", async () => {
    toy = new Toy();
    await toy.ok("up", { a: { value: 1 }, b: { value: 2 }, c: { value: 3 } });
    toy.drift("a", { value: 5 });
    toy.drift("b", undefined);
    const { code, output } = await toy.run("refresh", {}, "--expect-no-changes");
    assert.equal(code, 7, output);
    assert.match(output, /Thing a updated \[diff: ~value\]/);
    assert.match(output, /Thing b deleted$/m);
    assert.match(output, / {4}~ 1 updated\n {4}- 1 deleted\n {4}2 changes\. 1 unchanged/);
    assert.deepEqual(toy.allCalls(/^(read|update|delete|check)/).sort(), [
      "read a 3",
      "read b 3",
      "read c 3",
    ]);
    assert.deepEqual(
      toy.saved().map(({ name, inputs }) => [name, inputs["value"]]),
      [
        ["a", 5],
        ["c", 3],
      ],
    );
    assert.equal((await toy.run("refresh", {}, "--expect-no-changes")).code, 0);
  });
});
