/** The plugin in one JavaScript file, with all that it needs, and what its parts' licences ask to be told. */
import { build } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isPermissive } from "./permissive";

const ROOT = resolve(__dirname, "..");
const MAIN = "provider/hosts/plugin/main.ts";

/** Only loaded where gRPC's own channelz and ORCA services are offered, which this plugin does not do. */
const UNUSED = ["@grpc/proto-loader"];

export interface Bundle {
  readonly code: Uint8Array;
  /** Names, versions and licences of the packages in it. */
  readonly notice: string;
}

interface Part {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

export async function bundle(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [MAIN],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    external: UNUSED,
    // Names stay: a stack in an error can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    outdir: "bin",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild wrote nothing");
  return { code: file.contents, notice: noticeOf(Object.keys(metafile.inputs)) };
}

/** The folder of the package that a file comes from; undefined: it is our own. */
const packageOf = (file: string): string | undefined => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0];

/** A package's licence in full: a file of its own, or the end of its README. */
function licenceText(folder: string): string {
  const names = readdirSync(folder).sort();
  const own = names.filter((name) => /^(licen[cs]e|notice|copying)/i.test(name));
  if (own.length > 0) return own.map((name) => readFileSync(join(folder, name), "utf8").trim()).join("\n\n");
  const readme = names.find((name) => /^readme/i.test(name));
  const text = readme === undefined ? "" : readFileSync(join(folder, readme), "utf8");
  const [, licence] = /^(?:#+ *)?licen[cs]e\n(?:[-=]+\n)?([\s\S]+)/im.exec(text) ?? [];
  if (licence === undefined) throw new Error(`${folder} shows no licence: replace the package`);
  return licence.trim();
}

function noticeOf(files: readonly string[]): string {
  const folders = [...new Set(files.map(packageOf).filter((it) => it !== undefined))].sort();
  const parts = folders.map((folder) => {
    const path = join(ROOT, folder);
    const {
      name,
      version,
      license = "none",
    } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Part;
    if (!isPermissive(license))
      throw new Error(`${name} is not under a permissive licence (${license}): replace the package`);
    return `${name} ${version} (${license})\n\n${licenceText(path)}\n`;
  });
  const head = "main.cjs holds, beside pulumi-swr itself, parts of these packages.\n";
  return [head, ...parts].join(`\n${"-".repeat(80)}\n\n`);
}
