import { existsSync, readFileSync } from "node:fs";

/** The processes that a process has started, by Linux's /proc; elsewhere none can be told. */
export function childrenOf(pid: number): number[] {
  const file = `/proc/${String(pid)}/task/${String(pid)}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split(" ")
    .flatMap((child) => (child.trim() === "" ? [] : Number(child)));
}

/** Those, and what they have started. */
export const descendantsOf = (pid: number): number[] =>
  childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
