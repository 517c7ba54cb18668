import assert from "node:assert/strict";
import { eachToy, type Toy } from "./support";

const PLANTED = "correct horse battery staple";

describe("offline engine: configuration, secrets and messages", function () {
  this.timeout(120_000);
  let toy: Toy;
  eachToy((made) => (toy = made));

  it("reads the stack's file, --config and --secret; bare keys are the project's", async () => {
    toy.write("Pulumi.dev.yaml", "config:\n  toy:greeting: hello\n  count: 3\n  other:key: {deep: [1]}\n");
    const spec = {
      a: { value: "config:greeting", x: "config:count", y: "config:z", config: "other:key" },
    };
    await toy.ok("up", spec, "--config", "z=a=b", "--config", "count=4");
    const { value, x, y } = toy.saved()[0]?.inputs ?? {};
    assert.deepEqual([value, x, y], ["hello", "4", "a=b"]);
    assert.match(toy.allCalls(/configure/)[0] ?? "", / hello$/);
    assert.ok(toy.calls().includes('config {"deep":[1]}'), "the provider has every namespace");
  });

  it("refuses encrypted values, and takes them from the option or the environment", async () => {
    toy.write("Pulumi.dev.yaml", "encryptionsalt: v1:x\nconfig:\n  toy:pass-word:\n    secure: v1:abc\n");
    const refused = await toy.run("preview", { a: { value: "config:pass-word" } });
    assert.equal(refused.code, 1);
    assert.match(
      refused.output,
      /secure values: give toy:pass-word by --secret .*PULUMI_SECRET_TOY_PASS_WORD/,
    );
    await toy.ok("preview", { a: { value: "config:pass-word" } }, "--secret", `pass-word=${PLANTED}`);
    assert.deepEqual(toy.calls(), [`check a new "${PLANTED}"`]);
    toy.env = { PULUMI_SECRET_TOY_PASS_WORD: PLANTED };
    await toy.ok("preview", { a: { value: "config:pass-word" } });
    assert.deepEqual(toy.calls(), [`check a new "${PLANTED}"`]);
  });

  it("never writes nor prints a secret, whichever way it takes", async () => {
    const loud = {
      log: [
        [1, `logged ${PLANTED}`],
        [3, PLANTED],
      ],
      say: PLANTED,
      whisper: PLANTED,
    };
    const a = { value: `secret:${PLANTED}`, nested: { list: [`secret:${PLANTED}`] }, echo: PLANTED, ...loud };
    const first = await toy.run("up", { a, special: "log" }, "--secret", `p=${PLANTED}`, "--diff");
    assert.equal(first.code, 0, first.output);
    const bad = await toy.run("up", { a: { ...a, bad: [PLANTED] } }, "--secret", `p=${PLANTED}`);
    const failed = await toy.run("up", { a: { ...a, fail: ["update"] }, b: { value: "ref:a" } }, "--diff");
    const later = await toy.run("destroy", {}, "--diff");
    for (const { output } of [first, bad, failed, later]) assert.ok(!output.includes(PLANTED), output);
    assert.match(first.output, /logged \[secret\]/);
    assert.match(first.output, /^ {4}a: \[secret\]$/m);
    assert.match(first.output, /^ {6}\+ value: \[secret\]$/m);
  });

  it("saves a secret as [secret], and takes it as unchanged", async () => {
    const spec = { a: { value: `secret:${PLANTED}`, users: [{ secret: `secret:${PLANTED}` }] } };
    await toy.ok("up", spec);
    assert.ok(!toy.stateText().includes(PLANTED));
    const [a] = toy.saved();
    const kept = [a?.inputs["value"], a?.inputs["users"], a?.outputs["value"], a?.outputs["users"]];
    assert.deepEqual(kept, Array(4).fill("[secret]"));
    await toy.ok("preview", spec, "--expect-no-changes");
    assert.deepEqual(toy.calls(/diff/), ["diff a equal"]);
    await toy.ok("preview", spec, "--expect-no-changes", "--refresh");
  });

  it("hides the outputs that the program declares secret", async () => {
    const output = await toy.ok("up", { a: { opts: { additionalSecretOutputs: ["made"] } } });
    assert.match(output, /^ {4}aMade: \[secret\]$/m);
    assert.equal(toy.saved()[0]?.outputs["made"], "[secret]");
    assert.ok(!toy.stateText().includes("made a"));
  });

  it("prints every message of program and provider once a phase, but no debug line", async () => {
    const log = [
      [0, "debugged"],
      [1, "two\nlines"],
      [2, "careful"],
      [3, "terrible"],
    ];
    const output = await toy.ok("preview", { a: { log, say: "this", whisper: "that" }, special: "log" });
    const provider = ["said this", "whispered that", "two\nlines", "warning: careful", "error: terrible"];
    for (const line of [...provider, "an info line", "warning: a warning line", "a console line"]) {
      assert.equal(output.split(`\n${line}\n`).length, 2, `${line}\n${output}`);
    }
    assert.doesNotMatch(output, /debug/);
  });
});
