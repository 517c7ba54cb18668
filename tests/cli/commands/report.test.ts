import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../../cli/report/types";
import type { Emulator } from "../../../sandbox/emulator";
import { emulated } from "../../emulator/support/client";
import { PLACE } from "../../support/stack";
import { type Ended, runCli } from "../process";
import { applied, exportOf, sessionOn } from "../support";

describe("pulumi-swr report", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let folder: string;
  emulated((started) => (emulator = started));
  before(() => (folder = mkdtempSync(join(tmpdir(), "report-"))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const report = (args: readonly string[], more: Parameters<typeof runCli>[1] = {}): Promise<Ended> =>
    runCli(["report", ...args], { url: emulator.url, ...more });
  const stack = async (): Promise<string> => {
    const users = [{ userName: "alice", permission: "Manage" }];
    return exportOf("plugin", [await applied(sessionOn(emulator), "RepositoryAccess", { ...PLACE, users })]);
  };
  const mallory = (): void => {
    emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
  };
  const unreadable = (): void => {
    emulator.fault({
      match: { pathPattern: "repos/tools/access" },
      times: "forever",
      action: { answer: { status: 403, body: { errors: [{ errorCode: "SVCSTG.SWR.4030000" }] } } },
    });
  };

  it("shows a matrix, and ends with 0 where there is no stack to compare with", async () => {
    mallory();
    const { code, out, err } = await report([]);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^team-a\n {11}mallory\napi {8}-\nweb\/app {4}M\n/);
    assert.match(out, /2 organizations, 3 repositories, 3 users, 3 grants; not compared with a stack\.\n$/);
    assert.equal(out.includes("\u001b"), false);
  });

  it("ends with 0 where nothing differs, with 7 where something does, which is named", async () => {
    const input = await stack();
    const same = await report(["--stack-export", "-"], { input });
    assert.equal(same.code, 0);
    assert.match(same.out, /nothing differs from shop\/dev; 2 unmanaged\.\n$/);
    mallory();
    const file = join(folder, "stack.json");
    writeFileSync(file, input);
    const differs = await report(["--stack-export", file]);
    assert.equal(differs.code, 7);
    assert.match(differs.out, /team-a\/web\/app: mallory has Manage, which the stack does not declare\n/);
    assert.match(differs.out, /1 undeclared beside shop\/dev; 2 unmanaged\.\n$/);
  });

  it("ends with 1 where something could not be read, and with 7 where something differs as well", async () => {
    unreadable();
    const input = await stack();
    const { code, out } = await report(["--stack-export", "-"], { input });
    assert.equal(code, 1);
    assert.match(out, /tools \(not read\)/);
    assert.match(out, /Could not be read\n {2}team-b\/tools: cannot read who has access: 403/);
    mallory();
    const both = await report(["--stack-export", "-"], { input });
    assert.equal(both.code, 7);
    assert.match(both.out, /1 undeclared beside shop\/dev; 1 unmanaged; 1 thing could not be read\.\n$/);
  });

  it("ends with 1 and one sentence where nothing can be read", async () => {
    const { code, out, err } = await report([], { environment: { SWR_SECRET_KEY: "wrong".padEnd(40, "0") } });
    assert.deepEqual([code, out, err.trim().split("\n").length], [1, "", 1]);
    assert.match(err, /401/);
    assert.equal(err.includes("wrong0"), false);
  });

  it("writes JSON to stdout, and what could not be read to stderr", async () => {
    unreadable();
    const { code, out, err } = await report(["--format", "json"]);
    assert.equal(code, 1);
    const written = JSON.parse(out) as Report;
    assert.deepEqual([written.version, written.caller, written.totals.unread], [1, "ci", 1]);
    assert.match(err, /^not read: team-b\/tools: /);
  });

  it("writes a file in place of stdout, over an older one", async () => {
    const file = join(folder, "report.csv");
    writeFileSync(file, "old");
    const { code, out, err } = await report(["--format", "csv", "--output", file]);
    assert.deepEqual([code, out], [0, ""]);
    assert.match(readFileSync(file, "utf8"), /^organization,repository,userName,/);
    assert.match(err, /^2 organizations, /);
    const table = join(folder, "report.txt");
    await report(["--output", table]);
    assert.match(readFileSync(table, "utf8"), /^team-a\n/);
  });

  it("writes HTML", async () => {
    const { code, out } = await report(["--format", "html"]);
    assert.equal(code, 0);
    assert.match(out, /^<!doctype html>/);
  });

  it("reads only what was asked for", async () => {
    const { out } = await report(["--organization", "team-a", "--repository", "web/*", "--format", "json"]);
    const { organizations } = JSON.parse(out) as Report;
    assert.deepEqual(
      organizations.map(({ name, repositories }) => [name, repositories.map((it) => it.name)]),
      [["team-a", ["web/app"]]],
    );
    const own = await report(["--user", "bob", "--user", "deployer", "--format", "csv"]);
    assert.deepEqual(
      own.out
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").slice(0, 3).join()),
      ["team-b,,deployer", "team-b,tools,bob"],
    );
  });

  const WRONG: [string, string[], RegExp][] = [
    ["a flag", ["--formt", "csv"], /unknown option '--formt'\n\(Did you mean --format\?\)/],
    ["a format", ["--format", "xml"], /Allowed choices are table, json, csv, markdown, html/],
    [
      "an organization",
      ["--organization", "Team"],
      /^--organization "Team" is not a name of an organization/,
    ],
    ["a pattern", ["--repository", "a//b"], /^--repository "a\/\/b" begins or ends with a slash/],
    ["a setting", ["-c", "regoin=eu-de"], /^-c regoin is not a setting: did you mean region\?/],
    ["a value", ["-c", "maxConcurrency=many"], /^"many" is not a whole number from 1 to 256/],
    ["a secret", ["-c", "secretKey=x"], /^-c secretKey: other users of this machine can read a command line/],
    ["a file", ["--stack-export", "/nowhere.json"], /^--stack-export cannot be read: ENOENT/],
    [
      "an export",
      ["--stack-export", "-"],
      /^stdin is not the output of "pulumi stack export": it is not JSON/,
    ],
    ["an output", ["--output", "/nowhere/report"], /^--output cannot be written: ENOENT/],
    ["an output that is a folder", ["--output", tmpdir()], /^--output cannot be written: .* is a folder\.$/m],
    [
      "a profile",
      ["--profile", "none", "-c", "cloud=otc"],
      /^OS_CLOUD is none, but there is no clouds\.yaml/,
    ],
  ];
  for (const [what, args, says] of WRONG)
    it(`${what} that makes no sense ends with 2 and one sentence`, async () => {
      const { code, out, err } = await report(args);
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err, says);
      assert.deepEqual(emulator.requests(), [], "something was read");
    });

  it("- as output is stdout", async () => {
    const { code, out } = await report(["--format", "csv", "--output", "-"]);
    assert.equal(code, 0);
    assert.match(out, /^organization,repository,/);
  });

  it("ends with 1 where the stack declares nothing that could be compared", async () => {
    const { code, out } = await report(["--stack-export", "-"], { input: exportOf("plugin", []) });
    assert.equal(code, 1);
    assert.match(out, /shop\/dev declares no access at http:.*, so nothing is compared/);
    assert.match(
      out,
      /nothing that was read differs from shop\/dev; 2 unmanaged; 1 thing could not be read\.\n$/,
    );
  });

  const INCOMPLETE: [string, Record<string, string>, RegExp][] = [
    ["where to call", { SWR_ACCESS_KEY: "AKFAKE", SWR_SECRET_KEY: "fake" }, /^No region: set swr:region, /],
    ["who calls", { SWR_REGION: "eu-de", SWR_METADATA_ENDPOINT: "off" }, /^No credentials/],
  ];
  for (const [what, environment, says] of INCOMPLETE)
    it(`settings that do not say ${what} end every command with 2 and one sentence`, async () => {
      for (const command of [["report"], ["adopt"], ["probe", "team-a/web/app"]]) {
        const { code, out, err } = await runCli(command, { environment });
        assert.deepEqual([code, out], [2, ""]);
        assert.match(err, says);
        assert.equal(err.trim().split("\n").length, 1, err);
      }
    });

  it("takes a profile that is named before what the environment says", async () => {
    const file = join(folder, "clouds.yaml");
    const auth = { ak: "AKFAKEALICE000000000", sk: "fake-secret-key-of-alice".padEnd(40, "0") };
    writeFileSync(file, JSON.stringify({ clouds: { mine: { region_name: "eu-nl", auth } } }));
    const environment = { OS_CLIENT_CONFIG_FILE: file };
    emulator.grant({ organization: "team-b", user: "alice", auth: 7 });
    const { out } = await report(["--profile", "mine", "--format", "json"], { environment });
    const { caller, region } = JSON.parse(out) as Report;
    assert.deepEqual([caller, region], ["alice", "eu-nl"]);
  });

  it("the help is one screen, with examples, exit codes and environment", async () => {
    const { code, out } = await runCli(["report", "--help"]);
    assert.equal(code, 0);
    assert.ok(out.split("\n").length <= 40, `${String(out.split("\n").length)} lines`);
    for (const title of ["Options:", "Examples:", "Exit codes:", "Environment:"])
      assert.ok(out.includes(title));
  });

  it("a command that does not exist: the nearest one, and 2", async () => {
    const { code, err } = await runCli(["reprot"]);
    assert.equal(code, 2);
    assert.match(err, /unknown command 'reprot'\n\(Did you mean report\?\)/);
  });
});
