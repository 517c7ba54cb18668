import type { Claim } from "../resource";

/** Why two resources of a program may not both be there. Which of them comes second is chance: programs register at the same time. */
export function refusalOf(type: string, names: readonly [string, string], { what, why }: Claim): string {
  const [first, second] = [...names].sort();
  return `${type} "${first ?? ""}" and "${second ?? ""}" both declare ${what}: ${why}`;
}
