import assert from "node:assert/strict";
import { readErrorBody } from "../../../provider/http/errorBody";
import type { Response } from "../../../provider/http/pipeline";
import { refusalOf } from "../../../provider/swr/codes";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

describe("error bodies", () => {
  const old = { errorCode: "SVCSTG.SWR.4040010", errorMessage: "no such image", detail: "" };
  const shapes: Record<string, unknown> = {
    array: [old],
    "both generations": {
      errors: [old],
      error_code: "SVCSTG.SWR.4040010",
      error_msg: "no such image",
      encoded_authorization_message: "",
    },
    "errors only": { errors: [old] },
    bare: old,
    gateway: { error_code: "SVCSTG.SWR.4040010", error_msg: "no such image", request_id: "r-1" },
    "details only": { details: [{ error_code: "SVCSTG.SWR.4040010", error_msg: "no such image" }] },
    Keystone: { error: { code: "SVCSTG.SWR.4040010", message: "no such image" } },
  };
  for (const [name, body] of Object.entries(shapes)) {
    it(`reads code and text: ${name}`, () => {
      const { code, text } = readErrorBody(answer(404, body));
      assert.equal(code, "SVCSTG.SWR.4040010");
      assert.equal(text, "no such image");
    });
  }

  it("takes the request id from the header, else from the body", () => {
    assert.equal(readErrorBody(answer(404, { request_id: "b" }, { "x-request-id": "h" })).requestId, "h");
    assert.equal(readErrorBody(answer(404, { request_id: "b" })).requestId, "b");
  });

  it("does not quote a page", () => {
    assert.deepEqual(readErrorBody(answer(502, "<html>Bad Gateway</html>")), {
      status: 502,
      text: "a page instead of an API answer",
    });
    assert.deepEqual(readErrorBody(answer(500, "")), { status: 500 });
  });

  it("distinguishes refused credentials from a missing right", () => {
    const isRefused = (status: number, body: unknown): boolean =>
      refusalOf(answer(status, body)) === "badCredentials";
    assert.equal(isRefused(401, { error_code: "APIGW.0301" }), true);
    assert.equal(isRefused(401, ""), true);
    assert.equal(isRefused(400, [{ errorCode: "SVCSTG.SWR.4001048" }]), true);
    assert.equal(isRefused(401, [{ errorCode: "SVCSTG.SWR.4011064" }]), false);
    assert.equal(isRefused(403, { error_code: "APIGW.0302" }), false);
  });
});
