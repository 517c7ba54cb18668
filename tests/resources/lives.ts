import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { REGISTRY } from "../../provider/registry";
import { uncapital } from "../../scripts/made/names";
import type { Life } from "./support/life";

/** What the life of a resource is called in its file. */
export const nameOf = uncapital;

/** The file of the life of a resource. */
export const fileOf = (resource: string): string => `tests/resources/${nameOf(resource)}.ts`;

const load = createRequire(__filename);

/** The lives of all resources of the registry: each has a file of its own, which exports it under its name. */
export const LIVES: readonly Life[] = Object.keys(REGISTRY).flatMap((resource) => {
  const name = nameOf(resource);
  if (!existsSync(`${__dirname}/${name}.ts`)) return [];
  return (load(`./${name}`) as Readonly<Record<string, Life>>)[name] ?? [];
});
