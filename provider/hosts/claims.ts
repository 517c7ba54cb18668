import type { Claim } from "../resource";

/**
 * The refusal of two resources of one program that exclude each other. The names are sorted, since programs register
 * resources at the same time and their order is chance.
 */
export function refusalOf(type: string, names: readonly [string, string], { what, why }: Claim): string {
  const [first, second] = [...names].sort();
  return `${type} "${first ?? ""}" and "${second ?? ""}" both declare ${what}: ${why}`;
}
