/** Reads profiles of processes, and says in text where their processor time went. */
import { readdirSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { table } from "./markdown";

/** One function of a profile. Lines and columns count from 0. */
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}
export interface Profile {
  readonly command: readonly string[];
  readonly profile: {
    readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
    readonly samples: readonly number[];
    /** Microseconds. */
    readonly timeDeltas: readonly number[];
  };
}

/** How many lines each table has. */
const SHOWN = 20;

/** The profiles that the processes have written into a folder. */
export const profilesIn = (folder: string): Profile[] =>
  readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Profile);

/** Where a function comes from: its package, or the folder of our own; and its file. */
interface Origin {
  readonly owner: string;
  readonly file: string;
}

/** The origin of a function, by the path of its source: `…/node_modules/axios/lib/core/Axios.js`, `../provider/http/retry.ts`, `node:net`. */
export function originOf(path: string): Origin {
  if (path === "") return { owner: "Node itself, compiled", file: "" };
  if (path.startsWith("node:")) return { owner: "Node's library", file: path };
  const [, name = "", file = ""] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(path) ?? [];
  if (name !== "") return { owner: name, file: `${name}/${file}` };
  const own = /(?:^|\/)((?:provider|sdk|cli)\/.*)$/.exec(path)?.[1] ?? path.split("/").at(-1) ?? path;
  const folders = own.split("/").slice(0, -1);
  const depth = own.startsWith("provider/resources/") ? 3 : 2;
  return { owner: folders.slice(0, depth).join("/") || own, file: own };
}

const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;

function ranking(times: ReadonlyMap<string, number>, all: number): readonly (readonly string[])[] {
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, time]) => [percent(time, all), (time / 1000).toFixed(0), name]);
}

/** Names in a profile that stand for no function, in words. Idle time is left out. */
const NO_FUNCTIONS: Readonly<Record<string, string>> = {
  "(garbage collector)": "collecting garbage",
  "(program)": "outside of JavaScript",
};

/** Two tables: the processor time of the main thread by package, and by function. `map`: of the file that the process ran. */
export function textOf({ profile }: Profile, map?: SourceMap): string {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [owners, functions] = [new Map<string, number>(), new Map<string, number>()];
  const add = (times: Map<string, number>, name: string, time: number): void => {
    times.set(name, (times.get(name) ?? 0) + time);
  };
  let all = 0;
  profile.samples.forEach((id, at) => {
    const frame = frames.get(id);
    const time = profile.timeDeltas[at] ?? 0;
    if (frame === undefined || frame.functionName === "(idle)") return;
    all += time;
    const entry = frame.url.endsWith("/main.cjs")
      ? map?.findEntry(frame.lineNumber, frame.columnNumber)
      : undefined;
    const source =
      entry !== undefined && "originalSource" in entry ? String(entry.originalSource) : frame.url;
    const { owner, file } = originOf(source);
    const special = NO_FUNCTIONS[frame.functionName];
    add(owners, special ?? owner, time);
    add(functions, special ?? `${frame.functionName || "(anonymous)"} ${file}`.trim(), time);
  });
  const heads = (what: string): string[] => ["share", "ms", what];
  return [
    `${(all / 1e6).toFixed(2)} s of the main thread.`,
    table(heads("package or folder"), ranking(owners, all)),
    table(heads("function"), ranking(functions, all)),
  ].join("\n\n");
}
