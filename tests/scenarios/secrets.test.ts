import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario";
import { environmentOf, ID } from "../support/stack";

const USERS = [{ userId: ID.alice, userName: "alice", permission: "Manage" }];
const PROGRAM = "a value of the configuration and an output of the program are secrets, too";
const NOTHING = { SWR_ACCESS_KEY: "", SWR_SECRET_KEY: "", SWR_SECURITY_TOKEN: "", SWR_TOKEN: "" };

/** Runs a whole life with refusals and faults that quote the credentials. Then searches all output and files for secrets. */
async function liveAndSearch(
  it0: Scenario,
  credentials: readonly string[],
  ...others: string[]
): Promise<void> {
  const secrets = [...credentials, ...others];
  // The server quotes the credentials that it was sent. It never sees other secrets of a program.
  const quoted = credentials.map((secret) => `${secret} ${encodeURIComponent(secret)}`).join(" ");
  const answer = {
    status: 500,
    body: { error_code: "SVCSTG.SWR.5000090", error_msg: `x-auth-token: ${quoted}` },
  };
  const output: string[] = [];
  const run = async (command: "preview" | "up" | "refresh" | "destroy", expected: number): Promise<void> => {
    const { code, output: text } = await it0.project.run(command);
    output.push(text);
    assert.equal(code === 0, expected === 0, text);
  };
  it0.declareAll({
    resources: { web: { organization: "team-a", repository: "web/app", users: USERS } },
    secret: true,
  });
  await run("preview", 0);
  it0.emulator.fault({ match: { method: "POST", path: "/repos/" }, times: "forever", action: { answer } });
  await run("up", 1);
  it0.emulator.clearFaults();
  await run("up", 0);
  assert.deepEqual(it0.granted(), ["alice=7"]);
  await run("refresh", 0);
  const kept = it0.project.written();
  await run("destroy", 0);
  const places = { output: output.join("\n"), ...kept, log: JSON.stringify(it0.emulator.requests()) };
  for (const [place, text] of Object.entries(places))
    for (const secret of secrets)
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
        assert.ok(!text.includes(form), `${place} holds ${form}`);
}

describe("scenarios: secrets", () => {
  scenario("a temporary key in the environment is shown nowhere", { program: PROGRAM }, async (it0) => {
    const [secretKey, securityToken] = ["planted+secret/key=1", "planted-security/token+2"];
    it0.emulator.updateUser("ci", { secretKey, securityToken });
    it0.project.setEnvironment({ SWR_SECRET_KEY: secretKey, SWR_SECURITY_TOKEN: securityToken });
    it0.project.setSecret("scenario:planted", "planted-output-3");
    await liveAndSearch(it0, [secretKey, securityToken], "planted-output-3");
  });

  scenario(
    "a key pair in the stack's configuration is shown nowhere",
    { program: PROGRAM, bothWays: "cheap" },
    async (it0) => {
      const { SWR_ACCESS_KEY = "" } = environmentOf(it0.emulator);
      it0.emulator.updateUser("ci", { secretKey: "planted-secret-key-4" });
      it0.project.setEnvironment(NOTHING);
      it0.project.setSecret("swr:accessKey", SWR_ACCESS_KEY);
      it0.project.setSecret("swr:secretKey", "planted-secret-key-4");
      it0.project.setSecret("scenario:planted", "planted-output-5");
      await liveAndSearch(it0, ["planted-secret-key-4"], "planted-output-5");
    },
  );

  scenario("a token in the environment is shown nowhere", { program: PROGRAM }, async (it0) => {
    const token = it0.emulator.issueToken({ user: "ci", token: "planted-token-6" });
    it0.project.setEnvironment({ ...NOTHING, SWR_TOKEN: token });
    it0.project.setSecret("scenario:planted", "planted-output-7");
    await liveAndSearch(it0, [token], "planted-output-7");
  });
});
