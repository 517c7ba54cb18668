import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario";
import { ID, PLACE } from "../support/stack";

const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };

/** What a server may call somebody, and how it is shown. The texts between `<{%` and `%}>` are orders to Pulumi's display. */
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

/** With colours and without; only the real CLI has them. */
const WAYS = (it0: Scenario): string[][] =>
  it0.runner.name.startsWith("pulumi")
    ? [
        ["--color", "always", "--diff"],
        ["--color", "never"],
      ]
    : [[]];

const idOf = (at: number): string => `bad${String(at)}`.padEnd(32, "0");

/** No display failed, and nothing in the output is an order any more. */
function assertShown(output: string, texts: readonly string[]): void {
  assert.doesNotMatch(output, /panic|Unrecognized/);
  for (const text of [...texts, "team-a/web/app"]) assert.ok(output.includes(text), `${text} in ${output}`);
  assert.ok(!output.includes("<{%"), output);
}

describe("scenarios: texts of a server on Pulumi's display", () => {
  scenario("hostile names, as differences and in outputs", {}, async (it0) => {
    for (const [at, [name]] of HOSTILE.entries()) it0.emulator.addUser({ id: idOf(at), name });
    await it0.declare({ users: [ALICE] }).up();
    for (const flags of WAYS(it0)) {
      for (const at of HOSTILE.keys()) it0.emulator.grant({ ...PLACE, user: idOf(at), auth: 7 });
      const lines = HOSTILE.map(([, shown]) => `${shown} has Manage, not declared; up will revoke it`);
      const { code, output } = await it0.preview(...flags);
      assert.equal(code, 0, output);
      assertShown(output, lines);
      const read = { resources: { web: { ...PLACE, users: [ALICE] } }, get: { all: "team-a/web/app" } };
      const got = await it0.declareAll(read).preview(...flags);
      assert.equal(got.code, 0, got.output);
      assertShown(got.output, []);
      const up = await it0.declare({ users: [ALICE] }).up(...flags);
      assertShown(
        up.output,
        HOSTILE.map(([, shown]) => `revoked Manage from ${shown}`),
      );
      assert.deepEqual(it0.granted(), ["alice=7"]);
    }
    await it0.expectClean();
  });

  scenario("hostile refusals: text, code and request id", {}, async (it0) => {
    const text = HOSTILE.map(([name]) => name).join(" ");
    const body = { error_code: "SVCSTG.SWR.<{%bogus%}>", error_msg: text };
    const headers = { "x-request-id": "r<{%bogus%}>" };
    const match = { method: "POST", path: "/repos/" };
    it0.declare({ users: [ALICE] });
    for (const flags of WAYS(it0)) {
      it0.emulator.fault({ match, times: "forever", action: { answer: { status: 400, headers, body } } });
      const { code, output } = await it0.project.run("up", ...flags);
      assert.notEqual(code, 0, output);
      assertShown(output, [
        "400 SVCSTG.SWR.<\\u007b%bogus%}> ",
        "(request r<\\u007b%bogus%}>)",
        ...HOSTILE.slice(0, 4).map((pair) => pair[1]),
      ]);
      it0.emulator.clearFaults();
    }
    await it0.up();
    assert.deepEqual(it0.granted(), ["alice=7"]);
  });
});
