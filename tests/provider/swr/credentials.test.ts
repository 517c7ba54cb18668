import assert from "node:assert/strict";
import { AuthenticationError, PermissionDeniedError } from "../../../provider/errors";
import { defaultSeed, type Emulator, startEmulator } from "../../../sandbox/emulator";
import { environmentOf, ID, PLACE } from "../../support/stack";
import { clientOf, PROJECT, withToken } from "../support/client";
import { failureOf } from "../support/server";

const MINUTE = 60_000;
/** Each cloud, with the only form of signature that the emulator accepts in its tests. */
const CLOUDS = [
  ["huaweicloud", "access"],
  ["otc", "credential"],
] as const;

describe("credentials", () => {
  let emulator: Emulator;
  let skew = 0;
  before(async () => (emulator = await startEmulator({ now: () => Date.now() + skew })));
  after(() => emulator.stop());
  beforeEach(() => {
    skew = 0;
    emulator.reset();
  });
  const read = (more: Record<string, string>): Promise<unknown> =>
    clientOf(emulator, { ...PROJECT, ...more }).access.read(PLACE);
  const refusal = async (more: Record<string, string>): Promise<string> => {
    const error = await failureOf(read(more));
    assert.ok(error instanceof AuthenticationError, String(error));
    for (const secret of [more["SWR_TOKEN"], more["SWR_SECRET_KEY"], more["SWR_SECURITY_TOKEN"]])
      assert.ok(!secret || !error.message.includes(secret), error.message);
    return error.message;
  };
  const temporary = {
    SWR_ACCESS_KEY: "AKTEMPORARY",
    SWR_SECRET_KEY: "sk-temporary",
    SWR_SECURITY_TOKEN: "st/+=",
  };
  const addTemporary = (): void => {
    const keys = { accessKey: "AKTEMPORARY", secretKey: "sk-temporary", securityToken: "st/+=" };
    emulator.addUser({ id: "7".repeat(32), name: "temporary", admin: true, ...keys });
  };

  for (const [cloud, form] of CLOUDS) {
    it(`a key signs in ${cloud}'s form, reads and writes alike`, async () => {
      emulator.setDialect({ "signature-forms": form });
      const { access } = clientOf(emulator, { ...PROJECT, SWR_CLOUD: cloud });
      await access.read(PLACE);
      await access.grant(PLACE, [{ userId: ID.bob, userName: "bob", permission: "Read" }]);
      await access.revoke(PLACE, [ID.bob]);
      assert.deepEqual([...new Set(emulator.requests().map(({ user }) => user))], ["ci"]);
    });

    it(`a temporary key is sent with its security token, on ${cloud}`, async () => {
      emulator.setDialect({ "signature-forms": form });
      addTemporary();
      await read({ ...temporary, SWR_CLOUD: cloud });
      assert.equal(emulator.requests()[0]?.user, "temporary");
    });

    it(`a temporary key without its token is refused once, on ${cloud}`, async () => {
      addTemporary();
      const message = await refusal({ ...temporary, SWR_CLOUD: cloud, SWR_SECURITY_TOKEN: "" });
      assert.match(message, /401 APIGW\.0301 .*security token is invalid/);
      assert.equal(emulator.requests().length, 1);
    });
  }

  it("a token needs no key, and looks up users too", async () => {
    const token = emulator.issueToken({ user: "ci" });
    const { access, iam } = clientOf(emulator, withToken(token));
    await access.read(PLACE);
    assert.deepEqual(await iam.userByName("alice"), { userId: ID.alice, userName: "alice" });
  });

  it("an expired token: one request, says what to do", async () => {
    const token = emulator.issueToken({ user: "ci", token: "t0ken-of-ci" });
    emulator.expireToken(token);
    const message = await refusal(withToken(token));
    assert.match(message, /^team-a\/web\/app: cannot read who has access: 401 SVCSTG\.SWR\.4010000 /);
    assert.match(message, /Check the token: it is wrong, expired, or of another cloud\.$/);
    assert.equal(emulator.requests().length, 1);
  });

  it("a token that expires during a run is refused from then on", async () => {
    const token = emulator.issueToken({ user: "ci" });
    const { access } = clientOf(emulator, withToken(token));
    await access.read(PLACE);
    emulator.expireToken(token);
    assert.ok((await failureOf(access.read(PLACE))) instanceof AuthenticationError);
  });

  it("an expired token at IAM says the same", async () => {
    const token = emulator.issueToken({ user: "ci" });
    emulator.expireToken(token);
    const error = await failureOf(clientOf(emulator, withToken(token)).iam.userByName("alice"));
    assert.ok(error instanceof AuthenticationError);
    assert.match(
      error.message,
      /^IAM: cannot find the account: 401 The token has expired\. .*Check the token/,
    );
  });

  for (const minutes of [-20, 20])
    it(`a clock that is ${String(minutes)} minutes off is refused, and the error says so`, async () => {
      skew = minutes * MINUTE;
      const message = await refusal({});
      assert.match(message, /401 APIGW\.0303 .*signature expired/);
      assert.match(message, /this machine's clock \(it may be off by 15 minutes at most\)/);
      assert.equal(emulator.requests().length, 1);
    });

  it("a clock that is ten minutes off is accepted", async () => {
    skew = 10 * MINUTE;
    await read({});
  });

  it("an unknown access key: one request, says what to check", async () => {
    const message = await refusal({ SWR_ACCESS_KEY: "AKNOBODY", SWR_SECRET_KEY: "s3cr3t-key-of-nobody" });
    assert.match(message, /Check access key, secret key and this machine's clock/);
    assert.equal(emulator.requests().length, 1);
  });

  it("a caller without any right is refused with the right that is missing", async () => {
    const { SWR_ACCESS_KEY = "", SWR_SECRET_KEY = "" } = environmentOf(emulator, "mallory");
    const error = await failureOf(read({ SWR_ACCESS_KEY, SWR_SECRET_KEY }));
    assert.ok(error instanceof PermissionDeniedError);
    assert.match(error.message, /403 SVCSTG\.SWR\.4037020 .*it needs manage on the repository/);
  });

  it("secrets may have every character that is special in signatures and headers", async () => {
    const secretKey = "/+=&?#%$ ~'\"\\<>{}äß";
    emulator.reset({ ...defaultSeed, users: defaultSeed.users.map((user) => ({ ...user, secretKey })) });
    await read({ SWR_SECRET_KEY: secretKey });
    emulator.reset(defaultSeed);
  });
});
