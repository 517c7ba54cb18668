/**
 * `make plugin`: writes the archives that `pulumi plugin install resource swr vVERSION --file` takes. The same content gives
 * the same bytes. PLATFORMS is `all`, or names such as `linux-amd64 darwin-arm64`; without it, this machine's platform.
 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { create } from "tar";
import { version } from "../package.json";
import schema from "../schema.json";
import { bundlePlugin } from "./bundle";

const ROOT = resolve(__dirname, "..");
const BIN = join(ROOT, "bin");
const LAUNCHERS = ["pulumi-resource-swr", "pulumi-resource-swr.cmd"];

/** Pulumi's names of operating systems and processors, by those of Node.js. */
const SYSTEMS: Readonly<Record<string, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };
const PROCESSORS: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const ALL = Object.values(SYSTEMS).flatMap((system) =>
  Object.values(PROCESSORS).map((processor) => `${system}-${processor}`),
);

export const thisMachine = (): string =>
  `${SYSTEMS[platform()] ?? platform()}-${PROCESSORS[arch()] ?? arch()}`;

/** The time of every file in an archive. It is fixed, so that an archive does not depend on the day it was made. */
const DAY = new Date("2000-01-01T00:00:00Z");

/** Writes the archive of each platform into `folder` and returns their paths. */
export async function writeArchives(folder: string, platforms: readonly string[]): Promise<string[]> {
  const strange = platforms.find((name) => !ALL.includes(name));
  if (strange !== undefined) throw new Error(`Pulumi knows no platform "${strange}", but ${ALL.join(", ")}`);
  if (schema.version !== version)
    throw new Error(`schema.json has version ${schema.version}, package.json ${version}: make them equal`);
  const content = mkdtempSync(join(tmpdir(), "swr-plugin-"));
  try {
    const { code, notice } = await bundlePlugin();
    writeFileSync(join(content, "plugin.cjs"), code);
    copyFileSync(join(__dirname, "launcher/main.js"), join(content, "main.cjs"));
    writeFileSync(join(content, "THIRD-PARTY.txt"), notice);
    copyFileSync(join(ROOT, "LICENSE"), join(content, "LICENSE"));
    const files = ["LICENSE", "THIRD-PARTY.txt", "main.cjs", "plugin.cjs"];
    for (const name of files) chmodSync(join(content, name), 0o644);
    for (const name of LAUNCHERS) {
      copyFileSync(join(__dirname, "launcher", name), join(content, name));
      chmodSync(join(content, name), 0o755);
    }
    mkdirSync(folder, { recursive: true });
    const written = platforms.map((name) => join(folder, `pulumi-resource-swr-v${version}-${name}.tar.gz`));
    for (const file of written)
      // `portable` leaves out owners and all times but the given one.
      await create({ file, cwd: content, gzip: true, portable: true, mtime: DAY }, [...files, ...LAUNCHERS]);
    return written;
  } finally {
    rmSync(content, { recursive: true });
  }
}

async function main(): Promise<void> {
  const given = (process.env["PLATFORMS"] ?? "").split(/[\s,]+/).filter((name) => name !== "");
  const platforms = given.length === 0 ? [thisMachine()] : given.includes("all") ? ALL : given;
  for (const file of await writeArchives(BIN, platforms)) process.stdout.write(`${file}\n`);
}

if (require.main === module)
  main().catch((thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  });
