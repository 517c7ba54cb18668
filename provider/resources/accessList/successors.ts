import { serverAt } from "../../place";
import type { Context } from "../../resource";
import { hasUnknown, UNKNOWN } from "../../unknown";
import { type Grant, idKey, isSameUser } from "../../swr/access";
import type { List, ListPlace } from "./list";
import { type Inputs, declaredNow, isListed, listOf, type State, type UserGrant } from "./model";

interface Declared {
  readonly users: readonly UserGrant[];
  readonly ignoreUsers: readonly string[];
  readonly takeOver: boolean;
}

/** What one resource, a policy, declares for many lists. */
export interface Many {
  readonly exclusive: boolean;
  /** What the resource declares for a list; undefined: it does not declare that list. */
  readonly at: (place: ListPlace) => Declared | undefined;
}

/** A list that a resource of its own declares, not a policy. */
interface Single extends Declared {
  readonly place: ListPlace;
  readonly exclusive: boolean;
}

/** A list that two resources of a program declare so that they would undo each other, in each run anew. */
export interface Clash {
  readonly repository: string;
  /** Names of the users whom only one resource declares, and whom the other one would revoke. Empty: both are exclusive. */
  readonly users: readonly string[];
}

const isSameDeclared = (a: UserGrant, b: UserGrant): boolean =>
  a.userId === undefined || b.userId === undefined
    ? a.userName === b.userName
    : isSameUser({ userId: a.userId }, { userId: b.userId });

/** How a list's own resource and a policy would undo each other; undefined: they would not. Users not known yet do not count. */
function clashOf(single: Single, many: Many, now: Date): Clash | undefined {
  const { repository = "" } = single.place;
  const other = many.at(single.place);
  if (other === undefined || !(single.exclusive || many.exclusive)) return undefined;
  if (single.exclusive && many.exclusive) return { repository, users: [] };
  const [exclusive, free] = single.exclusive ? [single, other] : [other, single];
  const declared = declaredNow(exclusive.users, now);
  if (hasUnknown(declared)) return undefined;
  const lost = declaredNow(free.users, now).filter(
    (user) =>
      !hasUnknown(user) &&
      !isListed(exclusive.ignoreUsers, user) &&
      !declared.some((it) => isSameDeclared(it, user)),
  );
  const users = lost.map(({ userId, userName }) => userName ?? userId ?? "");
  return users.length === 0 ? undefined : { repository, users };
}

type Declaring = Pick<Inputs, "users" | "ignoreUsers" | "exclusive" | "takeOver">;

/**
 * The users whom the program of this run declares, by place. An engine checks the whole program before it deletes a resource,
 * even one that was renamed, imported under another name or replaced, or whose delete an earlier run left pending. So a
 * delete knows who has to stay. A destroy checks nothing, so nobody stays.
 */
class Program {
  readonly #declared = new Map<string, Single>();
  /** Policies, by their own key. */
  readonly #many = new Map<string, { readonly server: string; readonly many: Many }>();
  /** The mark of the last write of this run, by place. */
  readonly #written = new Map<string, string>();

  constructor(private readonly context: Context) {}

  /** Must be called by every `check` before anything can fail, so that declared users stay even while something else is wrong. */
  declares({ key, place }: List, { users, ignoreUsers, exclusive, takeOver }: Declaring): void {
    const said = { users: listOf(users), ignoreUsers: listOf(ignoreUsers) };
    this.#declared.set(key, { place, exclusive, takeOver, ...said });
  }

  /**
   * Whether the program leaves an entry of a list as it is: it does not declare the list, or declares the entry exactly so,
   * or ignores the user.
   */
  leaves({ key }: Pick<List, "key">, entry: Grant): boolean {
    const declared = this.#declared.get(key);
    if (declared === undefined || isListed(declared.ignoreUsers, entry)) return true;
    return declaredNow(declared.users, this.context.now()).some(
      ({ userId = "", permission }) => isSameUser({ userId }, entry) && permission === entry.permission,
    );
  }

  /** Like `declares`, for a policy. `place` says which server its lists are on. */
  declaresMany(key: string, place: ListPlace, many: Many): void {
    this.#many.set(key, { server: this.#serverOf(place), many });
  }

  /** How a list with a resource of its own and a policy of the program would undo each other; undefined: they would not. */
  clashAt(list: List): Clash | undefined {
    const single = this.#declared.get(list.key);
    if (single === undefined) return undefined;
    const clashes = this.#manyAt(list).flatMap((many) => clashOf(single, many, this.context.now()) ?? []);
    return clashes[0];
  }

  /** All lists with a resource of their own that the policy `many` declares, too, and where they would undo each other. */
  clashesOf(at: ListPlace, many: Many): readonly Clash[] {
    const server = this.#serverOf(at);
    return [...this.#declared.values()].flatMap((single) => {
      const { place } = single;
      if (place.repository === undefined || this.#serverOf(place) !== server) return [];
      return clashOf(single, many, this.context.now()) ?? [];
    });
  }

  #serverOf(place: ListPlace): string {
    return serverAt(this.context.settings, { ...place });
  }

  #manyAt({ place, server }: List): readonly Many[] {
    if (place.repository === undefined || this.#many.size === 0) return [];
    return [...this.#many.values()].flatMap((it) =>
      it.server === server && it.many.at(place) !== undefined ? it.many : [],
    );
  }

  /** Everything that the program declares for a list. */
  #allAt(list: List): readonly Declared[] {
    const single = this.#declared.get(list.key);
    const many = this.#manyAt(list).flatMap((it) => it.at(list.place) ?? []);
    return single === undefined ? many : [single, ...many];
  }

  /** Whether the program declares a policy with this key. */
  hasPolicy(key: string): boolean {
    return this.#many.has(key);
  }

  /** Whether a policy of the program declares this list. */
  isOfPolicy(list: List): boolean {
    return this.#manyAt(list).length > 0;
  }

  /** Whether the program declares a list, and nowhere says that it may take it over. */
  isUnwilling(list: List): boolean {
    const all = this.#allAt(list);
    return all.length > 0 && !all.some(({ takeOver }) => takeOver);
  }

  /** Must be called by every write, with the state that it leaves. */
  wrote({ key }: List, state: State): void {
    this.#written.set(key, state.__written?.mark ?? "");
  }

  /**
   * Ids of the users in a state's `managed` whom the program declares or ignores at the same place, so that they must be left
   * by a delete, and by an update of another resource on this place. A state that this run wrote last has no successor: whoever deletes it means to revoke its users.
   */
  staying(list: List, state: State): readonly string[] {
    const all = this.#allAt(list);
    const isOwn = state.__written !== undefined && state.__written.mark === this.#written.get(list.key);
    if (all.length === 0 || isOwn) return [];
    const users = declaredNow(
      all.flatMap((declared) => declared.users),
      this.context.now(),
    );
    const ignored = all.flatMap(({ ignoreUsers }) => ignoreUsers);
    const ids = new Set([...users.flatMap(({ userId }) => userId ?? []), ...ignored].map(idKey));
    // A user whose look-up failed has only a name.
    const byName = users.flatMap(({ userId, userName }) => (userId === undefined ? (userName ?? []) : []));
    const names = new Set([...byName, ...ignored].filter((name) => name !== UNKNOWN));
    const nameOf = new Map(
      [...state.users, ...(state.missingUsers ?? [])].map((row) => [idKey(row.userId), row.userName]),
    );
    return state.managed.filter(
      (userId) => ids.has(idKey(userId)) || names.has(nameOf.get(idKey(userId)) ?? ""),
    );
  }
}

/** The declarations of the run's program. */
export const programOf = (context: Context): Program => context.recall(createProgram);
const createProgram = (context: Context): Program => new Program(context);
