import assert from "node:assert/strict";
import { AuthenticationError, UnavailableError } from "../../../provider/errors";
import { withAuth } from "../../../provider/http/auth";
import { compose } from "../../../provider/http/pipeline";
import { refusalOf } from "../../../provider/swr/codes";
import { fixedIdentity, type Identity, renewingIdentity } from "../../../provider/http/proof";
import { createTransport } from "../../../provider/http/transport";
import { always, failureOf, get, serve, stopServers } from "../support/server";

const MINUTE = 60_000;
const SCOPE = { iam: "https://iam.example.com" };

describe("proof of identity that expires", () => {
  let now: number;
  let issued: number;
  /** The error with which the next attempts to get a proof fail. */
  let failing: Error | undefined;
  beforeEach(() => {
    [now, issued, failing] = [Date.parse("2026-03-01T10:00:00Z"), 0, undefined];
  });

  /** An identity whose proofs live for so many minutes. */
  const living = (minutes: number): Identity =>
    renewingIdentity(
      () => {
        if (failing !== undefined) return Promise.reject(failing);
        issued += 1;
        const proof = { method: "token", token: `t${String(issued)}` } as const;
        return Promise.resolve({ proof, expiresAt: new Date(now + minutes * MINUTE) });
      },
      ({ iam }) => iam,
      () => new Date(now),
    );
  const tokenOf = async (identity: Identity): Promise<string> => {
    const proof = await identity.proofFor(SCOPE);
    return proof.method === "token" ? proof.token : "";
  };

  for (const [name, life, renewal] of [
    ["a day: renewed ten minutes before its end", 24 * 60, 24 * 60 - 10],
    ["half an hour: the same", 30, 20],
    ["ten minutes: after half of its life", 10, 5],
  ] as const)
    it(`lives ${name}`, async () => {
      const identity = living(life);
      const start = now;
      assert.equal(await tokenOf(identity), "t1");
      now = start + renewal * MINUTE - 1;
      assert.equal(await tokenOf(identity), "t1");
      now = start + renewal * MINUTE;
      assert.equal(await tokenOf(identity), "t2");
    });

  it("while a renewal fails, the old one is used until it expires, and not a moment longer", async () => {
    const identity = living(60);
    const start = now;
    await tokenOf(identity);
    failing = new UnavailableError("IAM is down");
    now = start + 60 * MINUTE - 1;
    assert.equal(await tokenOf(identity), "t1");
    now = start + 60 * MINUTE;
    assert.equal(await failureOf(tokenOf(identity)), failing);
    failing = undefined;
    assert.equal(await tokenOf(identity), "t2");
  });

  it("a refused renewal is not tried again, and the old proof is not used any more", async () => {
    const identity = living(60);
    await tokenOf(identity);
    const refusal = new AuthenticationError("no");
    failing = refusal;
    now += 55 * MINUTE;
    assert.equal(await failureOf(tokenOf(identity)), refusal);
    failing = undefined;
    assert.equal(await failureOf(tokenOf(identity)), refusal);
    assert.equal(issued, 1);
  });
});

describe("what a signed request carries", () => {
  afterEach(stopServers);

  for (const securityToken of [undefined, "st/+="])
    it(`${securityToken === undefined ? "no" : "the"} security token of a ${securityToken === undefined ? "lasting" : "temporary"} key`, async () => {
      const { url, received } = await serve(always(200));
      const key = { method: "key", accessKey: "AK", secretKey: "sk", form: "Access" } as const;
      const identity = fixedIdentity({ ...key, ...(securityToken === undefined ? {} : { securityToken }) });
      await compose(
        createTransport(1),
        withAuth(identity, refusalOf, () => new Date()),
      )(get(url));
      const [headers] = received.map((request) => request.headers);
      assert.equal(headers?.["x-security-token"], securityToken);
      assert.equal("x-project-id" in (headers ?? {}), false);
      const isSigned = String(headers?.authorization).includes("x-security-token");
      assert.equal(isSigned, securityToken !== undefined);
    });
});
