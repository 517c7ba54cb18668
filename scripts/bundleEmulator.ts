/**
 * The last step of the build: puts the emulator's web framework, and all that it needs, into the one file of `dist/` that
 * imports it, with the notice that its licences ask for. Users then install none of it.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFramework } from "./bundle";

const FOLDER = join(__dirname, "../dist/sandbox/emulator");

/** The public types do without these, and whoever has not installed the framework could not read them. */
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
