import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ConnectionError, UnexpectedAnswerError } from "../../../provider/errors";
import { createTransport } from "../../../provider/http/transport";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { always, deadAddress, failureOf, get, serve, stopServers } from "../support/server";

const SECRET = "s3cr3t-of-the-header";
const secretHeaders = { headers: { "x-auth-token": SECRET, authorization: `Signature=${SECRET}` } };

describe("transport", () => {
  afterEach(stopServers);

  it("keeps a connection and uses it again", async () => {
    const { url, received, connections } = await serve(always(200));
    const send = createTransport(4);
    for (let sent = 0; sent < 5; sent += 1) await send(get(url));
    assert.deepEqual([received.length, connections()], [5, 1]);
  });

  it("opens no more connections than it may", async () => {
    const { url, received, connections } = await serve(always(200));
    const send = createTransport(3);
    await Promise.all(Array.from({ length: 30 }, () => send(get(url))));
    assert.deepEqual([received.length, connections()], [30, 3]);
  });

  for (const status of [301, 302, 303, 307, 308])
    it(`${String(status)} is not followed: the other host gets nothing`, async () => {
      const other = await serve(always(200));
      const { url } = await serve(always(status, "", { location: `${other.url}/stolen` }));
      const answer = await createTransport(1)(get(url, secretHeaders));
      assert.equal(answer.status, status);
      assert.deepEqual(other.received, []);
    });

  it("sends path, headers and body unchanged, also in a DELETE", async () => {
    const { url, received } = await serve(always(204));
    const body = '["bäd","\\u0024"]';
    const path = "/v2/team$app/a%20b?x=%7C&y";
    const headers = { "content-type": "application/json", "x-project-id": "p" };
    await createTransport(1)(get(`${url}${path}`, { method: "DELETE", headers, body }));
    const [request] = received;
    assert.deepEqual([request?.method, request?.path, request?.body], ["DELETE", path, body]);
    assert.equal(request?.headers["content-type"], "application/json");
    assert.equal(request.headers["x-project-id"], "p");
  });

  it("returns the body as it came, whatever its content type, and header names in lower case", async () => {
    const { url } = await serve(always(200, ' {"a": 1} ', { "X-Request-Id": "r-1" }));
    const answer = await createTransport(1)(get(url));
    assert.deepEqual([answer.body, answer.headers["x-request-id"]], [' {"a": 1} ', "r-1"]);
  });

  it("returns an answer with any status, and throws for none", async () => {
    for (const status of [204, 400, 404, 500, 599]) {
      const { url } = await serve(always(status));
      assert.equal((await createTransport(1)(get(url))).status, status);
    }
  });

  it("refuses an answer that is too large with a sentence", async () => {
    const { url } = await serve(always(200, "x".repeat(9 * 1024 * 1024)));
    const error = await failureOf(createTransport(1)(get(url)));
    assert.ok(error instanceof UnexpectedAnswerError, inspect(error));
    assert.match(error.message, /larger than 8 MiB.*Check the endpoint/);
    assert.ok(error.message.includes(url));
  });

  it("refused connection: counts as not sent, the error names the address and what to do", async () => {
    const url = await deadAddress();
    const error = await failureOf(createTransport(1)(get(`${url}/v2`, secretHeaders)));
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.maybeSent, false);
    assert.equal(
      error.message,
      `${url}: connection refused (ECONNREFUSED). Check the endpoint and the network.`,
    );
  });

  it("unknown host: counts as not sent, the error names the host and what to do", async () => {
    const error = await failureOf(createTransport(1)(get("https://swr-api.nowhere.invalid/v2")));
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.maybeSent, false);
    // Without a network the resolver does not answer, which is another error.
    assert.match(
      error.message,
      /^https:\/\/swr-api\.nowhere\.invalid: (unknown host \(ENOTFOUND\)|the name could not be looked up \(EAI_AGAIN\))\. Check the endpoint/,
    );
  });

  it("a port that does not speak http: the error names the address", async () => {
    const { url } = await serve((_request, response) => response.socket?.end("SSH-2.0-x\r\n"));
    const error = await failureOf(createTransport(1)(get(url)));
    assert.ok(error instanceof ConnectionError && error.maybeSent);
    assert.ok(error.message.startsWith(`${url}: `), error.message);
  });
});

describe("transport against a faulty service", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  afterEach(() => {
    emulator.reset();
  });

  const answer = { status: 200, body: { id: 1, name: "x".repeat(200) } };
  const FAULTS = {
    "a body that is cut off": { answer, truncate: { bytes: 40 } },
    "a connection reset before the work": { drop: "before" },
    "a connection reset after the work": { drop: "after" },
  } as const;
  for (const [name, action] of Object.entries(FAULTS)) {
    it(`${name}: counts as perhaps carried out, the error names the address and what to do`, async () => {
      emulator.fault({ action });
      const error = await failureOf(createTransport(1)(get(`${emulator.url}/v2`)));
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.maybeSent, true);
      assert.match(error.message, /: the connection broke before the answer was complete .*[Tt]ry again/);
      assert.ok(error.message.startsWith(emulator.url));
    });

    it(`${name}: the error keeps nothing of the request, whose headers are secret`, async () => {
      emulator.fault({ action });
      const error = await failureOf(createTransport(1)(get(`${emulator.url}/v2`, secretHeaders)));
      assert.equal(error.cause, undefined);
      assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(SECRET));
    });
  }

  it("a refused connection keeps nothing of the request either", async () => {
    const error = await failureOf(createTransport(1)(get(await deadAddress(), secretHeaders)));
    assert.equal(error.cause, undefined);
    assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(SECRET));
  });
});
