/**
 * Finds the rules of a policy: one for each set of users, with the fewest patterns that match exactly the repositories that
 * have this set. Pure.
 */

/** A folder in the tree of repository names. `web` may be both a repository and a folder. */
interface Folder {
  /** `web/`; empty at the top. */
  readonly prefix: string;
  /** Repositories that stand directly in the folder, sorted. */
  readonly repositories: string[];
  readonly folders: Map<string, Folder>;
  /** All repositories in the folder and below. */
  readonly all: string[];
}

function treeOf(names: readonly string[]): Folder {
  const newFolder = (prefix: string): Folder => ({ prefix, repositories: [], folders: new Map(), all: [] });
  const top = newFolder("");
  for (const name of [...names].sort()) {
    let folder = top;
    folder.all.push(name);
    for (const part of name.split("/").slice(0, -1)) {
      const inner = folder.folders.get(part) ?? newFolder(`${folder.prefix}${part}/`);
      folder.folders.set(part, inner);
      folder = inner;
      folder.all.push(name);
    }
    folder.repositories.push(name);
  }
  return top;
}

/** A pattern matches at least two repositories. One repository alone is named: nothing shows which users a later one beside it should get. */
const isWorthAPattern = (names: readonly string[]): boolean => names.length > 1;

/** Patterns that match the wanted repositories of a folder one by one, or by `*`, without those in folders below it. */
function direct({ prefix, repositories }: Folder, isWanted: (name: string) => boolean): string[] {
  const wanted = repositories.filter(isWanted);
  const isAll = wanted.length === repositories.length;
  return isAll && isWorthAPattern(wanted) ? [`${prefix}*`] : wanted;
}

/** The patterns for a folder of which at most one repository is wanted, or all of them; undefined in every other case. */
function simple({ prefix, all }: Folder, wanted: readonly string[]): string[] | undefined {
  if (!isWorthAPattern(wanted)) return [...wanted];
  return wanted.length === all.length ? [`${prefix}**`] : undefined;
}

/** The fewest patterns without `!` that match exactly the wanted repositories of a folder and below. */
function plain(folder: Folder, isWanted: (name: string) => boolean): string[] {
  const inside = (): string[] => [...folder.folders.values()].flatMap((inner) => plain(inner, isWanted));
  return simple(folder, folder.all.filter(isWanted)) ?? [...direct(folder, isWanted), ...inside()];
}

/**
 * The fewest patterns that match exactly the wanted repositories of a folder and below. Where most are wanted, that is the
 * whole folder, and `!` before patterns for the others. Such a pattern never matches a wanted repository, so it takes
 * nothing away from the other patterns of the rule.
 */
function patternsIn(folder: Folder, isWanted: (name: string) => boolean): string[] {
  const found = simple(folder, folder.all.filter(isWanted));
  if (found !== undefined) return found;
  const apart = [
    ...direct(folder, isWanted),
    ...[...folder.folders.values()].flatMap((inner) => patternsIn(inner, isWanted)),
  ];
  const others = plain(folder, (name) => !isWanted(name));
  const whole = [`${folder.prefix}**`, ...others.map((pattern) => `!${pattern}`)];
  return whole.length < apart.length ? whole : apart;
}

/** Repositories that share one set of users. */
export interface Group<Set> {
  readonly repositories: readonly string[];
  readonly set: Set;
}

/** A group, with the patterns that match its repositories and none of the others. */
export interface Found<Set> extends Group<Set> {
  readonly patterns: readonly string[];
}

/**
 * The patterns of each group. `names`: all repositories of the organization, also those of no group, which no pattern
 * matches. Sorted by the patterns, so that `**` comes first.
 */
export function patternsOf<Set>(
  names: readonly string[],
  groups: readonly Group<Set>[],
): readonly Found<Set>[] {
  const tree = treeOf(names);
  const found = groups.map((group) => {
    const wanted = new Set(group.repositories);
    return { ...group, patterns: patternsIn(tree, (name) => wanted.has(name)) };
  });
  const keyOf = ({ patterns }: Found<Set>): string => patterns.join(" ");
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
