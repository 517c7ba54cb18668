import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };

/** Hostile names from a server, and how they are shown. Pulumi's display takes `<{%…%}>` for a command. */
const HOSTILE: readonly (readonly [name: string, shown: string])[] = [
  ["<{%bogus%}>", "<\\u007b%bogus%}>"],
  ["aa<{%", "aa<\\u007b%"],
  ["<{%fg 1%}>x", "<\\u007b%fg 1%}>x"],
  ["%}>", "%}>"],
  ["{%bogus%}>", "\\u007b%bogus%}>"],
  ["aa<", "aa<"],
  ["aa<{", "aa<\\u007b"],
  ["<<{%{<{%%}>", "<<\\u007b%{<\\u007b%%}>"],
  ["<{\u0000%bogus%}>", "<{\\u0000%bogus%}>"],
  ["bob\u001b[2K\r\nteam-a/web/app: granted", "bob\\u001b[2K\\u000d\\u000ateam-a/web/app: granted"],
];

/** The option for colours, which only the real CLI has. */
const colour = ({ runner }: Scenario, when: "always" | "never"): string[] =>
  runner.name.startsWith("pulumi") ? ["--color", when] : [];

const idOf = (at: number): string => `bad${String(at)}`.padEnd(32, "0");

/** Checks that the display did not fail, shows these texts, and was given no command of the server's. */
function assertShown(output: string, texts: readonly string[]): void {
  assert.doesNotMatch(output, /panic|Unrecognized/);
  for (const text of [...texts, "team-a/web/app"]) assert.ok(output.includes(text), `${text} in ${output}`);
  assert.ok(!output.includes("<{%"), output);
}

describe("scenarios: texts of a server on Pulumi's display", () => {
  scenario("hostile names are shown, in differences and in outputs", {}, async (it0) => {
    const resources = { web: { ...PLACE, users: [ALICE] } };
    await it0.declareAll({ resources }).up();
    for (const [at, [name]] of HOSTILE.entries()) {
      it0.emulator.addUser({ id: idOf(at), name });
      it0.emulator.grant({ ...PLACE, user: idOf(at), auth: 7 });
    }
    it0.declareAll({ resources, get: { all: "team-a/web/app" } });
    const preview = await it0.preview("--diff", ...colour(it0, "always"));
    assert.equal(preview.code, 0, preview.output);
    const accused = HOSTILE.map(([, shown]) => `${shown} has Manage, not declared; up will revoke it`);
    assertShown(preview.output, accused);
    const { output } = await it0.declareAll({ resources }).up(...colour(it0, "never"));
    const revoked = HOSTILE.map(([, shown]) => `revoked Manage from ${shown}`);
    assertShown(output, revoked);
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });

  scenario("a hostile refusal is shown: text, code and request id", {}, async (it0) => {
    const text = HOSTILE.map(([name]) => name).join(" ");
    const body = { error_code: "SVCSTG.SWR.<{%bogus%}>", error_msg: text };
    const headers = { "x-request-id": "r<{%bogus%}>" };
    const match = { method: "POST", path: "/repos/" };
    it0.emulator.fault({ match, times: "forever", action: { answer: { status: 400, headers, body } } });
    it0.declare({ users: [ALICE] });
    const { code, output } = await it0.project.run("up", ...colour(it0, "always"));
    assert.notEqual(code, 0, output);
    const names = HOSTILE.slice(0, 4).map(([, shown]) => shown);
    assertShown(output, ["400 SVCSTG.SWR.<\\u007b%bogus%}> ", "(request r<\\u007b%bogus%}>)", ...names]);
    it0.emulator.clearFaults();
    await it0.up();
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });
});
