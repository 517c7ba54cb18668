/** Dependencies: in which order resources are deleted, and which others a resource takes along that is deleted first. */
interface Node {
  urn: string;
  dependencies: readonly string[];
  /** URNs of the resources whose outputs an input is made of, by the name of the input. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** Sorts resources so that each comes after all that depend on it. Otherwise their order stays. */
export function dependentsFirst<T extends Node>(all: readonly T[]): T[] {
  const left = [...all];
  const order: T[] = [];
  while (left.length > 0) {
    const isFree = (it: T): boolean =>
      !left.some((other) => other !== it && other.dependencies.includes(it.urn));
    // A replaced resource has the URN of its replacement. If dependencies form a circle because of that, take the first one.
    order.push(...left.splice(Math.max(left.findIndex(isFree), 0), 1));
  }
  return order;
}

/**
 * All that has to be deleted before `root` is deleted and replaced, in this order, with `root` last. A dependent belongs to it
 * if unknown inputs would replace it. `isReplaced` asks that for one resource and the inputs that become unknown.
 */
export async function fallingWith<T extends Node>(
  root: T,
  all: readonly T[],
  isReplaced: (it: T, unknown: readonly string[]) => Promise<boolean>,
): Promise<T[]> {
  const falling = [root];
  const isFrom = (urn: string): boolean => falling.some((it) => it.urn === urn);
  for (const it of dependentsFirst(all).reverse()) {
    const inputs = Object.entries(it.propertyDependencies);
    const unknown = inputs.flatMap(([name, urns]) => (urns.some(isFrom) ? [name] : []));
    if (it !== root && unknown.length > 0 && (await isReplaced(it, unknown))) falling.push(it);
  }
  return dependentsFirst(falling);
}
