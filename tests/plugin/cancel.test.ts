import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { InitFailed, PLUGIN, urnOf } from "../support/pluginProcess";
import { Plugged } from "../support/plugged";
import { accessCalls, granted, ID, PLACE } from "../support/stack";

const URN = urnOf("web");
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
const PROGRAM = { ...PLACE, users: [ALICE, BOB] };

/** Whatever the machine's speed: the request has arrived, and will never be answered. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(2);
}

describe("the plugin: cancelled", () => {
  const it0 = new Plugged(true);

  /** Requests of this method hang; answers a check of whether one has arrived. */
  function hang(method: string, when: "before" | "after"): () => boolean {
    const id = it0.emulator.fault({
      match: { method, path: "/access" },
      times: "forever",
      action: { hang: when },
    });
    return () => it0.emulator.faults().some((fault) => fault.id === id && fault.applied > 0);
  }
  const writes = (): string[] =>
    accessCalls(it0.emulator.requests()).filter((call) => !call.startsWith("GET"));
  const outcome = (call: Promise<unknown>): Promise<unknown> => call.catch((thrown: unknown) => thrown);

  it("while a write hangs: it is given up, nothing more is written, the state says what is so", async () => {
    const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
    const isMet = hang("POST", "before");
    const created = outcome(it0.plugin.create(URN, inputs));
    await until(isMet);
    await it0.plugin.cancel();
    const failure = await created;
    assert.ok(failure instanceof InitFailed, String(failure));
    assert.match(failure.reasons.join("\n"), /not sent: the run was cancelled/);
    assert.equal(writes().length, 1);
    assert.deepEqual([failure.properties["users"], granted(it0.emulator)], [[], []]);
    // The next run goes on from there.
    it0.emulator.clearFaults();
    await it0.plugin.configure({});
    await it0.plugin.update(URN, failure.id, { inputs, outputs: failure.properties }, inputs);
    assert.deepEqual(granted(it0.emulator), ["alice=7", "bob=1"]);
  });

  it("while a write that is done hangs: a read tells, and all is well", async () => {
    const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
    const isMet = hang("POST", "after");
    const created = it0.plugin.create(URN, inputs);
    await until(isMet);
    await it0.plugin.cancel();
    assert.deepEqual((await created).outputs["users"], [ALICE, BOB]);
    assert.equal(writes().length, 1);
    assert.deepEqual(granted(it0.emulator), ["alice=7", "bob=1"]);
  });

  it("while it waits before the next attempt: no write starts", async () => {
    const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
    const answer = { status: 429, headers: { "retry-after": "25" } };
    it0.emulator.fault({ match: { method: "POST", path: "/access" }, times: "forever", action: { answer } });
    const created = outcome(it0.plugin.create(URN, inputs));
    await until(() => /throttled \(429\); waiting 25/.test(it0.plugin.output));
    await it0.plugin.cancel();
    const failure = (await created) as grpc.ServiceError;
    assert.match(failure.details, /not sent: the run was cancelled/);
    assert.equal(writes().length, 1);
    assert.deepEqual(granted(it0.emulator), []);
  });

  it("what comes after it is refused, until the provider is configured anew", async () => {
    await it0.plugin.cancel();
    const failure = (await outcome(it0.plugin.create(URN, PROGRAM))) as grpc.ServiceError;
    assert.equal(grpc.status[failure.code], "CANCELLED");
    assert.match(failure.details, /the run was cancelled: nothing was done/);
    assert.deepEqual(it0.emulator.requests(), []);
    await it0.plugin.configure({});
    assert.deepEqual((await it0.plugin.check(URN, {}, PROGRAM)).failures, []);
  });

  it("customTimeouts end a create that takes longer", async () => {
    const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
    hang("POST", "before");
    const failure = await outcome(it0.plugin.create(URN, inputs, { timeout: 1 }));
    assert.match((failure as Error).message, /customTimeouts allow 1 s, which are over/);
    assert.equal(writes().length, 1);
  });

  it("a call that the engine gives up writes no more", async () => {
    const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
    const isMet = hang("GET", "before");
    const request = new pb.CreateRequest();
    request.setUrn(URN);
    request.setProperties(Struct.fromJavaScript(inputs));
    const call = it0.plugin.client.create(request, () => undefined);
    await until(isMet);
    call.cancel();
    it0.emulator.clearFaults();
    // The same connection: it is served after the cancellation was.
    await it0.plugin.version();
    await outcome(it0.plugin.read(URN, "team-a/web/app"));
    assert.deepEqual(writes(), []);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`ends by ${signal}, also with a write under way`, async () => {
      const { inputs } = await it0.plugin.check(URN, {}, PROGRAM);
      const isMet = hang("POST", "before");
      const created = outcome(it0.plugin.create(URN, inputs));
      await until(isMet);
      const exit = once(it0.plugin.child, "exit");
      it0.plugin.child.kill(signal);
      assert.deepEqual(await exit, [0, null]);
      assert.ok((await created) instanceof InitFailed);
    });

  it("ends with the engine that started it", async () => {
    // The engine is a shell here, which is killed; its child hears of it by its pipe, or by having another parent.
    const shell = spawn("sh", ["-c", `"$0" "$1" </dev/null & echo $! ; wait`, process.execPath, PLUGIN]);
    let output = "";
    shell.stdout.on("data", (data) => (output += String(data)));
    await until(() => output.trim().split("\n").length === 2);
    const [pid = ""] = output.split("\n");
    shell.kill("SIGKILL");
    await until(() => {
      try {
        process.kill(Number(pid), 0);
        return false;
      } catch {
        return true;
      }
    });
  });
});
