import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "node:http";
import fc from "fast-check";
import { defaultSeed, type Emulator, startEmulator } from "../../../sandbox/emulator";
import { canonicalRequest, expectedSignature } from "../../../sandbox/emulator/auth/signature";
import { canonical, sign, type Unsigned } from "../support/sign";

const accessKey = "AKEXAMPLE0000000000A";
const secretKey = "SKexample/secret+key=0123456789abcdefghi";
const securityToken = "tok/en+1=";
const date = "20260102T030405Z";
const host = "swr-api.eu-de.otc.t-systems.com";
const common = { "content-type": "application/json", host, "x-sdk-date": date };
const busybox = "/v2/manage/namespaces/group/repos/busybox/access";
const scope = "20260102///sdk_request";

interface Vector extends Unsigned {
  name: string;
  /** The path with query as it goes over the wire. */
  wire: string;
  hash: string;
  access: string;
  credential?: string;
  temporary?: boolean;
}

/** Published examples, computed by the vendors' own signers. */
const vectors: Vector[] = [
  {
    name: "A: GET, a slash in the name, project id signed",
    method: "GET",
    path: "/v2/manage/namespaces/group/repos/team$app/access",
    wire: "/v2/manage/namespaces/group/repos/team$app/access",
    headers: { ...common, "x-project-id": "0123456789abcdef0123456789abcdef" },
    hash: "f8f60c00f31cb3fced506690bea7255162741383808af9fa7c57844179ff08f8",
    access: "cd034ee003191c942ba7be496541d95200eebd80117d1ac1376db07faf0002ab",
    credential: "9011005fa9f2478fac705ea1f62ddc289ee75c57f06e3f45f00010795a7396cf",
  },
  {
    name: "B: POST with a body",
    method: "POST",
    path: busybox,
    wire: busybox,
    headers: common,
    body: '[{"user_id":"fb3f175c1fd146ab8cdae3272be6107b","user_name":"user01","auth":1}]',
    hash: "036bd1f505cf4641f9a7eb0bab9db3edc4f11077b8ea3c2d56640636ca2f9339",
    access: "f5a73dd7f47ef4665abb9bc482cfc106471f018b98e7fe57ea4d252228178639",
    credential: "8d190fbee7746783a7794c5d4711c1150cfcb3e8feff4f2945cdf5c7e3adef4e",
  },
  {
    name: "C: GET with a query, temporary key",
    method: "GET",
    path: "/v2/manage/repos",
    query: [
      ["offset", "0"],
      ["limit", "100"],
      ["filter", "namespace::group|name::a b"],
    ],
    wire: "/v2/manage/repos?offset=0&limit=100&filter=namespace::group%7Cname::a+b",
    headers: { ...common, "x-security-token": securityToken },
    hash: "810a687ca572d9803dd87c2b099314547a39f3fd8250e6e8ccd180f670590d97",
    access: "00fff2b174b5b6bbbc3bad6df951c0096ba80287e0554bf24f1cff2195e9049e",
    temporary: true,
  },
  {
    name: "D: DELETE with a body",
    method: "DELETE",
    path: busybox,
    wire: busybox,
    headers: common,
    body: '["fb3f175c1fd146ab8cdae3272be6107b"]',
    hash: "1e7e05a5fa9f226d889df5c75e17fbbf28a12100c0a443db60c62e5791e21127",
    access: "2fb34d5c97e84763912555475d864c7096c9c0f01850a881394b0f466d943c3c",
  },
];

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const signatureIn = (authorization: string): string | undefined => /Signature=(\w+)/.exec(authorization)?.[1];

for (const vector of vectors) {
  describe(`signature vector ${vector.name}`, () => {
    let emulator: Emulator;
    const forms: [string, string, { scope?: string }][] = [
      ["Access", vector.access, {}],
      ...(vector.credential === undefined
        ? []
        : [["Credential", vector.credential, { scope }] satisfies [string, string, object]]),
    ];

    before(async () => {
      emulator = await startVectorEmulator(vector.temporary === true);
    });
    after(() => emulator.stop());

    it("has the documented canonical request, in the tests and in the emulator", () => {
      const signed = Object.keys(vector.headers);
      const { method, headers, wire: url } = vector;
      const body = Buffer.from(vector.body ?? "");
      assert.equal(sha256(canonical(vector)), vector.hash);
      assert.equal(sha256(canonicalRequest({ method, url, headers, body }, signed)), vector.hash);
    });

    for (const [form, expected, scoped] of forms) {
      it(`form ${form}: signed alike by the tests and the emulator`, () => {
        const { method, headers, wire: url } = vector;
        const body = Buffer.from(vector.body ?? "");
        const authorization = { accessKey, signedHeaders: Object.keys(headers), signature: "", ...scoped };
        assert.equal(signatureIn(sign(vector, { accessKey, secretKey, ...scoped })), expected);
        assert.equal(expectedSignature({ method, url, headers, body }, authorization, secretKey), expected);
      });

      it(`form ${form}: the request itself is let in`, async () => {
        const authorization = sign(vector, { accessKey, secretKey, ...scoped });
        assert.notEqual(await statusOf(emulator, vector, authorization), 401);
        assert.equal(emulator.requests().at(-1)?.user, "example");
      });

      it(`form ${form}: with one hex digit changed it is not`, async () => {
        const authorization = sign(vector, { accessKey, secretKey, ...scoped });
        const forged = authorization.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
        assert.equal(await statusOf(emulator, vector, forged), 401);
      });
    }
  });
}

describe("canonical requests", () => {
  it("are the same in the tests and in the emulator, whatever path and query hold", () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((value) => !/[/\ud800-\udfff]/.test(value));
    const query = fc.array(fc.tuple(text, text));
    fc.assert(
      fc.property(text, query, (segment, pairs) => {
        const url = `/v2/${encodeURIComponent(segment)}?${new URLSearchParams(pairs).toString()}`;
        const signed: Unsigned = { method: "GET", path: `/v2/${segment}`, query: pairs, headers: common };
        const { method, headers } = signed;
        const emulated = canonicalRequest(
          { method, url, headers, body: Buffer.alloc(0) },
          Object.keys(headers),
        );
        assert.equal(emulated, canonical(signed));
      }),
      {
        examples: [
          [
            " ",
            [
              ["& ", " "],
              ["&", " "],
            ],
          ],
          [
            "a!'()*$ +~",
            [
              ["q", "b&=;"],
              ["q", "a"],
              ["Q", ""],
            ],
          ],
        ],
      },
    );
  });
});

function startVectorEmulator(temporary: boolean): Promise<Emulator> {
  const example = {
    id: "0123456789abcdef0123456789abcdef",
    name: "example",
    accessKey,
    secretKey,
    ...(temporary ? { securityToken } : {}),
  };
  return startEmulator({
    seed: { ...defaultSeed, users: [...defaultSeed.users, example] },
    now: () => Date.parse("2026-01-02T03:04:05Z"),
  });
}

/** fetch would not let the Host header be chosen. */
function statusOf({ url }: Emulator, vector: Vector, authorization: string): Promise<number> {
  const { port } = new URL(url);
  const { method, wire: path, body = "" } = vector;
  // Without a length Node sends the body of a DELETE outside the request.
  const headers = { ...vector.headers, authorization, "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
