import assert from "node:assert/strict";
import { ConnectionError } from "../../../provider/errors";
import type { Response } from "../../../provider/http/pipeline";
import { decideRetry, type Outcome, retryAfter, retryRules } from "../../../provider/http/retry";
import { refusalOf } from "../../../provider/swr/codes";

const RULES = retryRules({ maxRetries: 5, retryBudget: 30_000 });

const NOW = new Date("2026-01-02T03:04:05Z");
const answer = (status: number, code?: string, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body: code === undefined ? "" : JSON.stringify({ error_code: code, error_msg: "x" }),
});
const decide = (
  method: "GET" | "POST" | "PATCH" | "DELETE",
  outcome: Outcome,
  attempt = 1,
  elapsed = 0,
): boolean =>
  decideRetry(RULES, refusalOf, method !== "POST", outcome, { attempt, elapsed, now: NOW, random: 1 }) !==
  undefined;

describe("retry", () => {
  const reset = new ConnectionError("reset", true);
  const refused = new ConnectionError("refused", false);
  const rows: [string, Outcome, boolean, boolean][] = [
    // The outcome; whether GET, PATCH and DELETE are sent again; whether POST is.
    ["429", answer(429), true, true],
    ["SWR's throttling 403", answer(403, "SVCSTG.SWR.4031032"), true, true],
    ["409 busy", answer(409, "SVCSTG.SWR.4090023"), true, true],
    ["408", answer(408), true, false],
    ["500", answer(500, "SVCSTG.SWR.5000090"), true, false],
    ["502", answer(502), true, false],
    ["503", answer(503), true, false],
    ["504", answer(504), true, false],
    ["a reset connection", reset, true, false],
    ["a refused connection, which does not heal in seconds", refused, false, false],
    ["403", answer(403, "SVCSTG.SWR.4037017"), false, false],
    ["401", answer(401, "APIGW.0301"), false, false],
    ["404", answer(404, "SVCSTG.SWR.4040010"), false, false],
    ["409 exists", answer(409, "SVCSTG.SWR.4090089"), false, false],
    ["501", answer(501), false, false],
    ["the throttling code with another status", answer(400, "SVCSTG.SWR.4031032"), false, false],
    ["the busy code with another status", answer(400, "SVCSTG.SWR.4090023"), false, false],
    ["200", answer(200), false, false],
  ];
  for (const [name, outcome, repeatable, post] of rows) {
    it(`${name}: ${repeatable ? "sent again" : "not sent again"}, POST ${post ? "sent again" : "not sent again"}`, () => {
      for (const method of ["GET", "PATCH", "DELETE"] as const)
        assert.equal(decide(method, outcome), repeatable, method);
      assert.equal(decide("POST", outcome), post);
    });
  }

  it("stops after the last retry and at the end of the budget", () => {
    assert.equal(decide("GET", answer(500), RULES.maxRetries), true);
    assert.equal(decide("GET", answer(500), RULES.maxRetries + 1), false);
    assert.equal(decide("GET", answer(500), 1, RULES.budget), false);
  });

  it("waits as long as the server says, but not beyond the budget", () => {
    const wait = (value: string): number | undefined =>
      decideRetry(RULES, refusalOf, true, answer(429, undefined, { "retry-after": value }), {
        attempt: 1,
        elapsed: 0,
        now: NOW,
        random: 0,
      })?.wait;
    assert.equal(wait("1"), 1000);
    assert.equal(wait("Fri, 02 Jan 2026 03:04:08 GMT"), 3000);
    assert.equal(wait("30"), RULES.budget);
    assert.equal(wait("30.001"), undefined);
    assert.equal(wait("86400"), undefined);
    assert.equal(wait("soon"), 0);
  });

  it("reads Retry-After in both forms", () => {
    assert.equal(retryAfter({ "retry-after": "2.5" }, NOW), 2500);
    assert.equal(retryAfter({ "retry-after": "Fri, 02 Jan 2026 03:04:04 GMT" }, NOW), 0);
    assert.equal(retryAfter({ "retry-after": "-3" }, NOW), undefined);
    assert.equal(retryAfter({ "retry-after": "0" }, NOW), 0);
    // An empty header does not ask for a retry at once.
    for (const value of ["", " "]) assert.equal(retryAfter({ "retry-after": value }, NOW), undefined);
    assert.equal(retryAfter({}, NOW), undefined);
  });

  it("doubles its own waits up to the cap", () => {
    const waits = [1, 2, 3, 4, 5].map(
      (attempt) =>
        decideRetry(RULES, refusalOf, true, answer(503), { attempt, elapsed: 0, now: NOW, random: 1 })?.wait,
    );
    assert.deepEqual(waits, [250, 500, 1000, 2000, 4000]);
  });
});
