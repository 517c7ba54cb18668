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
}

function treeOf(names: readonly string[]): Folder {
  const newFolder = (prefix: string): Folder => ({ prefix, repositories: [], folders: new Map() });
  const top = newFolder("");
  for (const name of [...names].sort()) {
    let folder = top;
    for (const part of name.split("/").slice(0, -1)) {
      const inner = folder.folders.get(part) ?? newFolder(`${folder.prefix}${part}/`);
      folder.folders.set(part, inner);
      folder = inner;
    }
    folder.repositories.push(name);
  }
  return top;
}

const allIn = (folder: Folder): string[] => [
  ...folder.repositories,
  ...[...folder.folders.values()].flatMap(allIn),
];

/** A pattern stands for two repositories at least. A single one is named, since nothing shows what others beside it would get. */
const isWorthAPattern = (names: readonly string[]): boolean => names.length > 1;

/** Patterns that match the wanted repositories of a folder one by one, or by `*`, without those in folders below it. */
function direct({ prefix, repositories }: Folder, isWanted: (name: string) => boolean): string[] {
  const wanted = repositories.filter(isWanted);
  const isAll = wanted.length === repositories.length;
  return isAll && isWorthAPattern(wanted) ? [`${prefix}*`] : wanted;
}

/** Whether `**` in a folder matches just what is wanted. */
function isWhole(folder: Folder, isWanted: (name: string) => boolean): boolean {
  const all = allIn(folder);
  return isWorthAPattern(all) && all.every(isWanted);
}

/** The fewest patterns without `!` that match exactly the wanted repositories of a folder and below. */
function plain(folder: Folder, isWanted: (name: string) => boolean): string[] {
  if (isWhole(folder, isWanted)) return [`${folder.prefix}**`];
  return [
    ...direct(folder, isWanted),
    ...[...folder.folders.values()].flatMap((inner) => plain(inner, isWanted)),
  ];
}

/**
 * The fewest patterns that match exactly the wanted repositories of a folder and below. Where most are wanted, that is the
 * whole folder, and `!` before patterns for the others. Such a pattern never matches a wanted repository, so it takes
 * nothing away from the other patterns of the rule.
 */
function patternsIn(folder: Folder, isWanted: (name: string) => boolean): string[] {
  if (isWhole(folder, isWanted)) return [`${folder.prefix}**`];
  const apart = [
    ...direct(folder, isWanted),
    ...[...folder.folders.values()].flatMap((inner) => patternsIn(inner, isWanted)),
  ];
  if (!isWorthAPattern(allIn(folder).filter(isWanted))) return apart;
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
