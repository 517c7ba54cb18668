import { randomUUID } from "node:crypto";
import type { Context } from "../../resource";
import { type Access, type Grant, idKey, subjectOf } from "../../swr/access";
import type { Inputs, State, Written } from "./model";
import { type Place, placeKey, serverOf } from "./place";

/**
 * First take-over: a place that this stack has not yet made as declared may grant users whom nobody thought of. Until a write
 * of the resource on that place has completed, nobody is revoked there whom the stack has not granted, unless the program
 * says `takeOver`. This one rule covers a new resource, an import, `exclusive` turning true, another server than at the last
 * write, a repository that was deleted and made anew, and whoever appears between a read and a write. An emptied list is
 * treated alike: it is most likely a slip.
 */

/** Whom a write may revoke: everybody undeclared, or of those only these ids. */
export type Revocable = "anybody" | readonly string[];

/** The last write of a state. A state of an earlier version does not tell the server: it counts as this one. */
export function writtenOf({ __written, appliedBy, repositoryId, exclusive }: State): Written | undefined {
  if (typeof __written === "object") return __written;
  if (appliedBy === undefined) return undefined;
  return { ...(repositoryId === undefined ? {} : { repositoryId }), taken: exclusive, mark: "" };
}

/** Whether a write was on this very repository of this very server. What is not known of either counts as the same. */
const isOf = (written: Written | undefined, server: string, live: Pick<Access, "repositoryId">): boolean =>
  written !== undefined &&
  (written.server ?? server) === server &&
  (written.repositoryId ?? live.repositoryId) === live.repositoryId;

/** Whether the last write of a state was on another server than the settings lead to now. */
export const isElsewhere = (state: State, server: string): boolean =>
  (writtenOf(state)?.server ?? server) !== server;

/** Whether the last write of a state was on the repository that is there now; false: it was deleted and made anew. */
export const isSameRepository = (state: State, live: Pick<Access, "repositoryId">): boolean =>
  (writtenOf(state)?.repositoryId ?? live.repositoryId) === live.repositoryId;

/**
 * Whom the stack has granted, by place, as the states say that this run has seen. A resource that is replaced in its place has
 * no state of its own yet, and its own users are no strangers.
 */
class StackGrants {
  readonly #ids = new Map<string, Set<string>>();

  constructor(private readonly context: Context) {}

  #keyOf(place: Place, repositoryId: number | undefined): string {
    return `${placeKey(this.context.settings, place)} ${String(repositoryId ?? "any")}`;
  }

  /** To be told by every hook that is given a state. */
  remember(state: State): void {
    const written = writtenOf(state);
    if (written === undefined || isElsewhere(state, serverOf(this.context.settings, state))) return;
    const key = this.#keyOf(state, written.repositoryId);
    this.#ids.set(key, new Set([...(this.#ids.get(key) ?? []), ...state.managed]));
  }

  at(place: Place, { repositoryId }: Pick<Access, "repositoryId">): readonly string[] {
    const keys = [this.#keyOf(place, repositoryId), this.#keyOf(place, undefined)];
    return keys.flatMap((key) => [...(this.#ids.get(key) ?? [])]);
  }
}

/** What the states of a run say that the stack has granted. */
export const stackGrantsOf = (context: Context): StackGrants => context.recall(createStackGrants);
const createStackGrants = (context: Context): StackGrants => new StackGrants(context);

/** Whom a write of these inputs may revoke at a place that is like `live`. */
export function revocableBy(
  context: Context,
  inputs: Pick<Inputs, "users" | "exclusive" | "takeOver"> & Place,
  prior: State | undefined,
  live: Pick<Access, "repositoryId">,
): Revocable {
  if (inputs.takeOver) return "anybody";
  if (inputs.exclusive && inputs.users.length === 0) return [];
  const granted = stackGrantsOf(context).at(inputs, live);
  const written = prior === undefined ? undefined : writtenOf(prior);
  if (prior === undefined || !isOf(written, serverOf(context.settings, inputs), live)) return granted;
  return prior.exclusive && written?.taken === true ? "anybody" : [...granted, ...prior.managed];
}

export function mayRevoke(revocable: Revocable): (entry: { readonly userId: string }) => boolean {
  if (revocable === "anybody") return () => true;
  const ids = new Set(revocable.map(idKey));
  return ({ userId }) => ids.has(idKey(userId));
}

/** What a state remembers of a write that left the list as `after`. */
export function writtenAs(
  context: Context,
  inputs: Inputs,
  prior: State | undefined,
  {
    before,
    after,
    isComplete,
  }: { readonly before: Access; readonly after: Access; readonly isComplete: boolean },
): Written {
  const server = serverOf(context.settings, inputs);
  const earlier = prior === undefined ? undefined : writtenOf(prior);
  const wasTaken = prior?.exclusive === true && earlier?.taken === true && isOf(earlier, server, before);
  return {
    server,
    // Whether the number is the repository's own is not documented: one that changes with a write is none to go by.
    ...(before.repositoryId === after.repositoryId ? { repositoryId: after.repositoryId } : {}),
    taken: inputs.exclusive && (isComplete || wasTaken),
    mark: randomUUID(),
  };
}

const listing = (grants: readonly Grant[]): string =>
  grants.map(({ userName, permission }) => `${userName} (${permission})`).join(", ");

/** Why a plan is refused that meets users whom it may not revoke; undefined: it meets none. */
export const refuseTakeOver = (subject: Place, strangers: readonly Grant[]): string | undefined =>
  strangers.length === 0
    ? undefined
    : `${subjectOf(subject)} grants access to users who are not declared: ${listing(strangers)}. ` +
      "Declare them, put them into ignoreUsers, or set takeOver: true to have them revoked.";

/** Why a run is not complete that met such a user after its first write. */
export const describeStranger = ({ userName, permission }: Grant): string =>
  `${userName} has ${permission}, is not declared, and came while this ran; the access stays: ` +
  `declare ${userName}, put the user into ignoreUsers, or set takeOver: true to have it revoked`;
