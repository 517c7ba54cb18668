import assert from "node:assert/strict";
import { defaultSeed, type Emulator } from "../../../../sandbox/emulator";
import { codeOf, emulated, type Reply, send, WITH_IAM_CODES } from "../../support/client";

const ROBOT = { id: "f".repeat(32), name: "robot", password: "fake-password-of-robot" };
const GUARDED = { id: "9".repeat(32), name: "guarded", password: "fake-guarded", passcode: "246810" };

describe("a passcode", () => {
  let emulator: Emulator;

  const users = [...defaultSeed.users, ROBOT, GUARDED];
  emulated((it) => (emulator = it), { seed: { ...defaultSeed, users }, dialect: WITH_IAM_CODES });

  const post = (identity: object): Promise<Reply> =>
    send(`${emulator.url}/v3/auth/tokens`, "POST", {}, { auth: { identity } });
  async function refused(reply: Promise<Reply>, status: number, code: string): Promise<void> {
    const answer = await reply;
    assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
    assert.match(answer.text, /passcode/);
    assert.equal(answer.headers.get("x-subject-token"), null);
  }
  const { name, passcode } = GUARDED;
  const logIn = (who: { name: string; password: string }, totp?: object): Promise<Reply> => {
    const password = { user: { name: who.name, password: who.password, domain: { name: "demo" } } };
    return totp === undefined
      ? post({ methods: ["password"], password })
      : post({ methods: ["password", "totp"], password, totp: { user: totp } });
  };

  for (const [how, user] of [
    ["name", { name, passcode }],
    ["id", { id: GUARDED.id, passcode }],
  ] as const) {
    it(`with the password logs its user in, by ${how}`, async () => {
      const answer = await logIn(GUARDED, user);
      assert.equal(answer.status, 201);
      const { token } = answer.json as { token: { methods: string[] } };
      assert.deepEqual(token.methods, ["password", "totp"]);
    });
  }

  it("must be given by a user who has one, and must be this user's own", async () => {
    await refused(logIn(GUARDED), 401, "IAM.0001");
    await refused(logIn(GUARDED, { name, passcode: "0" }), 401, "IAM.0001");
    await refused(logIn(GUARDED, { name: "ci", passcode }), 401, "IAM.0001");
    await refused(logIn(GUARDED, { name }), 400, "IAM.0011");
  });

  it("is refused from a user who has none, until one is set", async () => {
    await refused(logIn(ROBOT, { name: "robot", passcode }), 401, "IAM.0001");
    const change = await send(`${emulator.url}/_emulator/users/robot`, "PATCH", {}, { passcode });
    assert.equal(change.status, 200);
    assert.equal((await logIn(ROBOT, { name: "robot", passcode })).status, 201);
  });

  it("is in no log", async () => {
    await logIn(GUARDED, { name, passcode });
    await send(`${emulator.url}/nowhere`, "POST", {}, { note: passcode });
    assert.ok(!JSON.stringify(emulator.requests()).includes(passcode));
  });
});
