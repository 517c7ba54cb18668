/** Puts a program or module with all its packages into one JavaScript file, and lists the notices that their licences ask for. */
import { build, type BuildOptions, type OutputFile } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isPermissive } from "./permissive";

const ROOT = resolve(__dirname, "..");

export interface Bundle {
  readonly code: Uint8Array;
  readonly parts: readonly Part[];
  /** Names, versions and licences of the packages in the bundle, as a text for users. */
  readonly notice: string;
}

/** A package of which something is in a bundle. */
export interface Part {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

/** The view of the HTML report: a script and a style sheet for the browser. */
export interface ReportBundle extends Bundle {
  readonly style: Uint8Array;
}

interface Source {
  readonly entry: string;
  /** File name under which users find the bundle. */
  readonly name: string;
  /** Packages that the code imports only for features that we do not use. They are left out. */
  readonly unused?: string[];
}

/** Programs of Node.js. Identifiers are not shortened, so that the stack of an error can be read. */
const FOR_NODE: BuildOptions = {
  platform: "node",
  target: "node20",
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
};

/** A page takes the code in, so it is as short as can be. */
const FOR_BROWSERS: BuildOptions = {
  platform: "browser",
  target: "es2022",
  format: "iife",
  charset: "ascii",
  minify: true,
};

/** Bundles the plugin. gRPC loads the package that is left out only to offer its own channelz and ORCA services. */
export const bundlePlugin = (): Promise<Bundle> =>
  bundle({ entry: "provider/hosts/plugin/main.ts", name: "main.cjs", unused: ["@grpc/proto-loader"] });

/** Bundles the web framework of the emulator. */
export const bundleFramework = (): Promise<Bundle> =>
  bundle({ entry: "sandbox/emulator/framework.ts", name: "framework.js" });

/** Bundles the view of the HTML report. */
export async function bundleReport(): Promise<ReportBundle> {
  const { files, ...rest } = await builtFrom(
    { entry: "cli/html/app/main.tsx", name: "The script" },
    FOR_BROWSERS,
  );
  return { ...rest, code: fileOf(files, ".js"), style: fileOf(files, ".css") };
}

async function bundle(source: Source): Promise<Bundle> {
  const { files, ...rest } = await builtFrom(source, FOR_NODE);
  return { ...rest, code: fileOf(files, ".js") };
}

function fileOf(files: readonly OutputFile[], ending: string): Uint8Array {
  const file = files.find(({ path }) => path.endsWith(ending));
  if (file === undefined) throw new Error(`esbuild wrote no ${ending} file`);
  return file.contents;
}

async function builtFrom({ entry, name, unused = [] }: Source, options: BuildOptions) {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    external: unused,
    legalComments: "none",
    outdir: "bin",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const folders = [...new Set(Object.keys(metafile.inputs).map(packageOf))].filter((it) => it !== undefined);
  const parts = folders
    .sort()
    .map((folder) => ({ ...partIn(folder), text: licenceText(join(ROOT, folder)) }));
  const head = `${name} holds, beside pulumi-swr itself, parts of these packages.\n`;
  const notices = parts.map((part) => `${part.name} ${part.version} (${part.license})\n\n${part.text}\n`);
  return { files: outputFiles, parts, notice: [head, ...notices].join(`\n${"-".repeat(80)}\n\n`) };
}

/** The folder of the package that a file comes from; undefined for our own files. */
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

function partIn(folder: string): Part {
  const text = readFileSync(join(ROOT, folder, "package.json"), "utf8");
  const {
    name,
    version,
    license = "none",
  } = JSON.parse(text) as Partial<Part> & Pick<Part, "name" | "version">;
  if (!isPermissive(license))
    throw new Error(`${name} is not under a permissive licence (${license}): replace the package`);
  return { name, version, license };
}
