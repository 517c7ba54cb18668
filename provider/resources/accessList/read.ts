import { NotFoundError } from "../../errors";
import type { Context } from "../../resource";
import { idKey, subjectOf } from "../../swr/access";
import { unlessMissing } from "../../swr/missing";
import { liveReads } from "./liveReads";
import { declaredNow, ID_FORMAT, idOf, type Inputs, parseId, type State, temporaryUsersOf } from "./model";
import { ignoredBy, isIgnored, ownersOf, withOwner, withOwners } from "./names";
import { asInputs, type Known, managedRows, observe } from "./observe";
import { stackGrantsOf } from "./takeOver";

/** The part of inputs and state that no server knows. */
function saidBefore(prior: State | undefined, place: Pick<State, "organization" | "repository" | "region">) {
  const { exclusive = true, takeOver = false, ignoreUsers, __names } = prior ?? {};
  return {
    organization: place.organization,
    repository: place.repository,
    exclusive,
    takeOver,
    ...(ignoreUsers === undefined ? {} : { ignoreUsers }),
    ...(place.region === undefined ? {} : { region: place.region }),
    ...(__names === undefined ? {} : { __names }),
  };
}

/** Ours by the last write, and not there: their names, which nobody else knows any more. */
function missingUsersOf(prior: State, known: Known, users: State["users"]): Pick<State, "missingUsers"> {
  const isThere = new Set(users.map(({ userId }) => idKey(userId)));
  const before = managedRows({ ...prior, users: known.users });
  const missingUsers = before.filter(
    (user) => !isThere.has(idKey(user.userId)) && !isIgnored(known.ignored, user),
  );
  return missingUsers.length === 0 ? {} : { missingUsers };
}

/**
 * What is so now, as state and as inputs. On import, without a state, the whole list is taken for declared: the engine
 * writes it into the program. Else nobody is ours who was not before.
 */
export async function read(
  context: Context,
  id: string,
  prior: State | undefined,
): Promise<{ id: string; state: State; inputs: Inputs } | undefined> {
  const place = prior ?? parseId(id, context.settings);
  if (prior !== undefined) stackGrantsOf(context).remember(prior);
  const reads = liveReads(context);
  const found = await unlessMissing(reads.fresh(place));
  if (found === undefined) {
    if (prior === undefined)
      throw new NotFoundError(`"${id}" does not exist. An id is ${ID_FORMAT}.`, "repository");
    context.log(`${subjectOf(prior)}: the repository does not exist any more`);
    return undefined;
  }
  const inputs = saidBefore(prior, place);
  const now = context.now();
  const temporary = temporaryUsersOf(prior?.temporaryUsers ?? []);
  const owners = prior === undefined ? ownersOf() : ownersOf(managedRows(prior), prior.__names);
  const live = withOwners(found, owners);
  const known = {
    users: declaredNow(prior?.users ?? [], now).map((row) => withOwner(row, owners)),
    exclusive: inputs.exclusive,
    ignored: await ignoredBy(context, inputs),
    managed: prior?.managed ?? [],
    otherUsers: (prior?.otherUsers ?? []).map((row) => withOwner(row, owners)),
    inheritedUsers: await reads.inherited(place, prior?.inheritedUsers ?? []),
    ...temporary,
  };
  const observed = observe(known, live);
  const state = {
    ...inputs,
    ...observed,
    ...(prior === undefined ? {} : missingUsersOf(prior, known, observed.users)),
    ...temporary,
    repositoryId: live.repositoryId,
    managed: prior?.managed ?? observed.users.map(({ userId }) => userId),
    ...(prior?.appliedBy === undefined ? {} : { appliedBy: prior.appliedBy }),
    ...(prior?.__written === undefined ? {} : { __written: prior.__written }),
  };
  const users = asInputs(known, observed.users, now) as Inputs["users"];
  // An import may spell it with the settings' own region.
  return {
    id: prior === undefined ? idOf(place, context.settings) : id,
    state,
    inputs: { ...inputs, users },
  };
}
