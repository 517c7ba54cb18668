import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  authorizationHeader,
  canonicalRequest,
  sdkDate,
  type SignatureForm,
} from "../../../provider/http/sign";
import { type Emulator, startEmulator } from "../../../sandbox/emulator";
import { clientOf, PROJECT } from "../support/client";

// Made with the signer of the vendor's own npm package and checked by an independent implementation.
const KEY = { accessKey: "AKEXAMPLE0000000000A", secretKey: "SKexample/secret+key=0123456789abcdefghi" };
const HOST = "swr-api.eu-de.otc.t-systems.com";
const BASE = { "content-type": "application/json", host: HOST, "x-sdk-date": "20260102T030405Z" };
const BUSYBOX = `https://${HOST}/v2/manage/namespaces/group/repos/busybox/access`;
const USER = "fb3f175c1fd146ab8cdae3272be6107b";

const VECTORS = {
  A: {
    request: {
      method: "GET",
      url: `https://${HOST}/v2/manage/namespaces/group/repos/team$app/access`,
      headers: { ...BASE, "x-project-id": "0123456789abcdef0123456789abcdef" },
      body: "",
    },
    hash: "f8f60c00f31cb3fced506690bea7255162741383808af9fa7c57844179ff08f8",
    signature: "cd034ee003191c942ba7be496541d95200eebd80117d1ac1376db07faf0002ab",
  },
  B: {
    request: {
      method: "POST",
      url: BUSYBOX,
      headers: BASE,
      body: `[{"user_id":"${USER}","user_name":"user01","auth":1}]`,
    },
    hash: "036bd1f505cf4641f9a7eb0bab9db3edc4f11077b8ea3c2d56640636ca2f9339",
    signature: "f5a73dd7f47ef4665abb9bc482cfc106471f018b98e7fe57ea4d252228178639",
  },
  C: {
    request: {
      method: "GET",
      url: `https://${HOST}/v2/manage/repos?offset=0&limit=100&filter=namespace::group|name::a%20b`,
      headers: { ...BASE, "x-security-token": "tok/en+1=" },
      body: "",
    },
    hash: "810a687ca572d9803dd87c2b099314547a39f3fd8250e6e8ccd180f670590d97",
    signature: "00fff2b174b5b6bbbc3bad6df951c0096ba80287e0554bf24f1cff2195e9049e",
  },
  D: {
    request: { method: "DELETE", url: BUSYBOX, headers: BASE, body: `["${USER}"]` },
    hash: "1e7e05a5fa9f226d889df5c75e17fbbf28a12100c0a443db60c62e5791e21127",
    signature: "2fb34d5c97e84763912555475d864c7096c9c0f01850a881394b0f466d943c3c",
  },
};

describe("signature", () => {
  for (const [name, { request, hash, signature }] of Object.entries(VECTORS)) {
    it(`form Access, vector ${name}`, () => {
      assert.equal(createHash("sha256").update(canonicalRequest(request)).digest("hex"), hash);
      const names = Object.keys(request.headers).sort().join(";");
      assert.equal(
        authorizationHeader(request, KEY, "Access"),
        `SDK-HMAC-SHA256 Access=${KEY.accessKey}, SignedHeaders=${names}, Signature=${signature}`,
      );
    });
  }

  for (const [name, signature] of [
    ["A", "9011005fa9f2478fac705ea1f62ddc289ee75c57f06e3f45f00010795a7396cf"],
    ["B", "8d190fbee7746783a7794c5d4711c1150cfcb3e8feff4f2945cdf5c7e3adef4e"],
  ] as const) {
    it(`form Credential, vector ${name}`, () => {
      const { request } = VECTORS[name];
      const names = Object.keys(request.headers).sort().join(";");
      assert.equal(
        authorizationHeader(request, KEY, "Credential"),
        `SDK-HMAC-SHA256 Credential=${KEY.accessKey}/20260102///sdk_request, SignedHeaders=${names}, Signature=${signature}`,
      );
    });
  }

  it("form Credential signs with the key of the day, and with the key of the pair", () => {
    const { request } = VECTORS.A;
    const on = (day: string, pair: typeof KEY): string =>
      authorizationHeader(
        { ...request, headers: { ...request.headers, "x-sdk-date": `${day}T030405Z` } },
        pair,
        "Credential",
      );
    const pair = { ...KEY };
    const other = { ...KEY, secretKey: "another/secret" };
    for (const day of ["20260102", "20260103", "20260102"]) {
      assert.equal(on(day, pair), on(day, { ...KEY }));
      assert.notEqual(on(day, pair), on(day, other));
    }
  });

  it("canonical request of vector A, to the letter", () => {
    assert.equal(
      canonicalRequest(VECTORS.A.request),
      [
        "GET",
        "/v2/manage/namespaces/group/repos/team%24app/access/",
        "",
        "content-type:application/json",
        `host:${HOST}`,
        "x-project-id:0123456789abcdef0123456789abcdef",
        "x-sdk-date:20260102T030405Z",
        "",
        "content-type;host;x-project-id;x-sdk-date",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      ].join("\n"),
    );
  });

  it("signs %24 and $ alike, since both are the same path", () => {
    const spelled = (url: string, form: SignatureForm): string =>
      authorizationHeader({ ...VECTORS.A.request, url }, KEY, form);
    const { url } = VECTORS.A.request;
    assert.equal(spelled(url.replace("$", "%24"), "Access"), spelled(url, "Access"));
  });

  it("a header is signed without the blanks around it, as servers read it", () => {
    const signed = (token: string): string => {
      const headers = { ...VECTORS.A.request.headers, "x-security-token": token };
      return authorizationHeader({ ...VECTORS.A.request, headers }, KEY, "Access");
    };
    assert.equal(signed(" t "), signed("t"));
    assert.notEqual(signed("t"), signed("u"));
  });

  it("writes the date as the header wants it", () => {
    assert.equal(sdkDate(new Date("2026-01-02T03:04:05.678Z")), "20260102T030405Z");
  });
});

describe("signature, as the emulator checks it", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());

  it("holds for every character a name may have", async () => {
    const user = { id: "e".repeat(32), name: "o'neil (x)*! ~a+b%c&d=e/é$" };
    emulator.addUser(user);
    const found = await clientOf(emulator, PROJECT).iam.userByName(user.name);
    assert.deepEqual(found, { userId: user.id, userName: user.name });
  });
});
