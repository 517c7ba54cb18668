import assert from "node:assert/strict";
import { statSync } from "node:fs";
import * as path from "node:path";
import { eachToy, type Toy } from "./support";

describe("offline engine: a stack's life", function () {
  this.timeout(120_000);
  let toy: Toy;
  eachToy((made) => (toy = made));

  it("says what it is, first of all", async () => {
    assert.match(
      await toy.ok("preview", {}),
      /^Offline engine for demos and tests, not the Pulumi engine.*pulumi\.com/,
    );
  });

  it("previews a new resource by check alone, with unknown outputs", async () => {
    const output = await toy.ok("preview", { a: { value: 1 }, b: { value: "made:a" } });
    assert.deepEqual(toy.calls(), ["check a new 1", 'check b new "04da6b54-80e4-46f7-96ec-b56ff0331ba9"']);
    assert.match(output, /^ \+ {2}pulumi-nodejs:dynamic\/toy:Thing a create$/m);
    assert.match(output, /^ {4}a: 1$/m, "an input is known");
    assert.match(output, /^ {4}aMade: \[unknown\]$/m);
    assert.match(output, /^ {4}b: \[unknown\]$/m);
    assert.match(output, /^ {4}\+ 3 to create$/m);
    assert.deepEqual(toy.things(), []);
  });

  it("creates, passes outputs on, and then finds no change", async () => {
    const spec = { a: { value: 1 }, b: { value: "made:a" } };
    const output = await toy.ok("up", spec);
    assert.match(output, /^ {4}b: "made a"$/m);
    assert.match(output, /^ {4}\+ 3 created$/m);
    assert.deepEqual(toy.calls(/create/), ["create a", "created a", "create b", "created b"]);
    const urn = "urn:pulumi:dev::toy::pulumi-nodejs:dynamic/toy:Thing::a";
    const [a, b] = toy.saved();
    assert.deepEqual([a?.urn, b?.outputs["made"], b?.dependencies.includes(urn)], [urn, "made b", true]);
    assert.equal(statSync(toy.stateFile).mode & 0o777, 0o600);
    const again = await toy.ok("up", spec, "--expect-no-changes");
    assert.match(again, /^ {4}3 unchanged$/m);
    assert.doesNotMatch(again, /\[diff|created/);
    assert.deepEqual(toy.calls(), [
      "check a known 1",
      "diff a equal",
      'check b known "made a"',
      "diff b equal",
    ]);
  });

  it("updates, and shows old and new", async () => {
    await toy.ok("up", { a: { value: 1, left: false } });
    const output = await toy.ok("preview", { a: { value: [2], right: { x: "y" } } });
    assert.match(output, /^ ~ {2}pulumi-nodejs:dynamic\/toy:Thing a update \[diff: \+right-left~value\]$/m);
    assert.match(output, /^ {6}~ value: 1 => \[2\]$/m);
    assert.match(output, /^ {6}- left: false$/m);
    assert.match(output, /^ {6}\+ right: \{x: "y"\}$/m);
    assert.doesNotMatch(output, /name: "a"/);
    assert.match(await toy.ok("preview", { a: { value: 1, left: true } }, "--diff"), /^ {8}name: "a"$/m);
    assert.equal(toy.saved()[0]?.inputs["left"], false, "a preview saves nothing");
    assert.match(await toy.ok("up", { a: { value: [2], right: { x: "y" } } }), /Thing a updated/);
    assert.deepEqual(toy.calls(/update|create|delete/), ["update a"]);
    assert.equal(toy.saved()[0]?.outputs["made"], "made a again");
  });

  it("lets the inputs decide when diff does not", async () => {
    await toy.ok("up", { a: { value: 1, undecided: true } });
    assert.match(await toy.ok("preview", { a: { value: 1, undecided: true } }), /2 unchanged/);
    assert.match(await toy.ok("preview", { a: { value: 2, undecided: true } }), /1 to update/);
  });

  it("replaces: creates, and deletes the old one at the end", async () => {
    await toy.ok("up", { a: { value: 1 }, z: { value: 1 } });
    const output = await toy.ok("up", { a: { value: 1, key: "k" }, b: { value: "ref:a" } });
    assert.deepEqual(toy.calls(/check a|create|delete/), [
      "check a known 1",
      "check a new 1",
      ...["create a", "created a", "create b", "created b"],
      ...["delete z", "deleted z", "delete a", "deleted a"],
    ]);
    assert.match(output, /^ \+- pulumi-nodejs:dynamic\/toy:Thing a replaced \[diff: \+key\]$/m);
    assert.match(output, /^ {4}\+-1 replaced$/m);
    assert.match(output, /^ {4}- 1 deleted$/m);
    assert.deepEqual(
      toy
        .saved()
        .map(({ name }) => name)
        .sort(),
      ["a", "b"],
    );
  });

  it("replaces: deletes first where the provider or the program wants it", async () => {
    await toy.ok("up", { a: { value: 1 } });
    await toy.ok("up", { a: { value: 1, key: "k", deleteFirst: true } });
    assert.deepEqual(toy.calls(/create|delete/), ["delete a", "deleted a", "create a", "created a"]);
    await toy.ok("up", { a: { value: 1, key: "l", opts: { deleteBeforeReplace: true } } });
    assert.deepEqual(toy.calls(/create|delete/), ["delete a", "deleted a", "create a", "created a"]);
    await toy.ok("up", {
      a: { value: 1, key: "m", deleteFirst: true, opts: { deleteBeforeReplace: false } },
    });
    assert.deepEqual(toy.calls(/create|delete/), ["create a", "created a", "delete a", "deleted a"]);
    assert.equal(toy.saved().length, 1);
  });

  it("deletes what left the program in reverse order of creation, after the rest", async () => {
    const a = { value: 1 };
    const chain = { c: { opts: { dependsOn: ["b"] } }, d: { opts: { dependsOn: ["c"] } } };
    await toy.ok("up", { a, b: { opts: { dependsOn: ["a"] } }, ...chain });
    const output = await toy.ok("up", { a: { value: 2 } });
    const order = ["update a", "delete d", "deleted d", "delete c", "deleted c", "delete b", "deleted b"];
    assert.deepEqual(toy.calls(/update|delete/), order);
    assert.match(output, /^ {4}- 3 deleted$/m);
    assert.deepEqual(toy.things(), ["a"]);
  });

  it("destroys all, dependents first", async () => {
    await toy.ok("up", { a: {}, b: { opts: { dependsOn: ["a"] } }, c: { opts: { dependsOn: ["b"] } } });
    const output = await toy.ok("destroy", {});
    const order = ["delete c", "deleted c", "delete b", "deleted b", "delete a", "deleted a"];
    assert.deepEqual(toy.calls(/delete/), order);
    assert.match(output, /^ {4}- 4 deleted$/m);
    assert.deepEqual(toy.saved(), []);
    assert.match(await toy.ok("destroy", {}), /Resources:\n$/);
  });

  it("destroys dependents first, also where they were created before what they depend on now", async () => {
    await toy.ok("up", { c: {}, b: {}, a: {} });
    const dependents = { b: { opts: { dependsOn: ["a"] } }, c: { opts: { dependsOn: ["b"] } } };
    await toy.ok("up", { a: {}, ...dependents });
    await toy.ok("destroy", {});
    assert.deepEqual(toy.calls(/delete /), ["delete c", "delete b", "delete a"]);
  });

  it("destroys dependents first, also where what they depend on was replaced since", async () => {
    const b = { opts: { dependsOn: ["a"] } };
    await toy.ok("up", { a: { key: "k" }, b });
    await toy.ok("up", { a: { key: "l" }, b });
    await toy.ok("destroy", {});
    assert.deepEqual(toy.calls(/delete /), ["delete b", "delete a"]);
  });

  it("deletes before a replacement what would be replaced with it, and creates it again", async () => {
    const others = {
      b: { key: "ref:a", value: 2 },
      c: { key: "ref:b" },
      value: { value: "ref:a" },
      after: { opts: { dependsOn: ["a"] } },
    };
    const spec = (key: string): Parameters<Toy["ok"]>[1] => ({
      a: { key, value: 1, deleteFirst: true },
      ...others,
    });
    await toy.ok("up", spec("k"));
    const preview = await toy.ok("preview", spec("l"));
    for (const name of ["a", "b", "c"]) assert.match(preview, new RegExp(`Thing ${name} replace`));
    assert.match(preview, /\+-3 to replace/);
    assert.equal(toy.saved().length, 5, "a preview deletes nothing");
    await toy.ok("up", spec("l"));
    assert.deepEqual(toy.calls(/delete |create /), [
      ...["delete c", "delete b", "delete a"],
      ...["create a", "create b", "create c"],
    ]);
    assert.match(await toy.ok("preview", spec("l")), /6 unchanged/);
  });

  it("reads what the program only gets, and never deletes it", async () => {
    toy.drift("mine", { value: 7 });
    const output = await toy.ok("up", { g: { get: "mine" }, a: { value: "ref:g" } });
    assert.match(output, /^ {4}g: 7$/m);
    assert.deepEqual(toy.calls(/read|check/), ["read mine 0", "check a new 7"]);
    assert.equal(toy.saved().find(({ name }) => name === "g")?.external, true);
    await toy.ok("up", {});
    assert.deepEqual(toy.calls(/delete /), ["delete a"]);
    assert.deepEqual(toy.saved(), []);
    const missing = await toy.run("preview", { g: { get: "none" } });
    assert.equal(missing.code, 1);
    assert.match(missing.output, /resource 'none' does not exist/);
  });

  it("exits 7 on any change where none is expected, in `up` after making it", async () => {
    const one = await toy.run("preview", { a: { value: 1 } }, "--expect-no-changes");
    assert.equal(one.code, 7, one.output);
    assert.match(one.output, /error: no changes were expected/);
    assert.equal((await toy.run("up", { a: { value: 1 } }, "--expect-no-changes")).code, 7);
    assert.deepEqual(toy.things(), ["a"]);
    assert.equal((await toy.run("preview", { a: { value: 1 } }, "--expect-no-changes")).code, 0);
  });

  it("keeps stacks apart, and refuses a state of another one", async () => {
    await toy.ok("up", { a: {} }, "--stack", "one");
    assert.match(await toy.ok("preview", { a: {} }, "--stack", "two"), /2 to create/);
    const other = path.join(toy.dir, ".sandbox/one.json");
    const { code, output } = await toy.run("up", { a: {} }, "--stack", "two", "--state", other);
    assert.equal(code, 1);
    assert.match(output, /is the state of toy\/one/);
  });

  it("runs a TypeScript program as it is", async () => {
    const program = path.join(__dirname, "programs/typescript/index.ts");
    toy.write("Pulumi.yaml", `name: toy\nruntime: nodejs\nmain: ${program}\n`);
    assert.match(await toy.ok("preview", {}), /answer: 42/);
  });

  it("carries 100 resources", async () => {
    const spec = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`r${String(i)}`, { value: i }]));
    await toy.ok("up", spec);
    assert.equal(toy.saved().length, 100);
    assert.match(await toy.ok("preview", spec, "--refresh"), /101 unchanged/);
    await toy.ok("destroy", {});
    assert.deepEqual(toy.things(), []);
  });
});
