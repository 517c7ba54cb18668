import { existsSync, readFileSync } from "node:fs";

/** Ids of the processes that a process has started, from Linux's /proc. On other systems the list is empty. */
export function childrenOf(pid: number): number[] {
  const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split(" ")
    .flatMap((child) => (child.trim() === "" ? [] : Number(child)));
}

/** Ids of the processes that a process has started, and of those that these have started. */
export const descendantsOf = (pid: number): number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
