/** The rows of the matrix, from top to bottom: organizations, groups of repositories by path, repositories. */
import { byPower, byText, type Entry, type Place, type Reach, type User } from "./model";
import { isDifference, rankOf } from "./words";

export const ORDERS = ["differences", "power", "name"] as const;
export type Order = (typeof ORDERS)[number];

/** Repositories whose names begin with the same folder. */
export interface Group {
  readonly path: string;
  readonly repositories: readonly Place[];
  readonly differences: number;
  readonly reach: Reach;
}

interface Common {
  /** Identifies the row. It stays the same for every filter and order. */
  readonly key: string;
  readonly level: number;
  readonly label: string;
  readonly position: number;
  readonly siblings: number;
}

export type Row =
  | (Common & {
      readonly kind: "organization";
      readonly place: Place;
      readonly isOpen: boolean;
      readonly inside: readonly Place[];
    })
  | (Common & { readonly kind: "group"; readonly group: Group; readonly isOpen: boolean })
  | (Common & { readonly kind: "repository"; readonly place: Place });

interface Sortable {
  readonly path?: string;
  readonly name?: string;
  readonly differences: number;
  readonly reach: Reach;
}

/** Compares two users or two places. What is equal in one order is compared by the next one. */
export function compare(order: Order): (a: Sortable, b: Sortable) => number {
  const name = (it: Sortable): string => it.path ?? it.name ?? "";
  return (a, b) =>
    (order === "differences" ? b.differences - a.differences : 0) ||
    (order === "name" ? 0 : byPower(a.reach, b.reach)) ||
    byText(name(a), name(b));
}

const sum = (places: readonly Place[], of: (place: Place) => number): number =>
  places.reduce((total, place) => total + of(place), 0);

function groupOf(path: string, repositories: readonly Place[]): Group {
  const reach: Reach = {
    R: sum(repositories, (it) => it.reach.R),
    W: sum(repositories, (it) => it.reach.W),
    M: sum(repositories, (it) => it.reach.M),
    "?": sum(repositories, (it) => it.reach["?"]),
  };
  return { path, repositories, reach, differences: sum(repositories, (it) => it.differences) };
}

/** Repositories that share a folder with another one as groups, the others as they are. */
function grouped(repositories: readonly Place[]): (Place | Group)[] {
  const folders = new Map<string, Place[]>();
  for (const it of repositories) {
    const folder = it.name.includes("/") ? it.name.slice(0, it.name.indexOf("/") + 1) : "";
    const members = folders.get(folder);
    if (members === undefined) folders.set(folder, [it]);
    else members.push(it);
  }
  return [...folders].flatMap(([folder, members]) =>
    folder === "" || members.length === 1
      ? members
      : [groupOf(`${members[0]?.organization?.path ?? ""}/${folder}`, members)],
  );
}

export interface Shape {
  readonly organizations: readonly Place[];
  readonly places: ReadonlySet<Place>;
  readonly closed: ReadonlySet<string>;
  readonly order: Order;
}

export function rowsOf({ organizations, places, closed, order }: Shape): Row[] {
  const rows: Row[] = [];
  const inOrder = compare(order);
  const addAll = (items: readonly (Place | Group)[], level: number, before: string): void => {
    items.forEach((item, index) => {
      const [key, label] = [item.path, item.path.slice(before.length)];
      const common = { key, label, level, position: index + 1, siblings: items.length };
      if ("entries" in item) {
        rows.push({ ...common, kind: "repository", place: item });
        return;
      }
      const isOpen = !closed.has(key);
      rows.push({ ...common, kind: "group", group: item, isOpen });
      if (isOpen) addAll([...item.repositories].sort(inOrder), level + 1, item.path);
    });
  };
  const shown = organizations
    .map((place) => ({ place, inside: place.repositories.filter((it) => places.has(it)) }))
    .filter(({ place, inside }) => inside.length > 0 || places.has(place));
  const whole = ({ place, inside }: (typeof shown)[number]): Sortable => {
    const { reach, differences } = groupOf(place.path, [place, ...inside]);
    return { path: place.path, reach, differences };
  };
  shown.sort((a, b) => inOrder(whole(a), whole(b)));
  shown.forEach(({ place, inside }, index) => {
    const { path } = place;
    const isOpen = !closed.has(path);
    const common = { key: path, label: path, level: 1, position: index + 1, siblings: shown.length };
    rows.push({ ...common, kind: "organization", place, isOpen, inside });
    if (isOpen) addAll(grouped(inside).sort(inOrder), 2, `${path}/`);
  });
  return rows;
}

/** Repositories in the matrix, those that closed rows hide included. */
export const repositoriesIn = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + (row.kind === "organization" ? row.inside.length : 0), 0);

/** The keys of all rows that can be closed. */
export const foldable = (organizations: readonly Place[]): string[] =>
  organizations.flatMap(({ path, repositories }) => [
    path,
    ...grouped(repositories).flatMap((it) => ("entries" in it ? [] : [it.path])),
  ]);

/** What a closed row shows of one user in the repositories that it hides: the highest permission, in how many of them the user has one, and how many entries differ. */
export interface Summary {
  readonly highest: string | null;
  readonly repositories: number;
  readonly differences: number;
}

const summaries = new WeakMap<readonly Place[], ReadonlyMap<User, Summary>>();

export function summaryOf(repositories: readonly Place[], user: User): Summary | undefined {
  let known = summaries.get(repositories);
  if (known === undefined) {
    known = summarize(repositories);
    summaries.set(repositories, known);
  }
  return known.get(user);
}

function summarize(repositories: readonly Place[]): ReadonlyMap<User, Summary> {
  const all = new Map<User, Summary>();
  const add = ({ user, permission, status }: Entry): void => {
    const before = all.get(user) ?? { highest: null, repositories: 0, differences: 0 };
    all.set(user, {
      highest: rankOf(permission) > rankOf(before.highest) ? permission : before.highest,
      repositories: before.repositories + (permission === null ? 0 : 1),
      differences: before.differences + (isDifference(status) ? 1 : 0),
    });
  };
  for (const { entries } of repositories) for (const entry of entries?.values() ?? []) add(entry);
  return all;
}
