/** What depends on what: in which order resources are deleted, and which go with one that is deleted before its replacement. */
interface Node {
  urn: string;
  dependencies: readonly string[];
  /** URNs of the resources whose outputs an input is made of, by the name of the input. */
  propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** The same resources, each behind all that depend on it; otherwise they stay in their order. */
export function dependentsFirst<T extends Node>(all: readonly T[]): T[] {
  const left = [...all];
  const order: T[] = [];
  while (left.length > 0) {
    const isFree = (it: T): boolean =>
      !left.some((other) => other !== it && other.dependencies.includes(it.urn));
    // Where a replaced resource still stands beside its replacement, URNs can lead in a circle: then the first one goes.
    order.push(...left.splice(Math.max(left.findIndex(isFree), 0), 1));
  }
  return order;
}

/**
 * What is deleted before a resource is replaced, in this order, the resource itself last: everything that would have to be
 * replaced if what it takes from the others became unknown. `isReplaced` asks that of one, with the names of those inputs.
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
