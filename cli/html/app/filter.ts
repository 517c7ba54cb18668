/** What the reader wants to see: which rows, columns and cells a filter leaves. */
import type { GrantStatus } from "../../report/types";
import type { Entry, Model, Place, User } from "./model";
import { type Letter, letterOf } from "./words";

export interface Filter {
  readonly user: string;
  readonly repository: string;
  /** Empty: every permission. */
  readonly permissions: ReadonlySet<Letter>;
  /** Empty: every status. */
  readonly statuses: ReadonlySet<GrantStatus>;
}

export const NO_FILTER: Filter = { user: "", repository: "", permissions: new Set(), statuses: new Set() };

export const isFiltering = ({ user, repository, permissions, statuses }: Filter): boolean =>
  user.trim() !== "" || repository.trim() !== "" || permissions.size > 0 || statuses.size > 0;

/** What a filter leaves: without a filter, everything. */
export interface Left {
  readonly users: readonly User[];
  readonly places: ReadonlySet<Place>;
  /** Whether the filter asks for this cell. True for every cell if it does not filter cells. */
  readonly isMatch: (own: Entry | undefined, given: Entry | undefined) => boolean;
}

/** Whether a name holds the text that somebody typed; `*` and `?` stand for any characters and any one. */
function finder(typed: string): (name: string) => boolean {
  const text = typed.trim().toLowerCase();
  if (!/[*?]/.test(text)) return (name) => name.toLowerCase().includes(text);
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const whole = new RegExp(`^${pattern}$`, "iu");
  return (name) => whole.test(name);
}

const byEntry =
  ({ permissions, statuses }: Filter) =>
  ({ permission, declared, status }: Entry): boolean =>
    (permissions.size === 0 || permissions.has(letterOf(permission ?? declared ?? ""))) &&
    (statuses.size === 0 || statuses.has(status));

/**
 * The rows and columns that hold a cell the filter asks for. A status belongs to an entry in one list. So a filter by status
 * finds an entry of an organization's list in the organization's row only; any other filter finds it in every repository too.
 */
export function applyFilter({ users, organizations }: Model, filter: Filter): Left {
  const hasPath = finder(filter.repository);
  const hasName = finder(filter.user);
  const matches = byEntry(filter);
  const named = new Set(users.filter(({ name, id, names }) => [name, id, ...names.keys()].some(hasName)));
  const asksForCells = filter.permissions.size + filter.statuses.size > 0 || filter.user.trim() !== "";
  const places = new Set<Place>();
  if (!isFiltering(filter)) {
    const all = organizations.flatMap((it) => [it, ...it.repositories]);
    return { users, places: new Set(all), isMatch: () => true };
  }
  const seen = new Set<User>();
  const visit = (place: Place): void => {
    if (!hasPath(place.path)) return;
    if (!asksForCells) places.add(place);
    const lists = [place.entries, filter.statuses.size > 0 ? null : (place.organization?.entries ?? null)];
    for (const list of lists)
      for (const [user, entry] of list ?? [])
        if (named.has(user) && matches(entry)) {
          places.add(place);
          seen.add(user);
        }
  };
  for (const organization of organizations) {
    visit(organization);
    organization.repositories.forEach(visit);
  }
  const isMatch = (own: Entry | undefined, given: Entry | undefined): boolean =>
    (own !== undefined && matches(own)) ||
    (given !== undefined && filter.statuses.size === 0 && matches(given)) ||
    filter.permissions.size + filter.statuses.size === 0;
  return { users: users.filter((it) => seen.has(it)), places, isMatch };
}
