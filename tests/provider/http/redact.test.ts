import assert from "node:assert/strict";
import fc from "fast-check";
import { SwrError, UnexpectedAnswerError } from "../../../provider/errors";
import { readErrorBody } from "../../../provider/http/errorBody";
import { compose, type Handler, type Response } from "../../../provider/http/pipeline";
import { createRedactor, SHORTEST_IN_DATA, withoutEcho, withRedaction } from "../../../provider/http/redact";
import { createTransport } from "../../../provider/http/transport";
import { failureOf, get, serve, type TestServer } from "../support/server";
import { percentBytes, unicodeEscaped } from "../support/quotes";

/** Any texts, and texts like the clouds' secrets, with characters that each encoding treats in another way. */
const secrets = fc.oneof(
  fc.string({ minLength: 8, maxLength: 60, unit: "binary" }),
  fc.string({
    minLength: 8,
    maxLength: 60,
    unit: fc.constantFrom(...Array.from("aZ09+/=-_~.!'()* \"\\<>&%$")),
  }),
);

/** Ways in which a body may quote a secret. */
const QUOTES: Record<string, (secret: string) => string> = {
  "as it is": (secret) => `<p>you sent ${secret}!</p>`,
  "in JSON": (secret) => JSON.stringify({ error_msg: `bad ${secret}`, error_code: secret }),
  "deep in JSON": (secret) => JSON.stringify({ errors: [{ errorCode: "x", errorMessage: secret }] }),
  "as a name in JSON": (secret) => JSON.stringify({ [secret]: 1, message: "m" }),
  "in JSON with escaped slashes": (secret) => JSON.stringify({ message: secret }).replaceAll("/", "\\/"),
  "in JSON, all escaped": (secret) => `{"message":"${unicodeEscaped(secret)}"}`,
  "in JSON that is cut off": (secret) => JSON.stringify({ message: secret }).slice(0, -1),
  "percent-encoded": (secret) => `/v3?token=${encodeURIComponent(secret)}&x`,
  "percent-encoded in small letters": (secret) => `/v3?token=${percentBytes(secret, /[\w.~-]/)}&x`,
  "percent-encoded, with a little spared": (secret) => `/v3/${percentBytes(secret, /[\w.~!'()*/+=$-]/)}`,
  "as a form": (secret) => new URLSearchParams({ token: secret }).toString(),
};

/** All that can be read from an answer: its text, decoded, and the parts of which a message is made. */
function readings(response: Response): string[] {
  const { body } = response;
  const decoded = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return [body, decoded(body), decoded(body.replaceAll("+", " ")), JSON.stringify(readErrorBody(response))];
}

describe("redaction", () => {
  let server: TestServer;
  before(async () => {
    server = await serve(({ body, headers }, response) => {
      const echoed = headers["x-echo"] === undefined ? {} : { "x-request-id": String(headers["x-echo"]) };
      response.writeHead(Number(headers["x-status"] ?? 400), echoed).end(body);
    });
  });
  after(() => server.stop());

  const handler = (...known: string[]): Handler =>
    compose(createTransport(1), withRedaction(createRedactor(known)));

  for (const [name, quote] of Object.entries(QUOTES))
    it(`a secret quoted ${name} is taken out`, async () => {
      await fc.assert(
        fc.asyncProperty(secrets, async (secret) => {
          const answer = await handler(secret)(get(server.url, { method: "POST", body: quote(secret) }));
          for (const text of readings(answer)) {
            assert.ok(!text.includes(secret), text);
            assert.ok(!text.includes(JSON.stringify(secret).slice(1, -1)), text);
          }
        }),
        { numRuns: 60 },
      );
    });

  for (const status of [201, 400])
    it(`a secret in a header of a ${String(status)} is taken out`, async () => {
      const headers = { "x-echo": "id-of-s3cr3t+key/", "x-status": String(status) };
      const answer = await handler("s3cr3t+key/")(get(server.url, { headers }));
      assert.equal(answer.headers["x-request-id"], "id-of-[secret]");
    });

  it("two secrets, of which one begins like the other, are both taken out whole", () => {
    assert.equal(
      createRedactor(["s3cr3t", "s3cr3t-longer"])("a s3cr3t-longer b s3cr3t"),
      "a [secret] b [secret]",
    );
  });

  it("a token of many thousand characters is taken out", () => {
    const token = "MIIabc+/=-_".repeat(3000);
    assert.equal(createRedactor([token])(`${token} ${encodeURIComponent(token)}!`), "[secret] [secret]!");
  });

  it("signatures and tokens are recognized by their shape and taken out", () => {
    const redact = createRedactor([]);
    assert.equal(
      redact(`SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=${"0a".repeat(32)}`),
      "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=[secret]",
    );
    for (const name of ["X-Auth-Token", "X-Subject-Token", "x-security-token"]) {
      assert.equal(redact(`${name}: MIIabc+/=, x`), `${name}: [secret], x`);
      assert.equal(redact(`{"${name}":"MIIabc"}`), `{"${name}":"[secret]"}`);
    }
  });

  it("the password for a proxy is recognized by its shape and taken out", () => {
    const redact = createRedactor([]);
    assert.equal(
      redact('"Proxy-Authorization: Basic c29tZWJvZHk6eA=="'),
      '"Proxy-Authorization: Basic [secret]"',
    );
    assert.equal(redact("the basic edition"), "the basic edition");
  });

  it("secrets are taken out wherever they stand in a text, and nothing else is", () => {
    const redact = createRedactor(["s3cr3t+k"]);
    assert.equal(
      redact("a s3cr3t+k, s3cr3t%2Bk, s3cr3t\\u002bk; s3cr3t&#43;k"),
      "a [secret], [secret], [secret]; [secret]",
    );
    for (const text of ["", "100%", "50%25", "a\\nb", "a &amp; b", "&#9999999;", "\\ud800", "s3cr3t k"])
      assert.equal(redact(text), text);
  });

  it("an empty secret, and one of three letters, take nothing out; one of four is taken out", () => {
    assert.equal(createRedactor(["", "all"])("all of it"), "all of it");
    assert.equal(createRedactor(["of i"])("all of it"), "all [secret]t");
  });

  it("a redirect counts as a refusal, and its text has no secret", async () => {
    const headers = { "x-status": "302" };
    const body = '{"error_msg":"you sent s3cr3t-key"}';
    const answer = await handler("s3cr3t-key")(get(server.url, { method: "POST", body, headers }));
    assert.equal(answer.body, '{"error_msg":"you sent [secret]"}');
  });

  it("a long refusal counts as a page, and nothing of it is kept", async () => {
    const body = JSON.stringify({ message: "x".repeat(70_000) });
    const answer = await handler("s3cr3t-key")(get(server.url, { method: "POST", body }));
    assert.equal(readErrorBody(answer).text, "a page instead of an API answer");
  });

  it("the answer to a login may have a token that is known already", async () => {
    const known = compose(
      () =>
        Promise.resolve({ status: 201, headers: { "x-subject-token": "t0ken-7", via: "t0ken-7" }, body: "" }),
      withRedaction(createRedactor(["t0ken-7"])),
    );
    assert.deepEqual((await known(get(server.url))).headers, {
      "x-subject-token": "t0ken-7",
      via: "[secret]",
    });
  });

  it("data that repeats a long secret is refused, not changed; other data passes", async () => {
    const answering = (body: unknown): Handler =>
      compose(
        () => Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(body) }),
        withoutEcho(createRedactor(["s3cr3t-key-of-40", "a-short-secret"], SHORTEST_IN_DATA)),
      );
    const error = await failureOf(answering({ users: [{ name: "s3cr3t%2Dkey-of-40" }] })(get(server.url)));
    assert.ok(error instanceof UnexpectedAnswerError);
    assert.match(error.message, /^team-a\/web\/app: the answer repeats a credential.*Check the endpoint/);
    await answering({ users: [{ name: "s3cr3t-key-of-4" }] })(get(server.url));
    await answering({ users: [{ name: "a-short-secret" }] })(get(server.url));
  });

  it("an answer without a secret stays as it is, data too", async () => {
    const body = '{"error_msg":"no such image","error_code":"SVCSTG.SWR.4040010"}';
    const answer = await handler("s3cr3t-key")(get(server.url, { method: "POST", body }));
    assert.equal(answer.body, body);
    const headers = { "x-status": "200" };
    const data = await handler("s3cr3t-key")(get(server.url, { method: "POST", body: " [1] ", headers }));
    assert.equal(data.body, " [1] ");
  });

  it("secrets are taken out of the messages of errors that the handlers below throw", async () => {
    const failing = compose(
      () => Promise.reject(new SwrError("the s3cr3t-key was refused")),
      withRedaction(createRedactor(["s3cr3t-key"])),
    );
    assert.equal((await failureOf(failing(get(server.url)))).message, "the [secret] was refused");
  });
});
