/** The files of a generated program, and how they are written without harm to what is there already. */
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import { messageOf, SwrError } from "../../provider/errors";
import schema from "../../schema.json";
import { UsageError } from "../session";
import type { Language } from "./header";
import { importFileOf } from "./importFile";
import type { Program } from "./program";
import { typescriptOf } from "./typescript";
import { yamlOf } from "./yaml";

/** The oldest version of Pulumi's SDK that the package works with. */
export const OLDEST_PULUMI = "3.216.0";
const DESCRIPTION = "Who may use the organizations and repositories of SWR";
/** The name of a project that is printed, and so has no folder. */
const UNNAMED = "swr-access";

export interface Files {
  /** The program itself. */
  readonly program: Readonly<Record<string, string>>;
  /** What a new project needs beside the program. A project that has such a file keeps its own. */
  readonly around: Readonly<Record<string, string>>;
}

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The files of a project for the npm package, beside its program. */
function aroundTypescript({ region }: Program, project: string): Files["around"] {
  return {
    "Pulumi.yaml": stringify({
      name: project,
      description: DESCRIPTION,
      runtime: "nodejs",
      // Each preview reads first who has access, so that it shows drift by property.
      options: { refresh: "always" },
      ...(region === undefined ? {} : { config: { "swr:region": region } }),
    }),
    "package.json": json({
      name: project.toLowerCase(),
      private: true,
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": `^${OLDEST_PULUMI}`, "pulumi-swr": `^${schema.version}` },
      devDependencies: { "@types/node": "^20", typescript: "^5" },
    }),
    "tsconfig.json": json({
      compilerOptions: {
        strict: true,
        outDir: "bin",
        target: "es2022",
        module: "node16",
        moduleResolution: "node16",
        types: ["node"],
        skipLibCheck: true,
      },
      files: ["index.ts"],
    }),
    ".gitignore": "/bin/\n/node_modules/\n",
  };
}

/** The name of the project in a folder: the folder's own, as `pulumi new` does. */
const projectIn = (folder: string): string => {
  const name = basename(resolve(folder)).replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  return /^[A-Za-z0-9]/.test(name) ? name.slice(0, 100) : UNNAMED;
};

/** What is written where no folder is given: the program alone. */
export const printed = (program: Program, language: Language): string =>
  language === "typescript" ? typescriptOf(program) : yamlOf(program, UNNAMED);

export function filesOf(program: Program, language: Language, folder: string): Files {
  const project = projectIn(folder);
  if (language === "typescript")
    return { program: { "index.ts": typescriptOf(program) }, around: aroundTypescript(program, project) };
  const files = { "Pulumi.yaml": yamlOf(program, project), "import.json": importFileOf(program) };
  return { program: files, around: {} };
}

/** The files that a program consists of. */
const PROGRAM_FILES: Readonly<Record<Language, readonly string[]>> = {
  typescript: ["index.ts"],
  yaml: ["Pulumi.yaml", "import.json"],
};

/** Whether something has this path, also a link that leads nowhere. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const refuse = (path: string, reason: string): UsageError =>
  new UsageError(`--out: ${path} ${reason}. Give another folder.`);

/** Refuses a folder in which no file can be made. A folder that does not exist yet is made in the one above it. */
function checkFolder(folder: string): void {
  let path = resolve(folder);
  while (!existsSync(path)) path = dirname(path);
  if (!statSync(path).isDirectory()) throw refuse(path, "is not a folder");
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch {
    throw refuse(path, "may not be written by you");
  }
}

/**
 * The files of the program that exist in a folder already. Without `force` they are refused, and so is a folder that cannot
 * be written: then nothing has to be read.
 */
export function filesInTheWay(folder: string, language: Language, force: boolean): readonly string[] {
  checkFolder(folder);
  const found = PROGRAM_FILES[language].filter((name) => isThere(join(folder, name)));
  const paths = found.map((name) => join(folder, name));
  if (found.length > 0 && !force)
    throw new UsageError(
      `${paths.join(", ")}: exists already. Give another folder, or --force to overwrite it.`,
    );
  const other = paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
  if (other !== undefined) throw refuse(other, "is a folder, which --force does not overwrite");
  return found;
}

/** What became of the files, by their paths. */
export interface Written {
  readonly written: readonly string[];
  readonly overwritten: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Writes files into a folder, all or none. They are written into a folder of their own first, where a full disk harms nothing,
 * and then moved to their places.
 */
function writeAll(
  folder: string,
  files: Readonly<Record<string, string>>,
  inTheWay: readonly string[],
): void {
  mkdirSync(folder, { recursive: true });
  const staging = mkdtempSync(join(folder, ".adopt-"));
  try {
    const names = Object.keys(files);
    for (const name of names) writeFileSync(join(staging, name), files[name] ?? "");
    const made = names.find((name) => !inTheWay.includes(name) && isThere(join(folder, name)));
    if (made !== undefined) throw new Error(`${made} was made by somebody else meanwhile`);
    for (const name of names) renameSync(join(staging, name), join(folder, name));
  } finally {
    rmSync(staging, { recursive: true });
  }
}

/** Writes a project into a folder. `inTheWay`: the files of the program that may be overwritten. */
export function writeFiles(folder: string, { program, around }: Files, inTheWay: readonly string[]): Written {
  const kept = Object.keys(around).filter((name) => isThere(join(folder, name)));
  const added = Object.entries(around).filter(([name]) => !kept.includes(name));
  try {
    writeAll(folder, { ...program, ...Object.fromEntries(added) }, inTheWay);
  } catch (thrown) {
    throw new SwrError(
      `--out ${folder}: no file was written: ${messageOf(thrown)}. Mend that, and adopt again.`,
    );
  }
  const names = [...Object.keys(program), ...added.map(([name]) => name)];
  const paths = (list: readonly string[]): string[] => list.map((name) => join(folder, name));
  return {
    written: paths(names.filter((name) => !inTheWay.includes(name))),
    overwritten: paths(inTheWay),
    kept: paths(kept),
  };
}
