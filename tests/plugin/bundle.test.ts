import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { extract, list } from "tar";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { thisMachine, writeArchives } from "../../scripts/plugin";
import schema from "../../schema.json";
import { PluginProcess, urnOf } from "../support/pluginProcess";
import { accessCalls, environmentOf, granted, PLACE } from "../support/stack";

const NAME = "pulumi-resource-swr";
const CONTENT = ["LICENSE", "THIRD-PARTY.txt", "main.cjs", "plugin.cjs", NAME, `${NAME}.cmd`];

describe("the archive for pulumi plugin install", () => {
  // The folder is outside the checkout, so that no node_modules is above it.
  const folder = mkdtempSync(join(tmpdir(), "swr-archive-"));
  const plugin = join(folder, "plugin");
  const link = join(folder, "links", NAME);
  let archive = "";
  let emulator: Emulator;

  before(async function () {
    this.timeout(60_000);
    [archive = ""] = await writeArchives(folder, [thisMachine()]);
    mkdirSync(plugin);
    await extract({ file: archive, cwd: plugin });
    mkdirSync(join(folder, "links"));
    symlinkSync("../plugin", join(folder, "links/of-folder"));
    symlinkSync(`of-folder/${NAME}`, link);
    emulator = await startEmulator();
  });
  after(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  it("holds the plugin and its licences at the top, and starts no installation", () => {
    assert.deepEqual(readdirSync(plugin).sort(), [...CONTENT].sort());
    assert.match(
      archive,
      /pulumi-resource-swr-v\d+\.\d+\.\d+-(linux|darwin|windows)-(amd64|arm64)\.tar\.gz$/,
    );
  });

  it("names every package that is in the file, with its licence", () => {
    const notice = readFileSync(join(plugin, "THIRD-PARTY.txt"), "utf8");
    for (const name of ["@grpc/grpc-js", "@pulumi/pulumi", "axios", "agent-base", "google-protobuf"])
      assert.match(notice, new RegExp(`\n\n${name} \\d[^\n]* \\([^\n]+\\)\n\n[^-\n]`));
    assert.doesNotMatch(notice, /node_modules|\/home\/|\/tmp\//);
  });

  it("is the same to the byte when it is made again", async function () {
    this.timeout(60_000);
    const again = join(folder, "again");
    const [second = ""] = await writeArchives(again, [thisMachine()]);
    assert.ok(readFileSync(archive).equals(readFileSync(second)));
    const owners: unknown[] = [];
    await list({
      file: archive,
      onReadEntry: ({ uid, uname, mtime }) => owners.push([uid, uname, mtime?.toISOString()]),
    });
    assert.deepEqual(
      owners,
      CONTENT.map(() => [undefined, "", "2000-01-01T00:00:00.000Z"]),
    );
  });

  it("refuses a platform that Pulumi does not know", async () => {
    await assert.rejects(
      writeArchives(folder, ["linux-x64"]),
      /knows no platform "linux-x64", but linux-amd64, /,
    );
  });

  it("runs a whole life, started through links, with no node_modules anywhere", async function () {
    this.timeout(30_000);
    const node = dirname(process.execPath);
    const environment = { ...environmentOf(emulator), PATH: `${node}:/usr/bin:/bin` };
    const started = await PluginProcess.start(environment, "", [link]);
    try {
      await started.handshake("", true);
      assert.deepEqual(JSON.parse(await started.schema()), schema);
      assert.equal(await started.version(), schema.version);
      await started.configure({});
      const urn = urnOf("web");
      const users = [{ userName: "alice", permission: "Manage" }];
      const { inputs, failures } = await started.check(urn, {}, { ...PLACE, users });
      assert.deepEqual(failures, []);
      const { id, outputs } = await started.create(urn, inputs);
      assert.deepEqual(granted(emulator), ["alice=7"]);
      const read = await started.read(urn, id);
      assert.deepEqual(read.inputs["users"], inputs["users"]);
      await started.delete(urn, id, outputs);
      assert.deepEqual(granted(emulator), []);
      assert.deepEqual(
        accessCalls(emulator.requests()).filter((call) => !call.startsWith("GET")),
        ["POST alice=7", "DELETE a11ce000000000000000000000000001"],
      );
    } finally {
      await started.stop();
    }
  });

  describe("what was compiled", () => {
    const compiled = join(plugin, "plugin.compiled");
    const environment = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
    /** Starts the plugin, and says that the run is over, as an engine does before it kills the plugin. */
    const run = async (): Promise<void> => {
      const started = await PluginProcess.start(environment, "", [link]);
      try {
        assert.equal(await started.version(), schema.version);
        await started.cancel();
        assert.equal(started.output, "");
      } finally {
        await started.stop();
      }
    };
    beforeEach(() => {
      rmSync(compiled, { force: true });
    });
    after(() => {
      chmodSync(plugin, 0o755);
      rmSync(compiled, { force: true });
    });

    it("is kept for the next start, which does not write it again", async () => {
      await run();
      const first = statSync(compiled);
      assert.ok(first.size > 500_000);
      await run();
      assert.equal(statSync(compiled).ino, first.ino);
      assert.deepEqual(
        readdirSync(plugin).filter((name) => name.startsWith("plugin.compiled.")),
        [],
      );
    });

    it("is made again where it is damaged, cut off, or of another plugin.cjs", async () => {
      await run();
      const whole = readFileSync(compiled);
      const damaged = Buffer.from(whole);
      damaged.fill(0, whole.length >> 1, (whole.length >> 1) + 64);
      for (const wrong of [damaged, whole.subarray(0, 1_000), Buffer.alloc(0)]) {
        writeFileSync(compiled, wrong);
        await run();
        assert.ok(readFileSync(compiled).length > 500_000);
      }
      const code = readFileSync(join(plugin, "plugin.cjs"), "utf8");
      try {
        // As long as before, so that V8 by itself would not notice.
        writeFileSync(
          join(plugin, "plugin.cjs"),
          code.replaceAll(/version:"\d\.\d\.\d"/g, 'version:"9.9.9"'),
        );
        const started = await PluginProcess.start(environment, "", [link]);
        try {
          assert.equal(await started.version(), "9.9.9");
        } finally {
          await started.stop();
        }
      } finally {
        writeFileSync(join(plugin, "plugin.cjs"), code);
      }
    });
  });

  describe("says in one sentence", () => {
    const refusal = (path: string): string => {
      const { status, stdout, stderr } = spawnSync("/bin/sh", [join(plugin, NAME)], {
        env: { PATH: path },
        encoding: "utf8",
      });
      assert.deepEqual([status, stdout], [1, ""]);
      return stderr;
    };

    it("that there is no node", () => {
      assert.equal(
        refusal(join(folder, "nowhere")),
        `${NAME} needs Node.js 20 or newer and finds no node on PATH: install it from https://nodejs.org\n`,
      );
    });

    it("that node is too old", () => {
      const old = join(folder, "old");
      mkdirSync(old);
      writeFileSync(join(old, "node"), "#!/bin/sh\necho v18.20.4\n");
      chmodSync(join(old, "node"), 0o755);
      assert.equal(
        refusal(old),
        `${NAME} needs Node.js 20 or newer, and the node on PATH is v18.20.4: update it from https://nodejs.org\n`,
      );
    });
  });
});
