/**
 * Writes THIRD-PARTY.md: what is installed with this package, and under which licences, by the lockfile. Fails where a
 * licence is not permissive. `--check`: fails where the file differs, too.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installed } from "./lockfile";
import { isPermissive } from "./permissive";

const FILE = join(__dirname, "../THIRD-PARTY.md");

const packages = installed()
  .filter(({ isProduction }) => isProduction)
  .map(({ name, version, license = "none" }) => ({ name, version, license }));
const refused = packages.filter(({ license }) => !isPermissive(license));
const rows = [
  ...new Set(packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`)),
];
const page = [
  "# Third-party packages",
  "",
  "Made from `package-lock.json` by `make docs`. What npm installs with `pulumi-swr`, besides `@pulumi/pulumi`, which",
  "programs bring themselves. None of it is part of the package; each comes with the text of its licence.",
  "",
  "| package | version | licence |",
  "|---|---|---|",
  ...rows.sort(),
  "",
].join("\n");

if (refused.length > 0) {
  const names = refused.map(({ name, license }) => `${name} (${license})`).join(", ");
  console.error(`Not under a permissive licence: ${names}. Replace the package.`);
  process.exitCode = 1;
} else if (!process.argv.includes("--check")) writeFileSync(FILE, page);
else if (readFileSync(FILE, "utf8") !== page) {
  console.error("THIRD-PARTY.md is not what package-lock.json says: run make docs.");
  process.exitCode = 1;
}
