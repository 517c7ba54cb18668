import type { Context } from "../../resource";
import { UNKNOWN } from "../../unknown";
import { type Grant, idKey, isSameUser } from "../../swr/access";
import type { List } from "./list";
import { type Inputs, declaredNow, isListed, listOf, type State, type UserGrant } from "./model";

interface Declared {
  readonly users: readonly UserGrant[];
  readonly ignoreUsers: readonly string[];
}

/**
 * Whom the program of this run declares, by place. An engine checks the whole program before it deletes: a resource that was
 * renamed, imported under another name or replaced, also one whose delete an earlier run left pending. So at a delete it is
 * known who has to stay. A destroy checks nothing, so nobody stays then.
 */
class Program {
  readonly #declared = new Map<string, Declared>();
  /** The mark of the last write of this run, by place. */
  readonly #written = new Map<string, string>();

  constructor(private readonly context: Context) {}

  /** To be told by every `check`, before anything can fail: who is declared stays, also while something else is wrong. */
  declares({ key }: List, { users, ignoreUsers }: Pick<Inputs, "users" | "ignoreUsers">): void {
    const declared = { users: listOf(users), ignoreUsers: listOf(ignoreUsers) };
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

  /** To be told by every write, with the state that it leaves. */
  wrote({ key }: List, state: State): void {
    this.#written.set(key, state.__written?.mark ?? "");
  }

  /**
   * Ids of those whom a state has granted and whom the program declares, or leaves alone, at the state's place. What this run
   * itself wrote last is no predecessor of anything: whoever deletes it means it.
   */
  staying({ key }: List, state: State): readonly string[] {
    const declared = this.#declared.get(key);
    const isOwn = state.__written !== undefined && state.__written.mark === this.#written.get(key);
    if (declared === undefined || isOwn) return [];
    const users = declaredNow(declared.users, this.context.now());
    const ids = new Set([...users.flatMap(({ userId }) => userId ?? []), ...declared.ignoreUsers].map(idKey));
    // A user whose look-up failed is known by name only.
    const byName = users.flatMap(({ userId, userName }) => (userId === undefined ? (userName ?? []) : []));
    const names = new Set([...byName, ...declared.ignoreUsers].filter((name) => name !== UNKNOWN));
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
