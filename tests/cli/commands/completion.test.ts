import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../process";

const MAIN = join(__dirname, "../../../dist/cli/main.js");
const isThere = (shell: string): boolean => spawnSync(shell, ["--version"]).status === 0;

describe("pulumi-swr completion", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "completion-"));
    const shim = join(folder, "pulumi-swr");
    writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
    chmodSync(shim, 0o755);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** What a real bash offers for this line, whose last word is being typed. */
  async function offered(line: string): Promise<string[]> {
    const { out: script } = await runCli(["completion", "bash"]);
    const file = join(folder, "completion.bash");
    writeFileSync(file, script);
    const program = `
      source "$1"
      read -ra COMP_WORDS <<< "$2"
      [[ "$2" == *" " ]] && COMP_WORDS+=("")
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMP_LINE="$2"; COMP_POINT=\${#COMP_LINE}
      $(complete -p pulumi-swr | sed -E 's/.*-F ([^ ]+).*/\\1/')
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const environment = { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    const answer = execFileSync("bash", ["--norc", "--noprofile", "-c", program, "bash", file, line], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env: environment,
    });
    return answer.split("\n").flatMap((it) => it.trim() || []);
  }

  if (isThere("bash")) {
    it("bash offers the commands", async () => {
      const commands = await offered("pulumi-swr ");
      for (const command of ["report", "adopt", "probe", "completion"])
        assert.ok(commands.includes(command), commands.join());
      assert.deepEqual(await offered("pulumi-swr rep"), ["report"]);
    });

    it("bash offers the flags of a command, and the values of one", async () => {
      assert.deepEqual(await offered("pulumi-swr report --org"), ["--organization"]);
      assert.deepEqual(await offered("pulumi-swr report --format m"), ["markdown"]);
      assert.deepEqual(await offered("pulumi-swr report --user alice --for"), ["--format"]);
      assert.deepEqual(await offered("pulumi-swr report --user "), []);
      assert.deepEqual(await offered("pulumi-swr completion z"), ["zsh"]);
    });

    it("bash offers files where a flag takes one", async () => {
      writeFileSync(join(folder, "stack one.json"), "");
      assert.deepEqual(await offered(`pulumi-swr report --stack-export ${folder}/stack`), [
        join(folder, "stack one.json"),
      ]);
    });

    it("nothing of a half-typed line is run", async () => {
      const mark = join(folder, "mark");
      await offered(`pulumi-swr report --user $(touch\${IFS}${mark}) --for`);
      assert.equal(existsSync(mark), false);
    });
  }

  for (const [shell, mark] of [
    [
      "zsh",
      /^ {4}report\) _arguments .*'\*--format\[how to show it\]:value:\(table json csv markdown html\)'/m,
    ],
    [
      "fish",
      /^complete .*'__fish_seen_subcommand_from report' -l format -x -a 'table json csv markdown html' -d 'how to show it'$/m,
    ],
  ] as const)
    it(`there is a script for ${shell}`, async () => {
      const { code, out, err } = await runCli(["completion", shell]);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, mark);
      if (isThere(shell)) execFileSync(shell, ["-n"], { input: out });
    });

  it("another shell is refused, and the help says which there are", async () => {
    const { code, err } = await runCli(["completion", "tcsh"]);
    assert.equal(code, 2);
    assert.match(err, /Allowed choices are bash, zsh, fish/);
    const help = await runCli(["completion", "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.out, /Examples:[\s\S]*source <\(pulumi-swr completion bash\)/);
    assert.match((await runCli(["--help"])).out, /completion/);
  });
});
