import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { defaultSeed, profiles } from "../../sandbox/emulator";
import { parseCommandLine, UsageError } from "../../sandbox/emulator/commandLine";

const root = join(__dirname, "../..");

function run(...args: string[]): ChildProcess {
  return spawn(
    process.execPath,
    ["-r", "ts-node/register", join(root, "sandbox/emulator/main.ts"), ...args],
    {
      cwd: root,
      // Types are checked by the other tests; a process of its own starts quicker without.
      env: {
        ...process.env,
        TS_NODE_TRANSPILE_ONLY: "true",
        TS_NODE_COMPILER_OPTIONS: JSON.stringify({ rootDir: root }),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

async function outcome(child: ChildProcess): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err };
}

describe("swr-emulator", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "swr-emulator-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const seedFile = (content: unknown): string => {
    const file = join(folder, "seed.json");
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`says where it listens, and ends with 0 on ${signal} though a request hangs`, async () => {
      const seed = seedFile({ ...defaultSeed, account: { ...defaultSeed.account, name: "mine" } });
      const child = run("--seed", seed, "--profile", "hostile", "--dialect", "read-lag=7");
      assert.ok(child.stdout !== null);
      const [line] = (await once(createInterface(child.stdout), "line")) as [string];
      const [, url = ""] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
      const control = async (path: string, body?: unknown): Promise<unknown> =>
        (
          await fetch(
            `${url}/_emulator${path}`,
            body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
          )
        ).json();
      assert.equal(((await control("/state")) as { account: { name: string } }).account.name, "mine");
      assert.deepEqual(await control("/dialect"), { ...profiles.hostile, "read-lag": 7 });
      await control("/faults", { action: { hang: "before" } });
      const hanging = assert.rejects(fetch(`${url}/v3`), TypeError);
      while (((await control("/faults")) as { applied: number }[])[0]?.applied !== 1);
      child.kill(signal);
      const [code] = (await once(child, "exit")) as [number];
      assert.equal(code, 0);
      await hanging;
    });
  }

  it("prints a seed with which it can be started", async () => {
    const { code, out, err } = await outcome(run("--print-seed"));
    assert.deepEqual([code, JSON.parse(out), err], [0, defaultSeed, ""]);
  });

  it("ends with 2 and one sentence on stderr for options that it does not understand", async () => {
    const { code, out, err } = await outcome(run("--port", "http"));
    assert.deepEqual([code, out], [2, ""]);
    assert.equal(err, 'swr-emulator: --port takes a whole number from 0 to 65535, not "http". Try --help.\n');
  });

  it("ends with 1 when the port is taken", async () => {
    const first = run();
    assert.ok(first.stdout !== null);
    const [line] = (await once(createInterface(first.stdout), "line")) as [string];
    const { code, err } = await outcome(run("--port", line.replace(/.*:/, "")));
    first.kill();
    assert.equal(code, 1);
    assert.match(err, /^swr-emulator: .*EADDRINUSE.*\.\n$/);
    await once(first, "exit");
  });

  describe("options", () => {
    it("are understood", () => {
      const seed = seedFile(defaultSeed);
      const args = ["--port", "8080", "--seed", seed, "--latency", "20", "--profile", "lenient"];
      const switches = [
        "--dialect",
        "order=id",
        "--dialect",
        "caller-listed=false",
        "--dialect",
        "read-lag=5",
      ];
      assert.deepEqual(parseCommandLine([...args, ...switches]), {
        action: "start",
        options: {
          port: 8080,
          latencyMs: 20,
          seed: defaultSeed,
          dialect: { ...profiles.lenient, order: "id", "caller-listed": false, "read-lag": 5 },
        },
      });
      assert.deepEqual(parseCommandLine(["--help"]), { action: "help" });
    });

    for (const [args, message] of [
      [["--prot", "1"], /Unknown option '--prot'/],
      [["8080"], /Unexpected argument '8080'/],
      [["--port", "65536"], /--port takes a whole number from 0 to 65535/],
      [["--latency", "-1"], /--latency/],
      [["--latency", "1.5"], /--latency takes a whole number/],
      [["--profile", "nice"], /no profile "nice"/],
      [["--dialect", "order"], /given as NAME=VALUE, not "order"/],
      [["--dialect", "order=up"], /Dialect order takes/],
      [["--dialect", "caller-listed=maybe"], /Dialect caller-listed takes false, true/],
      [["--dialect", "read-lag=soon"], /Dialect read-lag takes milliseconds/],
      [["--seed", "/nowhere.json"], /The seed \/nowhere.json cannot be read: ENOENT/],
    ] as const) {
      it(`are refused: ${args.join(" ")}`, () => {
        assert.throws(
          () => parseCommandLine([...args]),
          (error) => error instanceof UsageError && message.test(error.message),
        );
      });
    }

    it("are refused: a seed that is not JSON or not valid", () => {
      assert.throws(() => parseCommandLine(["--seed", seedFile("{")]), /seed.json cannot be read: .*JSON/);
      const args = ["--seed", seedFile({ ...defaultSeed, users: 1 })];
      assert.throws(() => parseCommandLine(args), /seed.json: The seed is not valid: users must be array/);
    });
  });
});
