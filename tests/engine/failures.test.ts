import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { childrenOf } from "../support/processes";
import { eachToy, finish, type Toy, until } from "./support";

describe("offline engine: failures", function () {
  this.timeout(120_000);
  let toy: Toy;
  eachToy((made) => (toy = made));

  it("shows all check failures of a resource, before anything is done", async () => {
    const { code, output } = await toy.run("up", { a: { value: 1 }, b: { bad: ["no x", "no y"] } });
    assert.equal(code, 1);
    const start = "error: pulumi-nodejs:dynamic/toy:Thing resource 'b': property bad";
    for (const [i, reason] of ["no x", "no y"].entries()) {
      assert.ok(output.includes(`${start}[${String(i)}].permission has a problem: ${reason}\n`), output);
    }
    assert.doesNotMatch(output, /Updating/);
    assert.deepEqual(toy.allCalls(/create/), []);
  });

  it("forgets what could not be created, keeps the rest, and starts nothing more", async () => {
    const spec = { a: { value: 1, fail: ["create"] }, b: { value: "made:a" } };
    const { code, output } = await toy.run("up", {
      ok: {},
      a: { ...spec.a, opts: { dependsOn: ["ok"] } },
      b: spec.b,
    });
    assert.equal(code, 1);
    assert.match(output, /error: .*Thing resource 'a': create refused for a/);
    assert.deepEqual(
      toy.saved().map(({ name }) => name),
      ["ok"],
    );
    assert.deepEqual(toy.calls(/create/), ["create ok", "created ok", "create a"]);
    await toy.ok("up", { ok: {}, a: { value: 1 }, b: spec.b });
    assert.deepEqual(toy.calls(/create /), ["create a", "create b"]);
  });

  it("lets running steps finish after a failure, and saves them", async () => {
    const spec = { slow: { slow: 1500 }, a: { fail: ["create"] } };
    const { code } = await toy.run("up", spec);
    assert.equal(code, 1);
    assert.deepEqual(toy.calls(/created/), ["created slow"]);
    assert.deepEqual(
      toy.saved().map(({ name }) => name),
      ["slow"],
    );
  });

  it("keeps what was created in part, deletes nothing, and mends it next time", async () => {
    await toy.ok("up", { old: {} });
    const { code, output } = await toy.run("up", { a: { value: 1, fail: ["create-partly"] } });
    assert.equal(code, 1);
    assert.match(output, /resource 'a': \n\t\* first reason\n\t\* second reason\n/);
    const a = toy.saved().find(({ name }) => name === "a");
    assert.deepEqual(a?.initErrors, ["first reason", "second reason"]);
    assert.deepEqual([a.id, a.outputs["made"], a.outputs["value"]], ["a", "half", 1]);
    assert.deepEqual(toy.allCalls(/delete/), []);
    const same = { a: { value: 1, fail: ["create-partly"] } };
    assert.match(await toy.ok("preview", { ...same, old: {} }), /Thing a update$/m);
    assert.deepEqual(toy.calls(/diff a/), ["diff a equal"], "updated although nothing differs");
    await toy.ok("up", { ...same, old: {} });
    assert.deepEqual(toy.calls(/update/), ["update a"]);
    assert.deepEqual(toy.saved().find(({ name }) => name === "a")?.initErrors, []);
    assert.match(await toy.ok("preview", { ...same, old: {} }), /3 unchanged/);
  });

  it("keeps what was updated in part", async () => {
    await toy.ok("up", { a: { value: 1 } });
    assert.equal((await toy.run("up", { a: { value: 2, fail: ["update-partly"] } })).code, 1);
    const [a] = toy.saved();
    assert.deepEqual([a?.outputs["made"], a?.inputs["value"], a?.initErrors.length], ["half", 2, 2]);
  });

  it("keeps the old state where an update or a delete fails", async () => {
    await toy.ok("up", { a: { value: 1 }, b: { fail: ["delete"] } });
    assert.equal(
      (await toy.run("up", { a: { value: 2, fail: ["update"] }, b: { fail: ["delete"] } })).code,
      1,
    );
    assert.equal(toy.saved()[0]?.inputs["value"], 1);
    assert.equal((await toy.run("up", { a: { value: 1 } })).code, 1);
    assert.deepEqual(
      toy.saved().map(({ name }) => name),
      ["a", "b"],
    );
  });

  it("takes a replacement up again where it failed", async () => {
    await toy.ok("up", { a: { value: 1 } });
    assert.equal((await toy.run("up", { a: { key: "k", fail: ["create"] } })).code, 1);
    assert.deepEqual(
      toy.saved().map((one) => [one.name, one.delete]),
      [["a", false]],
    );
    assert.equal((await toy.run("up", { a: { key: "k", deleteFirst: true, fail: ["create"] } })).code, 1);
    assert.deepEqual(toy.saved(), []);
    await toy.ok("up", { a: { key: "k" } });
    assert.equal(toy.saved().length, 1);
  });

  for (const special of ["throw", "kill", "leave"]) {
    it(`deletes nothing when the program does this: ${special}`, async () => {
      await toy.ok("up", { a: {}, b: {} });
      const { code, output } = await toy.run("up", { special }, "--skip-preview");
      assert.notEqual(code, 0, output);
      const why = { throw: /thrown by the program/, kill: /program exited with SIGKILL/, leave: /program/ }[
        special
      ];
      assert.match(output, why ?? /-/);
      assert.deepEqual(toy.allCalls(/delete/), []);
      assert.equal(toy.saved().length, 2);
    });
  }

  it("refuses a second run, and takes the lock of a dead one over", async () => {
    const first = toy.start("up", { a: { slow: 3000 } });
    const result = finish(first);
    await until(() => toy.calls(/create a/).length > 0);
    const second = toy.start("up", { a: { slow: 3000 } });
    const refused = await finish(second);
    assert.equal(refused.code, 1);
    assert.match(refused.output, /another run is changing this stack/);
    assert.equal((await result).code, 0);
    const lock = `${toy.stateFile}.lock`;
    assert.ok(!existsSync(lock), "the lock is gone at the end");
    writeFileSync(lock, "999999999");
    await toy.ok("up", { a: { slow: 3000 } });
    assert.ok(!existsSync(lock));
  });

  it("goes on to the end when nobody reads its output any more", async () => {
    const run = toy.start("up", { a: { slow: 1000 } }, "--skip-preview");
    await until(() => toy.calls(/create a/).length > 0);
    const group = groupOf(run.pid ?? 0);
    run.stdout?.destroy();
    run.stderr?.destroy();
    await once(run, "close");
    assert.equal(run.exitCode, 0);
    assert.deepEqual(
      toy.saved().map(({ name }) => name),
      ["a"],
    );
    assert.deepEqual(group.filter(isAlive), []);
  });

  it("leaves no process behind when the state cannot be written", async () => {
    const spec = { a: { slow: 1500 }, b: { slow: 60_000 } };
    const run = toy.start("up", spec, "--skip-preview");
    const result = finish(run);
    await until(() => toy.calls(/create /).length === 2);
    const group = groupOf(run.pid ?? 0);
    rmSync(path.dirname(toy.stateFile), { recursive: true });
    toy.write(".sandbox", "a file where the folder was");
    const { code, output } = await result;
    assert.ok(code !== 0, output);
    assert.match(output, /ENOTDIR/);
    await until(() => !group.some(isAlive));
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    it(`${signal} ends everything, saves the state, and leaves no process behind`, async () => {
      const spec = { a: {}, b: { slow: 60_000, opts: { dependsOn: ["a"] } } };
      const run = toy.start("up", spec, "--skip-preview");
      const result = finish(run);
      await until(() => toy.calls(/create b/).length > 0);
      const pids = toy.allCalls(/configure/).map((line) => Number(line.split(" ")[1]));
      const group = groupOf(run.pid ?? 0);
      assert.ok(group.length >= 3 || !existsSync("/proc"), "the engine, the program and the provider host");
      run.kill(signal);
      const { code, output } = await result;
      assert.ok(code !== 0, output);
      assert.match(output, /cancelled/);
      assert.deepEqual([...group, ...pids].filter(isAlive), []);
      assert.deepEqual(
        toy.saved().map(({ name }) => name),
        ["a"],
      );
      assert.ok(!existsSync(`${toy.stateFile}.lock`));
    });
  }
});

/** A process and its children, where they can be told. */
const groupOf = (pid: number): number[] => [pid, ...childrenOf(pid)];

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
