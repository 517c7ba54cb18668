import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseCommandLine } from "../../../sandbox/emulator/commandLine";
import type { Dialect, Emulator } from "../../../sandbox/emulator";
import { Client, emulated } from "../../emulator/support/client";
import { assertBuilt } from "../../support/built";
import { environmentOf, ID } from "../../support/stack";
import { assertOnly, PLACE, populate, stateOf, writesIn } from "./world";

const PROGRAM = resolve(__dirname, "../../../dist/cli/main.js");

interface Started {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

/** Starts the real program, as a user does. */
function start(emulator: Emulator, args: readonly string[], more: Record<string, string> = {}): Started {
  const env = { PATH: process.env["PATH"], ...environmentOf(emulator), ...more };
  const child = spawn(process.execPath, [PROGRAM, "probe", ...args], { env });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text: Buffer) => (output.stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output.stderr += text.toString()));
  const ended = new Promise<number | null>((done) => child.on("close", done));
  return { child, output, ended };
}

async function run(emulator: Emulator, ...args: string[]) {
  const { output, ended } = start(emulator, args);
  return { code: await ended, ...output };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(10);
}

const WRITE_ARGS = ["team-a/web/app", "--write", "--user", "bob", "--wait", "0.2"];

describe("pulumi-swr probe, the program", () => {
  let emulator: Emulator;
  emulated((started) => {
    emulator = started;
    populate(emulator);
  });
  before(assertBuilt);

  it("shows a table, the emulator's options and what stays open", async () => {
    const { code, stdout, stderr } = await run(emulator, "team-a/web/app");
    assert.equal(code, 0, stderr);
    assert.equal(stderr, "");
    assert.match(stdout, /How SWR answers for team-a\/web\/app \(otc, eu-de\)/);
    assert.match(stdout, /organization-users +│ hidden +│ sure/);
    assert.match(stdout, /--dialect organization-users=hidden/);
    assert.match(stdout, /post-existing: needs --write and --user/);
    assert.deepEqual(writesIn(emulator.requests()), []);
  });

  it("its options make the emulator answer as the cloud does", async () => {
    emulator.setDialect("lenient");
    const { code, stdout } = await run(emulator, ...WRITE_ARGS, "--format", "dialect");
    assert.equal(code, 0);
    const command = parseCommandLine(stdout.trim().split(" "));
    assert.ok(command.action === "start");
    // Without a --profile, the switches that stay open are those of the profile `docs`.
    const found = command.options.dialect as Dialect;
    const settled = stdout.match(/(?<=--dialect )[^=]+/g) as (keyof Dialect)[];
    assert.ok(settled.length >= 20, stdout);
    for (const name of settled) assert.equal(found[name], emulator.dialect()[name], name);
  });

  it("the text for a report names nobody and nothing", async () => {
    const { code, stdout } = await run(emulator, ...WRITE_ARGS, "--format", "markdown");
    assert.equal(code, 0);
    assert.match(stdout, /\| `post-existing` \| .+ \| `conflict` \| sure \|/);
    const env = environmentOf(emulator);
    const names = [...Object.keys(ID), "team-a", "web/app", "demo"].map((it) => new RegExp(`\\b${it}\\b`));
    const secrets = [...Object.values(ID), env["SWR_ACCESS_KEY"], env["SWR_SECRET_KEY"], emulator.url];
    for (const name of names) assert.doesNotMatch(stdout, name);
    for (const secret of secrets) assert.ok(!stdout.includes(secret ?? ""), secret);
  });

  it("writes JSON for programs", async () => {
    const { stdout } = await run(emulator, "team-a/web/app", "--format", "json");
    const { version, repository, restored, points } = JSON.parse(stdout) as {
      version: number;
      repository: string;
      restored: null;
      points: { point: string; value: unknown; sureness: string; isSwitch: boolean }[];
    };
    assert.deepEqual([version, repository, restored], [1, "team-a/web/app", null]);
    const found = points.find(({ point }) => point === "duplicates");
    assert.deepEqual([found?.value, found?.sureness, found?.isSwitch], [false, "sure", true]);
  });

  const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
    [["team-a"], /"team-a" is not ORGANIZATION\/REPOSITORY/],
    [["team-a/web/app", "--write"], /--write needs --user/],
    [["team-a/web/app", "--user", "bob"], /--user is for --write/],
    [["team-a/web/app", "--self-write"], /--self-write is for --write/],
    [["team-a/web/app", "--wait", "soon"], /--wait takes seconds/],
    [["team-a/web/app", "--wirte"], /Did you mean --write\?/],
    [["team-a/web/app", "--format", "xml"], /Allowed choices are table, json, markdown, dialect/],
  ];
  it("refuses wrong flags with exit code 2, and asks nothing", async () => {
    const ends = await Promise.all(WRONG.map(([args]) => run(emulator, ...args)));
    for (const [at, { code, stderr }] of ends.entries()) {
      assert.equal(code, 2, stderr);
      assert.match(stderr, WRONG[at]?.[1] ?? /never/);
    }
    assert.deepEqual(emulator.requests(), []);
  });

  it("a repository that does not exist: exit code 1, with the reason", async () => {
    const { code, stdout, stderr } = await run(emulator, "team-a/none");
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /team-a\/none: .+The repository does not exist/);
  });

  for (const [signal, nth] of [
    ["SIGINT", 1],
    ["SIGTERM", 6],
    ["SIGHUP", 10],
  ] as const)
    it(`${signal} while write ${String(nth)} is under way: restored, exit code 130`, async () => {
      emulator.grant({ ...PLACE, user: "bob", auth: 7 });
      const before = stateOf(emulator);
      for (const method of ["POST", "PATCH", "DELETE"])
        emulator.fault({ match: { method }, times: "forever", action: { delayMs: 60 } });
      const { child, output, ended } = start(emulator, WRITE_ARGS);
      await until(() => writesIn(emulator.requests()).length >= nth);
      child.kill(signal);
      assert.equal(await ended, 130, output.stderr);
      assert.deepEqual(stateOf(emulator), before);
      assertOnly(emulator.requests(), "bob");
      assert.match(output.stderr, /Before: bob on team-a\/web\/app has Manage \(7\)/);
      assert.match(output.stderr, /Restored and verified by a read: bob .+ has Manage \(7\), as before/);
      assert.match(output.stdout, /How SWR answers/);
    });

  it("restores although nobody reads its lines any more", async () => {
    const before = stateOf(emulator);
    const { child, ended } = start(emulator, WRITE_ARGS);
    child.stderr?.once("data", () => child.stderr?.destroy());
    await until(() => writesIn(emulator.requests()).length >= 2);
    child.kill("SIGINT");
    await ended;
    assert.deepEqual(stateOf(emulator), before);
    assert.equal(child.exitCode, 130);
  });

  it("where restoring fails it says what is left, and how to repair it", async () => {
    emulator.grant({ ...PLACE, user: "bob", auth: 7 });
    const before = stateOf(emulator);
    const body = { error_code: "SVCSTG.SWR.4037018", error_msg: "no" };
    for (const method of ["POST", "PATCH", "DELETE"])
      emulator.fault({
        match: { method },
        nth: 2,
        times: "forever",
        action: { answer: { status: 403, body } },
      });
    const { code, stderr } = await run(emulator, ...WRITE_ARGS);
    assert.equal(code, 1);
    assert.notDeepEqual(stateOf(emulator), before);
    assert.match(
      stderr,
      /NOT RESTORED: the entry of bob on team-a\/web\/app was Manage \(7\) and is Read \(1\)/,
    );
    const [, method = "", path = "", sent = ""] =
      /or send (\w+) (\S+) with the body (.+)\./.exec(stderr) ?? [];
    emulator.clearFaults();
    await new Client(emulator, "ci").call(method, path, JSON.parse(sent));
    assert.deepEqual(stateOf(emulator), before);
  });

  it("interrupted, where restoring fails: exit code 1, not that of a restored list", async () => {
    emulator.grant({ ...PLACE, user: "bob", auth: 7 });
    const answer = { status: 403, body: { error_code: "SVCSTG.SWR.4037018", error_msg: "no" } };
    for (const method of ["POST", "PATCH", "DELETE"])
      emulator.fault({ match: { method }, nth: 2, times: "forever", action: { delayMs: 60, answer } });
    const { child, output, ended } = start(emulator, WRITE_ARGS);
    await until(() => writesIn(emulator.requests()).length >= 2);
    child.kill("SIGINT");
    assert.equal(await ended, 1, output.stderr);
    assert.match(output.stderr, /Interrupted: /);
    assert.match(output.stderr, /NOT RESTORED: the entry of bob on team-a\/web\/app was Manage \(7\)/);
  });

  it("interrupted while it only reads: says that nothing was written", async () => {
    emulator.fault({ match: { method: "GET" }, times: "forever", action: { delayMs: 60 } });
    const { child, output, ended } = start(emulator, WRITE_ARGS);
    await until(() => emulator.requests().length >= 3);
    child.kill("SIGINT");
    assert.equal(await ended, 130, output.stderr);
    assert.deepEqual(writesIn(emulator.requests()), []);
    assert.match(output.stderr, /^Interrupted: .+\nNothing was written\.\n$/);
  });

  it("a third signal ends it at once", async () => {
    emulator.fault({ match: { method: "POST" }, times: "forever", action: { hang: "before" } });
    const { child, output, ended } = start(emulator, WRITE_ARGS);
    await until(() => writesIn(emulator.requests()).length >= 1);
    for (const said of [/Interrupted/, /Still restoring/, /Ended without restoring/]) {
      child.kill("SIGINT");
      await until(() => said.test(output.stderr));
    }
    assert.equal(await ended, 130);
  });
});
