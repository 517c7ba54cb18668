import { serverAt } from "../../place";
import type { Context } from "../../resource";
import { UNKNOWN } from "../../unknown";
import { type Grant, idKey, isSameUser } from "../../swr/access";
import type { List, ListPlace } from "./list";
import { type Inputs, declaredNow, isListed, listOf, type State, type UserGrant } from "./model";

interface Declared {
  readonly users: readonly UserGrant[];
  readonly ignoreUsers: readonly string[];
}

/** What one resource declares for many lists. */
export interface Many {
  readonly exclusive: boolean;
  /** What it declares for a list; undefined: nothing, the list is none of its own. */
  readonly at: (place: ListPlace) => Declared | undefined;
}

/** A list that a resource of its own declares. */
interface Single extends Declared {
  readonly place: ListPlace;
  readonly exclusive: boolean;
}

type Declaring = Pick<Inputs, "users" | "ignoreUsers" | "exclusive">;

/**
 * Whom the program of this run declares, by place. An engine checks the whole program before it deletes: a resource that was
 * renamed, imported under another name or replaced, also one whose delete an earlier run left pending. So at a delete it is
 * known who has to stay. A destroy checks nothing, so nobody stays then.
 */
class Program {
  readonly #declared = new Map<string, Single>();
  /** Resources that declare many lists, by their own key. */
  readonly #many = new Map<string, { readonly server: string; readonly many: Many }>();
  /** The mark of the last write of this run, by place. */
  readonly #written = new Map<string, string>();

  constructor(private readonly context: Context) {}

  /** To be told by every `check`, before anything can fail: who is declared stays, also while something else is wrong. */
  declares({ key, place }: List, { users, ignoreUsers, exclusive }: Declaring): void {
    const declared = { place, exclusive, users: listOf(users), ignoreUsers: listOf(ignoreUsers) };
    this.#declared.set(key, declared);
  }

  /** Whether an entry of a list will be as it is now: the program says nothing of the list, declares the entry just so, or ignores the user. */
  leaves({ key }: Pick<List, "key">, entry: Grant): boolean {
    const declared = this.#declared.get(key);
    if (declared === undefined || isListed(declared.ignoreUsers, entry)) return true;
    return declaredNow(declared.users, this.context.now()).some(
      ({ userId = "", permission }) => isSameUser({ userId }, entry) && permission === entry.permission,
    );
  }

  /** The same for a resource that declares many lists, on the server that `place` is on. */
  declaresMany(key: string, place: ListPlace, many: Many): void {
    this.#many.set(key, { server: this.#serverOf(place), many });
  }

  /** Whether an exclusive resource declares this list among many. */
  isAmongMany(list: List): boolean {
    return this.#manyAt(list).some(({ exclusive }) => exclusive);
  }

  /** Exclusive lists with a resource of their own, of those that `many` declares on the same server, too. */
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

  /** To be told by every write, with the state that it leaves. */
  wrote({ key }: List, state: State): void {
    this.#written.set(key, state.__written?.mark ?? "");
  }

  /**
   * Ids of those whom a state has granted and whom the program declares, or leaves alone, at the state's place. What this run
   * itself wrote last is no predecessor of anything: whoever deletes it means it.
   */
  staying(list: List, state: State): readonly string[] {
    const { key } = list;
    const single = this.#declared.get(key);
    const all = [
      ...(single === undefined ? [] : [single]),
      ...this.#manyAt(list).flatMap((many) => many.at(list.place) ?? []),
    ];
    const isOwn = state.__written !== undefined && state.__written.mark === this.#written.get(key);
    if (all.length === 0 || isOwn) return [];
    const users = declaredNow(
      all.flatMap((declared) => declared.users),
      this.context.now(),
    );
    const ignored = all.flatMap(({ ignoreUsers }) => ignoreUsers);
    const ids = new Set([...users.flatMap(({ userId }) => userId ?? []), ...ignored].map(idKey));
    // A user whose look-up failed is known by name only.
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

/** What the program of a run declares. */
export const programOf = (context: Context): Program => context.recall(createProgram);
const createProgram = (context: Context): Program => new Program(context);
