import { NotFoundError } from "../../errors";
import { formatOf, idAt, parseAt } from "../../place";
import type { Context } from "../../resource";
import { type Access, idKey } from "../../swr/access";
import { unlessMissing } from "../../swr/missing";
import { type List, listAt, type ListKind, type ListPlace } from "./list";
import { liveReads } from "./liveReads";
import { declaredNow, type Inputs, numbered, type State, temporaryUsersOf } from "./model";
import { ignoredBy, isIgnored, ownersOf, withOwner, withOwners } from "./names";
import { asInputs, type Known, managedRows, observe } from "./observe";
import { isOnlyRead, isSame, stackGrantsOf } from "./takeOver";

/** The part of inputs and state that only the program and the state know, not the server. */
function saidBefore(prior: State | undefined, { organization, repository, region }: ListPlace) {
  const { exclusive = true, takeOver = false, ignoreUsers, __names } = prior ?? {};
  return {
    organization,
    ...(repository === undefined ? {} : { repository }),
    exclusive,
    takeOver,
    ...(ignoreUsers === undefined ? {} : { ignoreUsers }),
    ...(region === undefined ? {} : { region }),
    ...(__names === undefined ? {} : { __names }),
  };
}

/**
 * The users whom the last write declared and who have no access now. The state keeps them, since their names are known
 * nowhere else.
 */
function missingUsersOf(prior: State, known: Known, users: State["users"]): Pick<State, "missingUsers"> {
  const isThere = new Set(users.map(({ userId }) => idKey(userId)));
  const before = managedRows({ ...prior, users: known.users, managed: known.managed });
  const missingUsers = before.filter(
    (user) => !isThere.has(idKey(user.userId)) && !isIgnored(known.ignored, user),
  );
  return missingUsers.length === 0 ? {} : { missingUsers };
}

/**
 * The users whom a state counts as the resource's own. Of a list that was deleted and created again after its import, they are
 * none: nobody has imported the new one. (After a write, the state keeps the number of the list that was written.)
 */
function managedOn(list: List, prior: State, live: Pick<Access, "id">): readonly string[] {
  return isOnlyRead(list, prior) && !isSame(list, prior, live) ? [] : prior.managed;
}

/**
 * Reads a list as state and as inputs. On import there is no state: all users count as declared, and the engine writes the
 * whole list into the program. Otherwise `read` adds nobody to `managed`.
 */
export async function read(
  kind: ListKind,
  context: Context,
  id: string,
  prior: State | undefined,
): Promise<{ id: string; state: State; inputs: Inputs } | undefined> {
  const named = (): ListPlace => parseAt(kind.place, context.settings, id) as Record<"organization", string>;
  const place = prior ?? named();
  const list = listAt(kind, context, place);
  if (prior !== undefined) stackGrantsOf(context).remember(list, prior);
  const reads = liveReads(context);
  const found = await unlessMissing(reads.fresh(list));
  if (found === undefined) {
    if (prior === undefined)
      throw new NotFoundError(`"${id}" does not exist. An id is ${formatOf(kind.place)}.`, kind.owner);
    context.log(`${list.subject}: the ${kind.owner} does not exist any more`);
    return undefined;
  }
  const inputs = saidBefore(prior, place);
  const now = context.now();
  const temporary = temporaryUsersOf(prior?.temporaryUsers ?? []);
  const owners = prior === undefined ? ownersOf() : ownersOf(managedRows(prior), prior.__names);
  const live = withOwners(found, owners);
  const managed = prior === undefined ? undefined : managedOn(list, prior, live);
  const known = {
    users: declaredNow(prior?.users ?? [], now).map((row) => withOwner(row, owners)),
    exclusive: inputs.exclusive,
    ignored: await ignoredBy(context, inputs),
    managed: managed ?? [],
    otherUsers: (prior?.otherUsers ?? []).map((row) => withOwner(row, owners)),
    inheritedUsers: await reads.inherited(list, prior?.inheritedUsers),
    ...temporary,
  };
  const observed = observe(kind, known, live);
  const state = {
    ...inputs,
    ...observed,
    ...(prior === undefined ? {} : missingUsersOf(prior, known, observed.users)),
    ...temporary,
    ...numbered(kind, live.id),
    managed: managed ?? observed.users.map(({ userId }) => userId),
    ...(prior?.appliedBy === undefined ? {} : { appliedBy: prior.appliedBy }),
    ...(prior?.__written === undefined ? {} : { __written: prior.__written }),
  };
  const users = asInputs(known, observed.users, now) as Inputs["users"];
  // An import may give the region in the id although it is the region of the settings, so the id is written anew.
  return {
    id: prior === undefined ? idAt(kind.place, context.settings, { ...place }) : id,
    state,
    inputs: { ...inputs, users },
  };
}
