/**
 * A step of the build: puts the view of the HTML report, with the library it is made with, into the files of `dist/` that
 * every report takes in, and the notice that the library's licence asks for beside them.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleReport } from "./bundle";

const FOLDER = join(__dirname, "../dist/cli/html");

async function main(): Promise<void> {
  const { code, style, notice } = await bundleReport();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "app.js"), code);
  writeFileSync(join(FOLDER, "app.css"), style);
  writeFileSync(join(FOLDER, "THIRD-PARTY.txt"), notice);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
