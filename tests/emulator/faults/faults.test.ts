import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { ControlError, type Emulator, type Fault, startEmulator } from "../../../sandbox/emulator";
import { Client, emulated, granted, grantTo, type Reply, webApp } from "../support/client";

describe("faults", () => {
  let emulator: Emulator;
  let ci: Client;

  emulated((started) => {
    emulator = started;
    ci = new Client(emulator, "ci");
  });

  const live = (): string[] => granted(emulator, "team-a", "web/app");
  const grantBob = (): Promise<Reply> => ci.post(webApp, [grantTo("bob", 1)]);
  const fails = (promise: Promise<unknown>): Promise<void> => assert.rejects(promise, TypeError);
  const statuses = async (count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let at = 0; at < count; at += 1) seen.push((await ci.get(webApp)).status);
    return seen;
  };
  const teapot = { answer: { status: 418 } };

  describe("answer", () => {
    it("with status, headers and JSON, instead of the work", async () => {
      const answer = { status: 429, headers: { "Retry-After": "1" }, body: { busy: true } };
      emulator.fault({ action: { answer } });
      const reply = await grantBob();
      assert.deepEqual(
        [reply.status, reply.headers.get("retry-after"), reply.json],
        [429, "1", { busy: true }],
      );
      assert.match(reply.headers.get("content-type") ?? "", /json/);
      assert.match(reply.headers.get("x-request-id") ?? "", /^[0-9a-f]{32}$/);
      assert.deepEqual(live(), []);
    });

    it("with a text, which is HTML unless said otherwise", async () => {
      emulator.fault({ action: { answer: { status: 502, body: "<h1>Bad Gateway</h1>" } } });
      const html = await grantBob();
      assert.deepEqual([html.text, html.headers.get("content-type")], ["<h1>Bad Gateway</h1>", "text/html"]);
      const headers = { "Content-Type": "text/plain" };
      emulator.fault({ action: { answer: { status: 200, body: "{", headers } } });
      const plain = await grantBob();
      assert.deepEqual([plain.text, plain.headers.get("content-type")], ["{", "text/plain"]);
    });

    it("after the work was done all the same", async () => {
      emulator.fault({ action: { commit: true, answer: { status: 500 } } });
      assert.equal((await grantBob()).status, 500);
      assert.deepEqual(live(), ["bob:1"]);
    });

    it("with a redirection, with ten megabytes", async () => {
      emulator.fault({ action: { answer: { status: 302, headers: { location: "http://other.invalid/" } } } });
      assert.equal((await ci.get(webApp)).headers.get("location"), "http://other.invalid/");
      emulator.fault({ action: { answer: { status: 200, bodyBytes: 10_000_000 } } });
      assert.equal((await ci.get(webApp)).text.length, 10_000_000);
    });
  });

  describe("connection", () => {
    it("dropped before the work", async () => {
      emulator.fault({ action: { drop: "before" } });
      await fails(grantBob());
      assert.deepEqual(live(), []);
      const [entry] = emulator.requests();
      assert.deepEqual([entry?.status, entry?.clientGone, entry?.fault], [null, false, 1]);
    });

    it("dropped after the work", async () => {
      emulator.fault({ action: { drop: "after" } });
      await fails(grantBob());
      assert.deepEqual(live(), ["bob:1"]);
    });

    for (const [moment, left] of [
      ["before", []],
      ["after", ["bob:1"]],
    ] as const) {
      it(`never answered, ${moment} the work, until the client gives up`, async () => {
        emulator.fault({ action: { hang: moment } });
        const gone = new Promise((resolve) => emulator.onRequest(resolve));
        const leave = new AbortController();
        const asked = fetch(emulator.url + webApp, {
          method: "POST",
          headers: { "x-auth-token": emulator.issueToken({ user: "ci" }) },
          body: JSON.stringify([grantTo("bob", 1)]),
          signal: leave.signal,
        });
        while (emulator.faults()[0]?.applied !== 1) await new Promise((resolve) => setImmediate(resolve));
        leave.abort();
        await assert.rejects(asked, { name: "AbortError" });
        await gone;
        assert.deepEqual(live(), left);
        const [entry] = emulator.requests();
        assert.deepEqual([entry?.status, entry?.clientGone], [null, true]);
      });
    }

    it("cut in the middle of a body", async () => {
      emulator.fault({ action: { truncate: { bytes: 10 } } });
      const response = await open();
      assert.ok(Number(response.headers["content-length"]) > 10);
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      const [error] = (await once(response, "error")) as [NodeJS.ErrnoException];
      assert.equal(error.code, "ECONNRESET");
      assert.equal(Buffer.concat(chunks).length, 10);
    });

    it("ended early as if the body were complete", async () => {
      emulator.fault({ action: { truncate: { bytes: 10, end: "clean" } } });
      const { status, text, json } = await ci.get(webApp);
      assert.deepEqual([status, text.length, json], [200, 10, undefined]);
    });

    it("dripping piece by piece, of the true answer or of a scripted one", async () => {
      emulator.fault({ action: { drip: { bytes: 50, everyMs: 1 } } });
      assert.equal(((await ci.get(webApp)).json as { name: string }).name, "web/app");
      emulator.fault({ action: { drip: { everyMs: 1 }, answer: { status: 200, body: "slow" } } });
      let pieces = 0;
      const response = await open();
      response.on("data", () => (pieces += 1));
      await once(response, "end");
      assert.equal(pieces, 4);
    });

    function open(): Promise<IncomingMessage> {
      const headers = { "x-auth-token": emulator.issueToken({ user: "ci" }) };
      return new Promise((resolve, reject) => {
        get(emulator.url + webApp, { headers }, resolve).on("error", reject);
      });
    }
  });

  it("delay, and then do what else they say", async () => {
    emulator.fault({ action: { delayMs: 60, answer: { status: 503 } } });
    const begin = performance.now();
    assert.equal((await ci.get(webApp)).status, 503);
    // Timers may fire a little early, never this much.
    assert.ok(performance.now() - begin > 50);
  });

  describe("are applied", () => {
    it("once by default, or as often as told, from the n-th match on", async () => {
      emulator.fault({ action: teapot });
      assert.deepEqual(await statuses(3), [418, 200, 200]);
      emulator.fault({ action: teapot, nth: 2, times: 2 });
      assert.deepEqual(await statuses(5), [200, 418, 418, 200, 200]);
    });

    for (const times of ["forever", 0, -1] as const) {
      it(`always, with times ${String(times)}`, async () => {
        emulator.fault({ action: teapot, times, nth: 3 });
        assert.deepEqual(await statuses(6), [200, 200, 418, 418, 418, 418]);
      });
    }

    it("until they are cleared, all or one", async () => {
      const first = emulator.fault({ action: teapot, times: "forever" });
      emulator.fault({ action: { answer: { status: 419 } }, times: "forever" });
      assert.deepEqual(await statuses(1), [418]);
      emulator.clearFaults(first);
      assert.deepEqual(await statuses(1), [419]);
      assert.deepEqual(
        emulator.faults().map(({ matched, applied }) => [matched, applied]),
        [[2, 1]],
      );
      emulator.clearFaults();
      assert.deepEqual(await statuses(1), [200]);
    });

    const elsewhere = webApp.replace("web$app", "api");
    for (const [name, match, expected] of [
      ["method", { method: "get" }, [418, 201, 418]],
      ["path, decoded", { path: "web$app/access" }, [418, 418, 200]],
      ["path that was not sent", { path: "%24app" }, [200, 201, 200]],
      ["regular expression", { pathPattern: /repos\/api\b/ }, [200, 201, 418]],
      ["regular expression as text", { pathPattern: "^/v2/.*api" }, [200, 201, 418]],
      ["operation", { operation: "createUserRepositoryAuth" }, [200, 418, 200]],
      ["user", { user: "ci" }, [418, 418, 418]],
      ["another user", { user: "admin" }, [200, 201, 200]],
      ["several of these", { method: "GET", path: "api" }, [200, 201, 418]],
    ] satisfies [string, Fault["match"], number[]][]) {
      it(`to requests that match by ${name}`, async () => {
        emulator.fault({ match, action: teapot, times: "forever" });
        const replies = [await ci.get(webApp), await grantBob(), await ci.get(elsewhere)];
        assert.deepEqual(
          replies.map(({ status }) => status),
          expected,
        );
      });
    }

    it("to paths as sent and as decoded", async () => {
      const encoded = webApp.replace("$", "%24");
      emulator.fault({ match: { path: "%24app" }, action: teapot, times: "forever" });
      assert.deepEqual([(await ci.get(encoded)).status, (await ci.get(webApp)).status], [418, 200]);
      emulator.fault({ match: { path: "web$app" }, action: teapot, times: "forever" });
      assert.deepEqual([(await ci.get(encoded)).status, (await ci.get(webApp)).status], [418, 418]);
    });

    it("also to the login and to paths that do not exist", async () => {
      emulator.fault({ action: teapot, times: 2 });
      assert.equal((await ci.post("/v3/auth/tokens", {})).status, 418);
      assert.equal((await ci.get("/nowhere")).status, 418);
    });
  });

  it("are no leak, however many wait at once: nothing is said on stderr", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): number => warnings.push(warning);
    process.on("warning", listen);
    try {
      const slow = await startEmulator({ latencyMs: 100 });
      const caller = new Client(slow, "ci");
      await Promise.all(Array.from({ length: 20 }, () => caller.get(webApp)));
      await slow.stop();
    } finally {
      process.off("warning", listen);
    }
    assert.deepEqual(warnings, []);
  });

  it("are refused in a sentence if they make no sense", () => {
    for (const [fault, message] of [
      [{}, /must have required property 'action'/],
      [{ action: {} }, /action must NOT have fewer than 1 properties/],
      [{ action: { drop: "during" } }, /action.drop must be equal to one of the allowed values/],
      [{ action: { answer: {} } }, /action.answer must have required property 'status'/],
      [{ action: teapot, nth: 0 }, /nth must be >= 1/],
      [{ action: teapot, times: "often" }, /times must match pattern/],
      [{ action: teapot, match: { pathPattern: "(" } }, /pathPattern is not a regular expression/],
      [{ action: teapot, match: { url: "x" } }, /match must NOT have additional properties: "url"/],
    ] as const) {
      assert.throws(
        () => emulator.fault(fault as Fault),
        (error) => error instanceof ControlError && message.test(error.message),
      );
    }
    assert.deepEqual(emulator.faults(), []);
  });
});
