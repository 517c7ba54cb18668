/** Writes the file for `pulumi import --file`, which takes everything that a program declares into a stack. */
import type { Program } from "./program";

export const importFileOf = ({ resources }: Program): string => {
  const imports = resources.map(({ type, name, id }) => ({ type: `swr:index:${type}`, name, id }));
  return `${JSON.stringify({ resources: imports }, undefined, 2)}\n`;
};
