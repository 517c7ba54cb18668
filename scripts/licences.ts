/**
 * Writes THIRD-PARTY.md: the packages that are installed with this one (from the lockfile) or bundled in it (from the bundler),
 * with their licences. Fails for a licence that is not permissive; with `--check` also where the file differs.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFramework, bundleReport, type Part } from "./bundle";
import { installed } from "./lockfile";
import { isPermissive } from "./permissive";

const FILE = join(__dirname, "../THIRD-PARTY.md");

function table(packages: readonly Part[]): string[] {
  const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  return ["| package | version | licence |", "|---|---|---|", ...[...new Set(rows)].sort(), ""];
}

function installedParts(): Part[] {
  const packages = installed()
    .filter(({ isProduction }) => isProduction)
    .map(({ name, version, license = "none" }) => ({ name, version, license }));
  const refused = packages.filter(({ license }) => !isPermissive(license));
  if (refused.length === 0) return packages;
  const names = refused.map(({ name, license }) => `${name} (${license})`).join(", ");
  throw new Error(`Not under a permissive licence: ${names}. Replace the package.`);
}

async function main(): Promise<void> {
  const page = [
    "# Third-party packages",
    "",
    "Made from `package-lock.json` and the bundler by `make docs`.",
    "",
    "## Installed with it",
    "",
    "What npm installs with `pulumi-swr`, besides `@pulumi/pulumi`, which programs bring themselves. None of it is part of the",
    "package; each comes with the text of its licence.",
    "",
    ...table(installedParts()),
    "## In it",
    "",
    "What `dist/sandbox/emulator/framework.js` holds, the web framework of the emulator. `THIRD-PARTY.txt` beside it has the texts",
    "of the licences. The archives of the plugin hold a file of the same name for what is in them.",
    "",
    ...table((await bundleFramework()).parts),
    "What `dist/cli/html/app.js` holds, and with it every HTML report. `THIRD-PARTY.txt` beside it and the end of each report",
    "have the texts of the licences.",
    "",
    ...table((await bundleReport()).parts),
  ].join("\n");
  if (!process.argv.includes("--check")) writeFileSync(FILE, page);
  else if (readFileSync(FILE, "utf8") !== page)
    throw new Error("THIRD-PARTY.md is not what package-lock.json and the bundler say: run make docs.");
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
