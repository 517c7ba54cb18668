import { serverAt } from "../../place";
import type { Context } from "../../resource";
import { UNKNOWN } from "../../unknown";
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

  /** Whether an exclusive policy declares this list. */
  isAmongMany(list: List): boolean {
    return this.#manyAt(list).some(({ exclusive }) => exclusive);
  }

  /** The places of exclusive lists with a resource of their own that the policy `many` declares, too. */
  singlesAmong(at: ListPlace, many: Many): readonly ListPlace[] {
    const server = this.#serverOf(at);
    return [...this.#declared.values()].flatMap(({ place, exclusive }) => {
      const isSame = exclusive && place.repository !== undefined && this.#serverOf(place) === server;
      return isSame && many.at(place) !== undefined ? place : [];
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
