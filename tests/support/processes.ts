import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The parent of a process, from Linux's /proc; undefined: the process has ended. */
function parentOf(pid: number): number | undefined {
  try {
    // The name of the program comes before, in parentheses, and may have spaces.
    const [, parent] = /^.*\) \S (\d+) /s.exec(readFileSync(`/proc/${String(pid)}/stat`, "utf8")) ?? [];
    return parent === undefined ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/**
 * Ids of the processes that a process has started, from any of its threads. The list of children in /proc is not there on every
 * Linux, and has those of one thread only, so all processes are asked for their parent. On other systems the list is empty.
 */
export function childrenOf(pid: number): number[] {
  if (!existsSync("/proc/self/stat")) return [];
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((it) => parentOf(it) === pid);
}

/** Ids of the processes that a process has started, and of those that these have started. */
export const descendantsOf = (pid: number): number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
