import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { ended, hasPulumi, pulumiCli, type Run } from "../../scripts/engines";
import { assertBuilt } from "../support/built";
import { DeclaredProject } from "../support/program";
import { accessCalls, environmentOf, granted, PLACE } from "../support/stack";
import { EXAMPLE } from "./driftCheck";

const ROOT = resolve(__dirname, "../..");

/** Gives a project its packages as npm does: a folder of its own, with the command of this package. */
function install(project: DeclaredProject): void {
  const packages = join(project.folder, "node_modules");
  const bin = join(packages, ".bin");
  rmSync(packages);
  mkdirSync(bin, { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules")))
    if (!name.startsWith(".")) symlinkSync(join(ROOT, "node_modules", name), join(packages, name));
  writeFileSync(join(bin, "pulumi-swr"), `#!/bin/sh\nexec node ${ROOT}/dist/cli/main.js "$@"\n`);
  chmodSync(join(bin, "pulumi-swr"), 0o755);
}

describe("examples: the drift check on the real CLI", () => {
  if (!hasPulumi()) {
    it("is left out: no pulumi is on PATH", () => undefined);
    return;
  }
  let emulator: Emulator;
  let project: DeclaredProject;
  before(async () => {
    assertBuilt();
    emulator = await startEmulator();
    project = new DeclaredProject(pulumiCli, environmentOf(emulator), { refresh: false });
    install(project);
  });
  after(async () => {
    project.remove();
    await emulator.stop();
  });

  const check = (): Promise<Run> => {
    const home = join(project.folder, "home");
    const { PATH = "" } = process.env;
    const env = { PATH, HOME: home, ...pulumiCli.environment(home), ...environmentOf(emulator) };
    const script = [join(EXAMPLE, "drift-check.sh"), "dev", "access-report"];
    return ended(spawn("bash", script, { cwd: project.folder, env, stdio: ["ignore", "pipe", "pipe"] }));
  };
  const published = (name: string): string =>
    readFileSync(join(project.folder, "access-report", name), "utf8");

  it("ends with 0 where access is as declared; with 7 where somebody else has access, who stands in every file", async () => {
    project.declare({
      resources: { web: { ...PLACE, users: [{ userName: "alice", permission: "Manage" }] } },
    });
    const up = await project.run("up");
    assert.equal(up.code, 0, up.output);
    const clean = await check();
    assert.equal(clean.code, 0, clean.output);

    emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    emulator.clearRequests();
    const drifted = await check();
    assert.equal(drifted.code, 7, drifted.output);
    for (const name of ["preview.txt", "report.html", "report.md"]) assert.match(published(name), /mallory/);
    assert.match(published("report.md"), /\| undeclared \| `team-a\/web\/app` \| `mallory` \| Manage \|/);
    assert.deepEqual(
      accessCalls(emulator.requests()).filter((call) => call !== "GET"),
      [],
    );
    assert.deepEqual(granted(emulator), ["alice=7", "mallory=7"]);
  });
});
