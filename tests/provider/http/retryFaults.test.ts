import assert from "node:assert/strict";
import { ConnectionError, UnexpectedAnswerError } from "../../../provider/errors";
import { compose, type Handler, type Request } from "../../../provider/http/pipeline";
import { retryRules, withRetry } from "../../../provider/http/retry";
import { refusalOf } from "../../../provider/swr/codes";
import { createTransport } from "../../../provider/http/transport";
import { type Emulator, type FaultAction, startEmulator } from "../../../sandbox/emulator";
import { granted, ID, PLACE } from "../../support/stack";
import { deadAddress, failureOf, get } from "../support/server";

const RULES = retryRules({ maxRetries: 5, retryBudget: 30_000 });

describe("retry against a faulty service", () => {
  let emulator: Emulator;
  let send: Handler;
  let waits: number[];
  let lines: string[];
  /** The clock in milliseconds, which the tests move, and the time that an attempt takes. */
  let time: number;
  let attemptTakes: number;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
    waits = [];
    lines = [];
    [time, attemptTakes] = [0, 0];
    const sleep = (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      return Promise.resolve();
    };
    send = compose(
      createTransport(1),
      withRetry(
        RULES,
        refusalOf,
        (line) => lines.push(line),
        sleep,
        () => time,
      ),
      (next) => (request) => {
        time += attemptTakes;
        return next(request);
      },
    );
    emulator.grant({ ...PLACE, user: "bob", auth: 1 });
  });

  const BODIES = {
    GET: undefined,
    POST: JSON.stringify([{ user_id: ID.alice, user_name: "alice", auth: 7 }]),
    PATCH: JSON.stringify([{ user_id: ID.bob, user_name: "bob", auth: 3 }]),
    DELETE: JSON.stringify([ID.bob]),
  };
  const request = (method: Request["method"]): Request => {
    const body = BODIES[method];
    return get(`${emulator.url}/v2/manage/namespaces/team-a/repos/web$app/access`, {
      method,
      headers: { "x-auth-token": emulator.issueToken({ user: "ci" }), "content-type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
  };
  const statuses = (): (number | null)[] => emulator.requests().map(({ status }) => status);
  const THROTTLED = { status: 403, body: [{ errorCode: "SVCSTG.SWR.4031032", errorMessage: "slow down" }] };
  const BUSY = { status: 409, body: [{ errorCode: "SVCSTG.SWR.4090023", errorMessage: "busy" }] };

  it("429: waits as long as the server asks for, then sends again", async () => {
    emulator.fault({ action: { answer: { status: 429, headers: { "Retry-After": "1" } } } });
    assert.equal((await send(request("GET"))).status, 200);
    assert.deepEqual(waits, [1000]);
    assert.deepEqual(statuses(), [429, 200]);
  });

  it("429 with a long wait: a line names the object, the reason and the attempt", async () => {
    emulator.fault({ action: { answer: { status: 429, headers: { "Retry-After": "7" } } } });
    await send(request("GET"));
    assert.deepEqual(lines, ["team-a/web/app: throttled (429); waiting 7.0 s before attempt 2 of 6"]);
  });

  for (const [words, answer] of Object.entries({
    "throttled (403)": { status: 403, body: [{ errorCode: "SVCSTG.SWR.4031032" }] },
    "busy (409)": { status: 409, body: [{ errorCode: "SVCSTG.SWR.4090023" }] },
    "status 503": { status: 503 },
  }))
    it(`the line says the reason: ${words}`, async () => {
      emulator.fault({ action: { answer: { ...answer, headers: { "Retry-After": "7" } } } });
      await send(request("GET"));
      assert.deepEqual(lines, [`team-a/web/app: ${words}; waiting 7.0 s before attempt 2 of 6`]);
    });

  it("an attempt that hung and is repeated at once: the line says how long it took", async () => {
    attemptTakes = 15_000;
    emulator.fault({ action: { drop: "before" } });
    await send(request("GET"));
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? "",
      /^team-a\/web\/app: no answer after 15\.0 s; waiting 0\.\d s before attempt 2 of 6$/,
    );
  });

  it("many short attempts: one line each time two seconds have passed since the last", async () => {
    attemptTakes = 900;
    const headers = { "Retry-After": "0.3" };
    emulator.fault({ action: { answer: { status: 429, headers } }, times: "forever" });
    await send(request("GET"));
    assert.deepEqual(lines, [
      "team-a/web/app: throttled (429) after 2.1 s; waiting 0.3 s before attempt 3 of 6",
      "team-a/web/app: throttled (429) after 2.1 s; waiting 0.3 s before attempt 5 of 6",
    ]);
  });

  it("a long wait after a long attempt: the line says both times", async () => {
    attemptTakes = 14_000;
    emulator.fault({ action: { answer: { status: 429, headers: { "Retry-After": "7" } } } });
    await send(request("GET"));
    assert.deepEqual(lines, [
      "team-a/web/app: throttled (429) after 14.0 s; waiting 7.0 s before attempt 2 of 6",
    ]);
  });

  it("attempts and waits of less than two seconds make no line", async () => {
    attemptTakes = 900;
    emulator.fault({ action: { answer: { status: 429, headers: { "Retry-After": "1" } } } });
    await send(request("GET"));
    assert.deepEqual(lines, []);
  });

  for (const method of ["GET", "PATCH", "DELETE"] as const) {
    for (const status of [408, 500, 502, 503, 504])
      it(`${method} is sent again after ${String(status)}`, async () => {
        emulator.fault({ action: { answer: { status } } });
        assert.ok((await send(request(method))).status < 300);
        assert.equal(emulator.requests().length, 2);
      });

    it(`${method} is sent again after a lost connection`, async () => {
      emulator.fault({ action: { drop: "before" } });
      assert.ok((await send(request(method))).status < 300);
      assert.equal(emulator.requests().length, 2);
    });
  }

  for (const [name, action] of Object.entries<FaultAction>({
    "500": { answer: { status: 500 } },
    "503": { answer: { status: 503 } },
    "503 that was carried out": { answer: { status: 503 }, commit: true },
  }))
    it(`POST is not sent again after ${name}`, async () => {
      emulator.fault({ action });
      assert.equal((await send(request("POST"))).status, action.answer?.status);
      assert.equal(emulator.requests().length, 1);
      assert.deepEqual(waits, []);
    });

  for (const drop of ["before", "after"] as const)
    it(`POST is not sent again when the connection is lost ${drop} the work`, async () => {
      emulator.fault({ action: { drop } });
      const error = await failureOf(send(request("POST")));
      assert.ok(error instanceof ConnectionError && error.maybeSent);
      assert.equal(emulator.requests().length, 1);
    });

  for (const [name, answer] of Object.entries({ "429": { status: 429 }, THROTTLED, BUSY }))
    it(`POST refused before anything was done is sent again: ${name}`, async () => {
      emulator.fault({ action: { answer } });
      assert.ok((await send(request("POST"))).status < 300);
      assert.deepEqual(granted(emulator), ["alice=7", "bob=1"]);
      assert.equal(emulator.requests().length, 2);
    });

  it("gives up after the last retry with the last answer", async () => {
    emulator.fault({ action: { answer: { status: 503 } }, times: "forever" });
    assert.equal((await send(request("GET"))).status, 503);
    assert.equal(emulator.requests().length, 1 + RULES.maxRetries);
    assert.equal(waits.length, RULES.maxRetries);
  });

  it("does not wait beyond the budget, whatever the server asks for", async () => {
    const headers = { "Retry-After": "14" };
    emulator.fault({ action: { answer: { status: 429, headers } }, times: "forever" });
    assert.equal((await send(request("GET"))).status, 429);
    assert.deepEqual(waits, [14_000, 14_000]);
  });

  it("the time of attempts counts into the budget, like waits", async () => {
    attemptTakes = 16_000;
    emulator.fault({ action: { drop: "before" }, times: "forever" });
    await failureOf(send(request("GET")));
    assert.equal(emulator.requests().length, 2);
  });

  it("without another clock the machine's own counts", async () => {
    const patient = { ...RULES, budget: 0 };
    const noWait = (): Promise<void> => Promise.resolve();
    emulator.fault({ action: { answer: { status: 503 } }, times: "forever" });
    await compose(
      createTransport(1),
      withRetry(patient, refusalOf, () => undefined, noWait),
    )(request("GET"));
    assert.equal(emulator.requests().length, 1);
  });

  it("an answer that is too large is not asked for again", async () => {
    const body = "x".repeat(9 * 1024 * 1024);
    emulator.fault({ action: { answer: { status: 200, body } }, times: "forever" });
    assert.ok((await failureOf(send(request("GET")))) instanceof UnexpectedAnswerError);
    assert.equal(emulator.requests().length, 1);
  });

  describe("an earlier attempt that may have been carried out counts, whatever the last answer is", () => {
    const throttled: FaultAction = { answer: { status: 429, headers: { "Retry-After": "1" } } };

    for (const [name, method, first, expected] of [
      ["a write that was answered with 503, then throttled", "PATCH", { answer: { status: 503 } }, true],
      ["a write whose connection was lost, then throttled", "DELETE", { drop: "after" }, true],
      ["a write that was only throttled", "PATCH", throttled, undefined],
      ["a read, which does nothing", "GET", { answer: { status: 503 } }, undefined],
    ] as const)
      it(`${name}: ${expected === true ? "perhaps" : "not"} done`, async () => {
        emulator.fault({ action: first });
        emulator.fault({ action: throttled, times: "forever" });
        const { status, maybeDone } = await send(request(method));
        assert.deepEqual([status, maybeDone], [429, expected]);
      });

    for (const [method, maybeSent] of [
      ["PATCH", true],
      ["GET", false],
    ] as const)
      it(`${method}: an answer of 503, then no connection: ${maybeSent ? "perhaps" : "not"} done`, async () => {
        const dead = await deadAddress();
        emulator.fault({ action: { answer: { status: 503 } } });
        let attempts = 0;
        const moving = compose(
          createTransport(1),
          withRetry(
            RULES,
            refusalOf,
            () => undefined,
            () => Promise.resolve(),
          ),
          (next) => (it1) => next((attempts += 1) === 1 ? it1 : { ...it1, url: dead }),
        );
        const error = await failureOf(moving(request(method)));
        assert.ok(error instanceof ConnectionError);
        assert.match(error.message, /connection refused/);
        assert.equal(error.maybeSent, maybeSent);
      });
  });

  it("a request that is refused as wrong is not sent again", async () => {
    const missing = { ...request("GET"), url: `${emulator.url}/v2/manage/namespaces/nowhere/access` };
    assert.equal((await send(missing)).status, 404);
    await failureOf(send(get(await deadAddress())));
    assert.deepEqual(statuses(), [404]);
    assert.deepEqual(waits, []);
  });
});
