import assert from "node:assert/strict";
import { Toy } from "./support";

describe("offline engine: refuses, before anything is done", function () {
  this.timeout(120_000);
  let toy: Toy;
  afterEach(() => {
    toy.remove();
  });

  const features: [string, RegExp][] = [
    ["component", /not support a type that is not dynamic \(toy:Group group\)/],
    ["provider", /not support a type that is not dynamic \(pulumi:providers:aws mine\)/],
    ["foreign", /not support a type that is not dynamic \(aws:s3\/bucket:Bucket bucket\)/],
    ["stackReference", /not support a type that is not dynamic \(pulumi:pulumi:StackReference .*\)/],
    ["invoke", /does not implement the method invoke/],
    ["transform", /does not support .*transforms/],
    ["hook", /does not implement the method .*hook/i],
    ["asset", /not support assets \(content\)/],
    ["twice", /Duplicate resource URN '.*::same'/],
  ];
  for (const [special, pattern] of features) {
    it(`the feature ${special}`, async () => {
      toy = new Toy();
      const { code, output } = await toy.run("up", { a: {}, special });
      assert.equal(code, 1, output);
      assert.match(output, pattern);
      assert.doesNotMatch(output, /Updating/);
      assert.deepEqual(toy.things(), []);
    });
  }

  it("a resource below another one", async () => {
    toy = new Toy();
    const { code, output } = await toy.run("preview", { a: {}, b: { below: "a" } });
    assert.equal(code, 1, output);
    assert.match(output, /not support parent \(.*Thing b\)/);
  });

  const files: [string, RegExp][] = [
    ["config:\n  a: 1\n", /not support config in Pulumi.yaml/],
    ["plugins: {}\n", /not support plugins in Pulumi.yaml/],
    ["options:\n  refresh: never\n", /refresh: always/],
    ["options:\n  other: 1\n", /refresh: always/],
  ];
  for (const [yaml, pattern] of files) {
    it(`in Pulumi.yaml: ${yaml.split("\n").join(" ")}`, async () => {
      toy = new Toy(yaml);
      const { code, output } = await toy.run("preview", {});
      assert.equal(code, 1);
      assert.match(output, pattern);
    });
  }

  it("runtimes other than Node", async () => {
    for (const runtime of ["python", "{ name: nodejs, options: { packagemanager: yarn } }"]) {
      toy = new Toy();
      toy.write("Pulumi.yaml", `name: toy\nruntime: ${runtime}\n`);
      const { code, output } = await toy.run("preview", {});
      assert.equal(code, 1);
      assert.match(output, /not support runtimes but nodejs/);
    }
  });

  it("a resource that is not chosen by its name", async () => {
    toy = new Toy();
    for (const option of ["--target", "--replace"]) {
      const { code, output } = await toy.run("up", { a: {} }, option, "**::a*");
      assert.equal(code, 1);
      assert.match(output, /does not support \*\*::a\*: a resource is chosen by \*\*::NAME/);
    }
    const { code, output } = await toy.run("up", { a: {} }, "--target", "**::other");
    assert.equal(code, 1);
    assert.match(output, /does not support new resources here: leave them out of the program/);
    assert.deepEqual(toy.things(), []);
  });

  it("wrong command lines", async () => {
    toy = new Toy();
    for (const args of [["import"], ["preview", "more"], ["preview", "--yes-please"]] as const) {
      const { code, output } = await toy.run(args[0], {}, ...args.slice(1));
      assert.equal(code, 1);
      assert.match(output, /^error: /m);
    }
  });
});
