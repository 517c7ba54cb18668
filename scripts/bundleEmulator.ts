/**
 * The last step of the build: puts the emulator's web framework with all its packages into the one file of `dist/` that
 * imports it, and the notice that their licences ask for beside it. So users do not install the framework.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFramework } from "./bundle";

const FOLDER = join(__dirname, "../dist/sandbox/emulator");

/** Removes declarations that name the framework's types: users have not installed it, and the public types need none of them. */
function removeFrameworkTypes(): void {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((it) => it.endsWith(".d.ts"))) {
    const file = join(FOLDER, name);
    if (/from "(fastify|\.{1,2}\/framework)"/.test(readFileSync(file, "utf8"))) rmSync(file);
  }
}

async function main(): Promise<void> {
  const { code, notice } = await bundleFramework();
  writeFileSync(join(FOLDER, "framework.js"), code);
  writeFileSync(join(FOLDER, "THIRD-PARTY.txt"), notice);
  removeFrameworkTypes();
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
