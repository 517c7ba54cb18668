import { NotFoundError } from "../../errors";
import type { Context } from "../../resource";
import { subjectOf } from "../../swr/access";
import { unlessMissing } from "../../swr/missing";
import { liveReads } from "./liveReads";
import {
  declaredNow,
  ID_FORMAT,
  idOf,
  type Inputs,
  ignoredBy,
  isListed,
  parseId,
  type State,
  temporaryUsersOf,
} from "./model";
import { asInputs, type Known, observe } from "./observe";

/** The part of inputs and state that no server knows. */
function saidBefore(prior: State | undefined, place: Pick<State, "organization" | "repository" | "region">) {
  const { exclusive = true, takeOver = false, ignoreUsers } = prior ?? {};
  return {
    organization: place.organization,
    repository: place.repository,
    exclusive,
    takeOver,
    ...(ignoreUsers === undefined ? {} : { ignoreUsers }),
    ...(place.region === undefined ? {} : { region: place.region }),
  };
}

/** Ours by the last write, and not there: their names, which nobody else knows any more. */
function missingUsersOf(prior: State, known: Known, users: State["users"]): Pick<State, "missingUsers"> {
  const { managed, ignored } = known;
  const isThere = (userId: string): boolean => users.some((user) => user.userId === userId);
  const missingUsers = [...known.users, ...(prior.missingUsers ?? [])].filter(
    (user) => managed.includes(user.userId) && !isThere(user.userId) && !isListed(ignored, user),
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
  const live = await unlessMissing(liveReads(context).fresh(place));
  if (live === undefined) {
    if (prior === undefined)
      throw new NotFoundError(`"${id}" does not exist. An id is ${ID_FORMAT}.`, "repository");
    context.log(`${subjectOf(prior)}: the repository does not exist any more`);
    return undefined;
  }
  const inputs = saidBefore(prior, place);
  const now = context.now();
  const temporary = temporaryUsersOf(prior?.temporaryUsers ?? []);
  const known = {
    users: declaredNow(prior?.users ?? [], now),
    exclusive: inputs.exclusive,
    ignored: ignoredBy(inputs, context.settings),
    managed: prior?.managed ?? [],
    otherUsers: prior?.otherUsers ?? [],
    inheritedUsers: prior?.inheritedUsers ?? [],
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
    ...(prior?.__write === undefined ? {} : { __write: prior.__write }),
  };
  const users = asInputs(known, observed.users, now) as Inputs["users"];
  // An import may spell it with the settings' own region.
  return {
    id: prior === undefined ? idOf(place, context.settings) : id,
    state,
    inputs: { ...inputs, users },
  };
}
