import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { OLDEST_PULUMI } from "../../../cli/adopt/project";
import { type AdoptOptions, runAdopt } from "../../../cli/commands/adopt";
import { UsageError } from "../../../cli/session";
import * as ownPackage from "../../../package.json";
import type { Emulator } from "../../../sandbox/emulator";
import { ended } from "../../../scripts/engines";
import { emulated } from "../../emulator/support/client";
import { environmentOf } from "../../support/stack";
import { sessionOn } from "../support";

describe("pulumi-swr adopt", () => {
  let emulator: Emulator;
  emulated((started) => (emulator = started));
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "swr-adopt-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function adopt(options: Partial<AdoptOptions> = {}, user = "ci") {
    let text = "";
    const lines: string[] = [];
    const all = { as: "access", language: "typescript", selection: {}, ...options } as const;
    const output = { print: (it: string) => void (text += it), log: (line: string) => void lines.push(line) };
    const code = await runAdopt(sessionOn(emulator, user).context, all, output);
    return { code, text, lines };
  }
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const readJson = (name: string): unknown => JSON.parse(read(name));

  it("prints a program, and writes nothing", async () => {
    const { code, text, lines } = await adopt();
    assert.equal(code, 0);
    assert.match(text, /new swr\.RepositoryAccess\("team-b-tools-access", \{\n {2}organization: "team-b",/);
    assert.deepEqual([lines, readdirSync(folder)], [[], []]);
  });

  it("makes a whole project that needs nothing but the package", async () => {
    const out = join(folder, "Our Access");
    const { code, text, lines } = await adopt({ out });
    assert.deepEqual([code, text], [0, ""]);
    const inside = [".gitignore", "Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"];
    assert.deepEqual(readdirSync(out).sort(), inside);
    assert.deepEqual(parse(read("Our Access/Pulumi.yaml")), {
      name: "Our-Access",
      description: "Who may use the organizations and repositories of SWR",
      runtime: "nodejs",
      options: { refresh: "always" },
      config: { "swr:region": "eu-de" },
    });
    const { dependencies } = readJson("Our Access/package.json") as typeof ownPackage;
    assert.deepEqual(dependencies, {
      "@pulumi/pulumi": `^${OLDEST_PULUMI}`,
      "pulumi-swr": `^${ownPackage.version}`,
    });
    assert.equal(ownPackage.peerDependencies["@pulumi/pulumi"], `^${OLDEST_PULUMI}`);
    assert.match(lines.join("\n"), /^written: .*index\.ts, .*Pulumi\.yaml/);
    assert.match(lines.join("\n"), /5 resources declare what is there\. Next, in .*: npm install, /);
  });

  it("keeps the files of a project that is there, beside the program", async () => {
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: mine\n");
    const { lines } = await adopt({ out: folder });
    assert.deepEqual([read("package.json"), read("Pulumi.yaml")], ["{}", "name: mine\n"]);
    assert.ok(
      lines.includes(`kept as it was: ${join(folder, "Pulumi.yaml")}, ${join(folder, "package.json")}`),
    );
    assert.ok(existsSync(join(folder, "index.ts")));
  });

  it("overwrites a program only with --force, and says which", async () => {
    for (const [language, name] of [
      ["typescript", "index.ts"],
      ["yaml", "Pulumi.yaml"],
    ] as const) {
      writeFileSync(join(folder, name), "mine");
      emulator.clearRequests();
      await assert.rejects(adopt({ language, out: folder }), (thrown: Error) => {
        assert.ok(thrown instanceof UsageError);
        assert.equal(
          thrown.message,
          `${join(folder, name)}: exists already. Give another folder, or --force to overwrite it.`,
        );
        return true;
      });
      // It is refused before anything is read, and no file is written.
      assert.deepEqual(emulator.requests(), []);
      assert.equal(read(name), "mine");
      assert.equal(existsSync(join(folder, "import.json")), false);
      const { code, lines } = await adopt({ language, out: folder, force: true });
      assert.equal(code, 0);
      assert.ok(lines.includes(`overwritten: ${join(folder, name)}`), lines.join("\n"));
      assert.match(read(name), /Written by `pulumi-swr adopt`/);
      rmSync(join(folder, name));
    }
  });

  it("refuses a folder that cannot be written before it reads anything", async () => {
    writeFileSync(join(folder, "file"), "mine");
    mkdirSync(join(folder, "made/index.ts"), { recursive: true });
    const nobodyWrites = "/sys/adopted";
    const wrong: readonly (readonly [Partial<AdoptOptions>, RegExp])[] = [
      [{ out: "" }, /^--out is empty: give it a folder\.$/],
      [{ out: join(folder, "file") }, /^--out: .*\/file is not a folder\. Give another folder\.$/],
      [{ out: join(folder, "file/below/it") }, /^--out: .*\/file is not a folder\. /],
      [{ out: join(folder, "made"), force: true }, /index\.ts is a folder, which --force does not overwrite/],
      ...(existsSync(dirname(nobodyWrites)) && process.getuid?.() !== 0
        ? [[{ out: nobodyWrites }, /^--out: \/sys may not be written by you\. /] as const]
        : []),
    ];
    for (const [options, message] of wrong)
      await assert.rejects(adopt(options), (thrown: Error) => {
        assert.ok(thrown instanceof UsageError, thrown.stack);
        assert.match(thrown.message, message);
        return true;
      });
    assert.deepEqual(emulator.requests(), []);
    assert.deepEqual(readdirSync(folder).sort(), ["file", "made"]);
  });

  it("takes a link that leads nowhere for a file that exists", async () => {
    symlinkSync(join(folder, "nowhere"), join(folder, "import.json"));
    await assert.rejects(adopt({ out: folder, language: "yaml" }), /import\.json: exists already/);
    assert.deepEqual(readdirSync(folder), ["import.json"]);
  });

  it("writes all files or none", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "mine");
    // Somebody else makes a file of the program while the lists are read.
    const forget = emulator.onRequest(() => {
      writeFileSync(join(folder, "import.json"), "theirs");
    });
    const writing = adopt({ out: folder, language: "yaml", force: true });
    await assert.rejects(
      writing,
      /^SwrError: --out .*: no file was written: import\.json was made by somebody else meanwhile\. /,
    );
    forget();
    assert.deepEqual([read("Pulumi.yaml"), read("import.json")], ["mine", "theirs"]);
    assert.deepEqual(readdirSync(folder).sort(), ["Pulumi.yaml", "import.json"]);
  });

  it("writes beside the YAML the file for pulumi import", async () => {
    await adopt({
      language: "yaml",
      all: true,
      as: "policy",
      out: folder,
      selection: { organizations: ["team-b"] },
    });
    assert.deepEqual(readdirSync(folder).sort(), ["Pulumi.yaml", "import.json"]);
    assert.deepEqual(readJson("import.json"), {
      resources: [
        { type: "swr:index:Organization", name: "team-b", id: "team-b" },
        { type: "swr:index:OrganizationAccess", name: "team-b-access", id: "team-b" },
        { type: "swr:index:Repository", name: "team-b-tools", id: "team-b/tools" },
        { type: "swr:index:RepositoryAccessPolicy", name: "team-b-policy", id: "team-b" },
      ],
    });
    const { packages, resources } = parse(read("Pulumi.yaml")) as Record<string, object>;
    assert.deepEqual(packages, { swr: `swr@${ownPackage.version}` });
    assert.deepEqual(Object.keys(resources ?? {}), [
      "team-b",
      "team-b-access",
      "team-b-tools",
      "team-b-policy",
    ]);
  });

  it("finds patterns that match none of the repositories that were not chosen", async () => {
    for (const repository of ["web/new", "web/shop"])
      emulator.createRepository({ organization: "team-a", repository });
    for (const repository of ["web/app", "web/new", "web/shop"])
      emulator.grant({ organization: "team-a", repository, user: "bob", auth: 1 });
    const { text } = await adopt({
      as: "policy",
      language: "yaml",
      selection: { organizations: ["team-a"], repositories: ["web/app", "web/new"] },
    });
    const { resources } = parse(text) as { resources: Record<string, { properties: { rules: object[] } }> };
    assert.deepEqual(Object.keys(resources), ["team-a-policy"]);
    assert.deepEqual(
      resources["team-a-policy"]?.properties.rules.map(
        (rule) => (rule as { repositories: string[] }).repositories,
      ),
      [["web/app", "web/new"]],
    );
  });

  it("ends with 1 where a list could not be read, and writes the rest", async () => {
    const answer = {
      status: 403,
      body: { errors: [{ errorCode: "SVCSTG.SWR.4030000", errorMessage: "no" }] },
    };
    emulator.fault({ match: { path: "/repos/api/access" }, times: "forever", action: { answer } });
    const { code, text, lines } = await adopt();
    assert.equal(code, 1);
    assert.match(lines.join("\n"), /^not read: .*team-a\/api/m);
    assert.match(text, /Not declared here, since it could not be read: team-a\/api\.\n/);
    assert.match(text, /"team-a-web-app-access"/);
    // The message has the number of the request, which is another one in every run.
    assert.equal((await adopt()).text, text);
  });

  it("does without the organization's list, which some may not read, where repositories are chosen", async () => {
    emulator.grant({ organization: "team-a", repository: "web/app", user: "bob", auth: 7 });
    const choices = { selection: { repositories: ["web/**"] } };
    const { code, text, lines } = await adopt(choices, "bob");
    assert.deepEqual([code, lines], [0, []]);
    assert.match(text, /"team-a-web-app-access"/);
    assert.equal((await adopt({}, "bob")).code, 1);
  });

  it("ends with 1 and prints nothing where there is nothing", async () => {
    const { code, text, lines } = await adopt({ selection: { repositories: ["none/**"] } });
    assert.deepEqual([code, text], [1, ""]);
    assert.match(lines.join("\n"), /nothing to declare/);
  });

  it("refuses --force without a folder", async () => {
    await assert.rejects(adopt({ force: true }), /--force overwrites files in a folder: give it with --out/);
  });

  it("is a command of pulumi-swr", async () => {
    const run = (...args: string[]) => {
      const main = resolve(__dirname, "../../../dist/cli/main.js");
      const env = { PATH: process.env["PATH"] ?? "", ...environmentOf(emulator) };
      return ended(
        spawn(process.execPath, [main, "adopt", ...args], { env, stdio: ["ignore", "pipe", "pipe"] }),
      );
    };
    const [done, wrong] = await Promise.all([
      run("--as", "policy", "--organization", "team-b"),
      run("--as", "rules"),
    ]);
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /new swr\.RepositoryAccessPolicy\("team-b-policy", \{/);
    assert.equal(wrong.code, 2);
    assert.match(wrong.output, /Allowed choices are access, policy/);
  });
});
