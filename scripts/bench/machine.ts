import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";
import { hasPulumi } from "../engines";

/** What the figures depend on, without a name or a path of the machine. */
export const machine = (): Record<string, string> => ({
  processors: `${String(cpus().length)} × ${(cpus()[0]?.model ?? "unknown").trim()}`,
  memory: `${String(Math.round(totalmem() / 2 ** 30))} GiB`,
  system: `${platform()} ${arch()}`,
});

const versionOf = (name: string): string => {
  const file = join(__dirname, "../../node_modules", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
};

export const versions = (): Record<string, string> => ({
  "pulumi-swr": version,
  node: process.version,
  "@pulumi/pulumi": versionOf("@pulumi/pulumi"),
  ...(hasPulumi() ? { pulumi: execFileSync("pulumi", ["version"], { encoding: "utf8" }).trim() } : {}),
});
