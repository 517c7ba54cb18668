import { randomUUID } from "node:crypto";
import type { Context } from "../../resource";
import { type Access, type Grant, idKey } from "../../swr/access";
import type { List } from "./list";
import { type Inputs, numbered, numberIn, type State, type Written } from "./model";

/**
 * First take-over: a list that this stack has not yet made as declared may have users whom nobody thought of. Until a write
 * of the resource on that place has completed, only users whom the stack has granted are revoked there, unless the program
 * sets `takeOver`. This one rule covers a new resource, an import, `exclusive` turning true, another server than at the last
 * write, a repository or organization that was deleted and created again, and users who appear between a read and a write. A
 * program that empties its list is treated alike, since that is most likely a slip.
 */

/** Which undeclared users a write may revoke: all of them, or only these ids. */
export type Revocable = "anybody" | readonly string[];
/**
 * Answers that for a list as it is read. Each read is asked for: a repository that is deleted and created again while a run
 * works on it is another list, whose users the run must not revoke.
 */
export type RevocableOf = (live: Pick<Access, "id">) => Revocable;

/** The last write of a state. A state of an earlier version does not name a server, and counts as written on the current one. */
export function writtenOf({ kind }: List, state: State): Written | undefined {
  const { __written, appliedBy, exclusive } = state;
  if (typeof __written === "object") return __written;
  if (appliedBy === undefined) return undefined;
  const number = numberIn(kind, state);
  return { ...(number === undefined ? {} : numbered(kind, number)), taken: exclusive, mark: "" };
}

/** The number by which a list differs from a later one of the same name. */
type Numbered = Pick<Access, "id">;

/** Whether a write was on this list, on this server. An unknown server or number counts as the same. */
const isOf = (list: List, written: Written | undefined, live: Numbered): boolean =>
  written !== undefined &&
  (written.server ?? list.server) === list.server &&
  (numberIn(list.kind, written) ?? live.id) === live.id;

/** Whether the last write of a state was on another server than the settings name now. */
export const isElsewhere = (list: List, state: State): boolean =>
  (writtenOf(list, state)?.server ?? list.server) !== list.server;

/** Whether a state comes from an import, and nothing was written since. */
export const isOnlyRead = (list: List, state: State): boolean => writtenOf(list, state) === undefined;

/**
 * Whether the last write of a state, or its import where nothing was written since, was on the list that exists now; false:
 * the repository or organization was deleted and created again.
 */
export const isSame = (list: List, state: State, live: Numbered): boolean =>
  (numberIn(list.kind, writtenOf(list, state) ?? state) ?? live.id) === live.id;

/**
 * The users whom the stack has granted, by place, from all states that this run has seen. A resource that is replaced at its
 * place has no state of its own yet, and this is how it knows that its own users are no strangers.
 */
class StackGrants {
  readonly #ids = new Map<string, Set<string>>();

  #keyOf({ key }: List, id: number | undefined): string {
    return `${key} ${String(id ?? "any")}`;
  }

  /** Must be called by every hook that gets a state. */
  remember(list: List, state: State): void {
    const written = writtenOf(list, state);
    if (written === undefined || isElsewhere(list, state)) return;
    const key = this.#keyOf(list, numberIn(list.kind, written));
    this.#ids.set(key, new Set([...(this.#ids.get(key) ?? []), ...state.managed]));
  }

  at(list: List, { id }: Numbered): readonly string[] {
    const keys = [this.#keyOf(list, id), this.#keyOf(list, undefined)];
    return keys.flatMap((key) => [...(this.#ids.get(key) ?? [])]);
  }
}

/** The grants of the stack, from the states of this run. */
export const stackGrantsOf = (context: Context): StackGrants => context.recall(createStackGrants);
const createStackGrants = (): StackGrants => new StackGrants();

/** Which undeclared users a write of these inputs may revoke. */
export const revocableBy =
  (
    list: List,
    inputs: Pick<Inputs, "users" | "exclusive" | "takeOver">,
    prior: State | undefined,
  ): RevocableOf =>
  (live) => {
    if (inputs.takeOver) return "anybody";
    if (inputs.exclusive && inputs.users.length === 0) return [];
    const granted = stackGrantsOf(list.context).at(list, live);
    const written = prior === undefined ? undefined : writtenOf(list, prior);
    if (prior === undefined || !isOf(list, written, live)) return granted;
    return prior.exclusive && written?.taken === true ? "anybody" : [...granted, ...prior.managed];
  };

export function mayRevoke(revocable: Revocable): (entry: { readonly userId: string }) => boolean {
  if (revocable === "anybody") return () => true;
  const ids = new Set(revocable.map(idKey));
  return ({ userId }) => ids.has(idKey(userId));
}

/** The record in the state of a write that changed the list from `before` to `after`. */
export function writtenAs(
  list: List,
  inputs: Inputs,
  prior: State | undefined,
  {
    before,
    after,
    isComplete,
  }: { readonly before: Access; readonly after: Access; readonly isComplete: boolean },
): Written {
  const earlier = prior === undefined ? undefined : writtenOf(list, prior);
  const wasTaken = prior?.exclusive === true && earlier?.taken === true && isOf(list, earlier, before);
  return {
    server: list.server,
    // It is not documented what the number identifies. A number that changes with a write identifies nothing, so it is not
    // kept.
    ...(before.id === after.id ? numbered(list.kind, after.id) : {}),
    taken: inputs.exclusive && (isComplete || wasTaken),
    mark: randomUUID(),
  };
}

const listing = (grants: readonly Grant[]): string =>
  grants.map(({ userName, permission }) => `${userName} (${permission})`).join(", ");

/** The refusal of a plan that would revoke users whom it may not revoke; undefined: there are none. */
export const refuseTakeOver = ({ subject }: List, strangers: readonly Grant[]): string | undefined =>
  strangers.length === 0
    ? undefined
    : `${subject} grants access to users who are not declared: ${listing(strangers)}. ` +
      "Declare them, put them into ignoreUsers, or set takeOver: true to have them revoked.";

/** The reason why a run is incomplete where such a user appeared after its first write. */
export const describeStranger = ({ userName, permission }: Grant): string =>
  `${userName} has ${permission}, is not declared, and came while this ran; the access stays: ` +
  `declare ${userName}, put the user into ignoreUsers, or set takeOver: true to have it revoked`;
