/** Reads from package-lock.json which packages are installed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}
export interface Installed extends Entry {
  readonly name: string;
  /** Whether users install it with this package. */
  readonly isProduction: boolean;
}

export function installed(): Installed[] {
  const text = readFileSync(join(__dirname, "../package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, Entry> };
  return Object.entries(packages).flatMap(([path, entry]) => {
    const name = path.split("node_modules/").pop() ?? "";
    if (name === "") return [];
    const { dev, devOptional, peer } = entry;
    return [{ ...entry, name, isProduction: dev !== true && devOptional !== true && peer !== true }];
  });
}
