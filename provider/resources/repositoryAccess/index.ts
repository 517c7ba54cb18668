import { ConflictError, messageOf, PartialFailureError } from "../../errors";
import type { Context, ResourceDefinition } from "../../resource";
import { isMissing, readExisting, unlessMissing } from "../../swr/missing";
import { subjectOf } from "../../swr/access";
import { hasUnknown } from "../../unknown";
import { check } from "./check";
import { converge, type Outcome } from "./converge";
import { declaredSince, rememberWrite } from "./lastWrites";
import { diff } from "./diff";
import { guard } from "./guards";
import { liveReads } from "./liveReads";
import { type Inputs, idOf, resolvedUsers, type State, temporaryUsersOf } from "./model";
import { observe } from "./observe";
import { placeKey } from "./place";
import { type Declaration, declarationOf, deletionOf, planAccess } from "./plan";
import { read } from "./read";
import { checkRules } from "./rules";

export type { Inputs, State, UserGrant } from "./model";

/** State after a write: the declaration as the server confirmed it, or as far as it got. */
function stateAfter(
  inputs: Inputs,
  prior: State | undefined,
  declaration: Declaration,
  outcome: Outcome,
): State {
  const { users, ...rest } = inputs;
  const { live, wrote, inherited, reasons, stopped } = outcome;
  const isComplete = reasons.length === 0 && stopped === undefined;
  const declared = users.flatMap(({ userId }) => userId ?? []);
  const present = new Set(live.entries.map(({ userId }) => userId));
  // What could not be revoked yet stays ours, so that the next run can.
  const leaving = isComplete
    ? []
    : (prior?.managed ?? []).filter((id) => present.has(id) && !declared.includes(id));
  const managed = [...declared, ...leaving];
  const temporary = temporaryUsersOf(resolvedUsers(inputs));
  const otherUsers = prior?.otherUsers ?? [];
  const known = { ...declaration, ...temporary, managed, otherUsers, inheritedUsers: inherited };
  const caller = { userId: live.caller.userId, userName: live.caller.userName };
  return {
    ...rest,
    repositoryId: live.repositoryId,
    ...observe(known, live),
    ...temporary,
    managed,
    appliedBy: wrote ? caller : (prior?.appliedBy ?? caller),
  };
}

/** Create and update are one convergence. */
async function apply(context: Context, id: string, prior: State | undefined, inputs: Inputs): Promise<State> {
  liveReads(context).forget(inputs);
  const before = await readExisting(context.swr(inputs.region).access, inputs);
  const declaration = declarationOf(inputs, prior, context.settings, context.now());
  guard(inputs, prior, planAccess(declaration, before), before);
  const outcome = await converge(context, inputs, declaration, before, true);
  const { reasons, stopped, wrote } = outcome;
  // Nothing happened: an ordinary failure, and the old state stays as it is.
  if (stopped !== undefined && !wrote) throw stopped;
  const __write = rememberWrite(
    context,
    inputs,
    declaration.users.map(({ userId }) => userId),
  );
  const state = { ...stateAfter(inputs, prior, declaration, outcome), __write };
  const all =
    stopped === undefined
      ? reasons
      : [...reasons, `stopped before everything was done: ${messageOf(stopped)}`];
  if (all.length > 0) throw new PartialFailureError(id, state, all, stopped);
  return state;
}

/** Who may use one repository. By default the list is the whole list: whoever is not on it loses access. */
export const repositoryAccess: ResourceDefinition<Inputs, State> = {
  token: "swr:index:RepositoryAccess",
  rules: checkRules,

  claim: (inputs, settings) => {
    const { organization, repository, region } = inputs;
    if (hasUnknown([organization, repository, region])) return undefined;
    const why = "two lists of one repository would undo each other. Put all users into one of them.";
    return { property: "repository", key: placeKey(settings, inputs), what: subjectOf(inputs), why };
  },

  check,
  diff,

  create: async (context, inputs) => {
    const id = idOf(inputs, context.settings);
    return { id, state: await apply(context, id, undefined, inputs) };
  },

  update: apply,

  read,

  /** Revokes those this resource declared, and nobody else. */
  delete: async (context, _id, state) => {
    liveReads(context).forget(state);
    const live = await unlessMissing(context.swr(state.region).access.read(state));
    if (live === undefined) return;
    const others = declaredSince(context, state);
    const staying = state.managed.filter((userId) => others.has(userId));
    if (staying.length > 0)
      context.log(
        `${subjectOf(state)}: ${String(staying.length)} of the users stay: another resource of this run declares them`,
      );
    const managed = state.managed.filter((userId) => !others.has(userId));
    const declaration = deletionOf({ ...state, managed }, context.settings);
    const { reasons, stopped } = await converge(context, state, declaration, live, false);
    if (stopped !== undefined && !isMissing(stopped)) throw stopped;
    if (reasons.length > 0) throw new ConflictError(reasons.join("\n"));
  },
};
