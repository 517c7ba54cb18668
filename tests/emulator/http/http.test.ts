import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { Client, codeOf, emulated, granted, grantTo, idOf, send, webApp } from "../support/client";

/** What clients send that nobody here wrote. */
describe("HTTP", () => {
  let emulator: Emulator;
  let token: string;

  emulated((started) => {
    emulator = started;
    token = emulator.issueToken({ user: "ci" });
  });

  /** Sends bytes as they are and returns all that comes back until the connection is closed. */
  async function raw(text: string): Promise<string> {
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    socket.end(text);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(socket, "close");
    return Buffer.concat(chunks).toString();
  }

  const head = (first: string, ...headers: string[]): string =>
    [`${first} HTTP/1.1`, "host: x", `x-auth-token: ${token}`, "connection: close", ...headers, "", ""].join(
      "\r\n",
    );

  it("takes any content type of JSON, and none", async () => {
    for (const type of [
      "application/json;charset=utf8",
      "text/plain",
      "garbage; ;=",
      "multipart/form-data",
      "",
    ]) {
      const body = JSON.stringify([grantTo("bob", 1)]);
      const header = type === "" ? [] : [`content-type: ${type}`];
      const length = `content-length: ${String(Buffer.byteLength(body))}`;
      assert.match(await raw(head(`POST ${webApp}`, length, ...header) + body), /^HTTP\/1.1 201 /, type);
      emulator.revoke({ organization: "team-a", repository: "web/app", user: "bob" });
    }
  });

  it("takes chunked bodies, also of a DELETE", async () => {
    const chunked = (text: string): string =>
      `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    const post =
      head(`POST ${webApp}`, "transfer-encoding: chunked") + chunked(JSON.stringify([grantTo("bob", 1)]));
    assert.match(await raw(post), /^HTTP\/1.1 201 /);
    assert.deepEqual(granted(emulator, "team-a", "web/app"), ["bob:1"]);
    const remove =
      head(`DELETE ${webApp}`, "transfer-encoding: chunked") + chunked(JSON.stringify([idOf("bob")]));
    assert.match(await raw(remove), /^HTTP\/1.1 204 /);
    assert.deepEqual(granted(emulator, "team-a", "web/app"), []);
  });

  it("takes a body on GET, unknown headers and query parameters, a slash at the end", async () => {
    assert.match(await raw(`${head(`GET ${webApp}`, "content-length: 2")}{}`), /^HTTP\/1.1 200 /);
    const headers = { "x-auth-token": token, "x-language": "en-us" };
    assert.equal((await send(`${emulator.url}${webApp}/?region=x&a%20b`, "GET", headers)).status, 200);
  });

  it("answers HEAD without a body", async () => {
    const answer = await send(emulator.url + webApp, "HEAD", { "x-auth-token": token });
    assert.deepEqual([answer.status, answer.text], [200, ""]);
  });

  it("keeps connections alive", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 5; count += 1) {
      const sent = request(emulator.url + webApp, { agent, headers: { "x-auth-token": token } }).end();
      const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream];
      ports.add(sent.socket?.localPort);
      response.resume();
      await once(response, "end");
    }
    agent.destroy();
    assert.equal(ports.size, 1);
  });

  it("answers each request with an id of its own, which the log knows", async () => {
    const ci = new Client(emulator, "ci");
    const replies = [
      await ci.get(webApp),
      await ci.get("/nowhere"),
      await ci.patch(webApp, "{"),
      await ci.get("/%zz"),
    ];
    const ids = replies.map(({ headers }) => headers.get("x-request-id"));
    assert.equal(new Set(ids).size, 4);
    assert.deepEqual(
      emulator.requests().map(({ requestId }) => requestId),
      ids,
    );
    assert.equal((replies[1]?.json as { request_id: string }).request_id, ids[1]);
  });

  describe("is refused by the API, never by the framework:", () => {
    const expectCode = async (answer: string, status: number, code: string): Promise<void> => {
      assert.match(answer, new RegExp(`^HTTP/1.1 ${String(status)} `));
      assert.ok(answer.includes(`"${code}"`), answer);
      await Promise.resolve();
    };

    for (const method of ["PUT", "OPTIONS", "PROPFIND", "PURGE", "TRACE"]) {
      it(`method ${method} of a known path`, async () =>
        expectCode(await raw(head(`${method} ${webApp}`)), 404, "APIGW.0101"));
    }

    it("an unknown path", async () =>
      expectCode(await raw(head("GET /v2/manage/nothing")), 404, "APIGW.0101"));

    it("bad percent-encoding", async () => {
      await expectCode(await raw(head("GET /v2/manage/%zz")), 400, "APIGW.0201");
      await expectCode(await raw(head(`GET ${webApp.replace("web$app", "%c0")}`)), 400, "APIGW.0201");
    });

    it("what is not HTTP", async () => expectCode(await raw("nonsense\r\n\r\n"), 400, "APIGW.0201"));

    it("headers over the limit", async () =>
      expectCode(await raw(head("GET /", `x-long: ${"x".repeat(20_000)}`)), 494, "APIGW.0201"));

    it("a very long path", async () =>
      expectCode(await raw(head(`GET /v2/manage/namespaces/${"a".repeat(9000)}`)), 414, "APIGW.0201"));

    it("a body over the limit", async () => {
      const answer = await send(
        emulator.url + webApp,
        "POST",
        { "x-auth-token": token },
        "x".repeat(13 * 1024 * 1024),
      );
      assert.deepEqual([answer.status, codeOf(answer)], [413, "APIGW.0201"]);
    });

    it("bytes that are no text", async () => {
      const body = Buffer.from([0xff, 0xfe, 0x00]);
      const answer = await fetch(emulator.url + webApp, {
        method: "POST",
        headers: { "x-auth-token": token },
        body,
      });
      assert.deepEqual([answer.status, (await answer.text()).includes("4000014")], [400, true]);
    });
  });

  it("survives a client that leaves in the middle of its body", async () => {
    const gone = new Promise((resolve) => emulator.onRequest(resolve));
    const socket = connect(Number(new URL(emulator.url).port), "127.0.0.1");
    socket.write(`${head(`POST ${webApp}`, "content-length: 100")}[`);
    while (emulator.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await gone;
    const [entry] = emulator.requests();
    assert.deepEqual([entry?.status, entry?.clientGone], [null, true]);
    assert.equal((await send(`${emulator.url}/v3`)).status, 200);
  });

  it("stops at once, with requests that hang and connections kept alive", async () => {
    const other = await startEmulator();
    await send(`${other.url}/v3`);
    other.fault({ action: { hang: "before" } });
    const hanging = assert.rejects(fetch(`${other.url}/v3`), TypeError);
    while (other.faults()[0]?.applied !== 1) await new Promise((resolve) => setImmediate(resolve));
    await other.stop();
    await hanging;
    await assert.rejects(fetch(`${other.url}/v3`), TypeError);
    await other.stop();
  });
});
