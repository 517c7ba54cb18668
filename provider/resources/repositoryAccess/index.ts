import { ConflictError, messageOf, PartialFailureError, SwrError } from "../../errors";
import type { Context, ResourceDefinition } from "../../resource";
import { isMissing, readExisting, unlessMissing } from "../../swr/missing";
import { type Access, idKey, subjectOf } from "../../swr/access";
import { hasUnknown } from "../../unknown";
import { check } from "./check";
import { converge, type Outcome } from "./converge";
import { DESCRIPTION } from "./description";
import { diff } from "./diff";
import { guard } from "./guards";
import { liveReads } from "./liveReads";
import { type Inputs, idOf, resolvedUsers, type State, temporaryUsersOf } from "./model";
import { ignoredBy, ownersOf, withOwners } from "./names";
import { managedRows, observe } from "./observe";
import { placeKey, serverOf } from "./place";
import { type Declaration, declarationOf, deletionOf, planAccess } from "./plan";
import { read } from "./read";
import { checkRules } from "./rules";
import { programOf } from "./successors";
import { isElsewhere, isSameRepository, revocableBy, stackGrantsOf, writtenAs, writtenOf } from "./takeOver";

export type { Inputs, State, UserGrant } from "./model";

/** Ids of users who have left the list and still have access: they stay ours, so that the next run can revoke them. */
function leavingUsers(context: Context, prior: State | undefined, inputs: Inputs, live: Access): string[] {
  if (prior === undefined || isElsewhere(prior, serverOf(context.settings, inputs))) return [];
  if (!isSameRepository(prior, live)) return [];
  const declared = new Set(inputs.users.map(({ userId = "" }) => idKey(userId)));
  const present = new Set(live.entries.map(({ userId }) => idKey(userId)));
  return prior.managed.filter((id) => present.has(idKey(id)) && !declared.has(idKey(id)));
}

/** State after a write: the declaration as the server confirmed it, or as far as it got. */
function stateAfter(
  context: Context,
  inputs: Inputs,
  prior: State | undefined,
  declaration: Declaration,
  before: Access,
  outcome: Outcome,
): State {
  const { users, ...rest } = inputs;
  const { live, wrote, inherited, reasons, stopped } = outcome;
  const isComplete = reasons.length === 0 && stopped === undefined;
  const declared = users.flatMap(({ userId }) => userId ?? []);
  const managed = [...declared, ...(isComplete ? [] : leavingUsers(context, prior, inputs, live))];
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
    __written: writtenAs(context, inputs, prior, { before, after: live, isComplete }),
  };
}

/** Create and update are one convergence. */
async function apply(context: Context, id: string, prior: State | undefined, inputs: Inputs): Promise<State> {
  const reads = liveReads(context);
  reads.forget(inputs);
  if (prior !== undefined) stackGrantsOf(context).remember(prior);
  const owners = ownersOf(inputs.users, inputs.__names, prior === undefined ? [] : managedRows(prior));
  const before = withOwners(await readExisting(context.swr(inputs.region).access, inputs), owners);
  const declaration = declarationOf(inputs, prior, {
    now: context.now(),
    ignored: await ignoredBy(context, inputs),
    inherited: await reads.inherited(inputs, prior?.inheritedUsers ?? []),
    revocable: revocableBy(context, inputs, prior, before),
    owners,
  });
  guard(inputs, prior, planAccess(declaration, before), before);
  const outcome = await converge(context, inputs, declaration, before, true);
  const { reasons, stopped, wrote } = outcome;
  // Nothing happened: an ordinary failure, and the old state stays as it is.
  if (stopped !== undefined && !wrote) throw stopped;
  const state = stateAfter(context, inputs, prior, declaration, before, outcome);
  programOf(context).wrote(state);
  const all =
    stopped === undefined
      ? reasons
      : [...reasons, `stopped before everything was done: ${messageOf(stopped)}`];
  if (all.length > 0) throw new PartialFailureError(id, state, all, stopped);
  return state;
}

/** Whom a delete has to revoke: those this resource granted here, but for whom the program of this run declares here. */
function leftToRevoke(context: Context, state: State, live: Access): readonly string[] {
  const subject = subjectOf(state);
  const present = new Set(live.entries.map(({ userId }) => idKey(userId)));
  const managed = state.managed.filter((id) => present.has(idKey(id)));
  if (!state.takeOver && !isSameRepository(state, live)) {
    if (managed.length > 0)
      context.log(`${subject}: was deleted and made anew since the last write; nobody is revoked there`);
    return [];
  }
  const staying = new Set(programOf(context).staying(state));
  const count = managed.filter((id) => staying.has(id)).length;
  if (count > 0)
    context.log(`${subject}: ${String(count)} of the users stay: this program declares them here`);
  return managed.filter((id) => !staying.has(id));
}

/** Throws where a state was written on another server: what it granted there would be forgotten. */
function refuseElsewhere(context: Context, state: State): void {
  const server = serverOf(context.settings, state);
  if (state.takeOver || !isElsewhere(state, server)) return;
  const written = writtenOf(state)?.server ?? "";
  throw new SwrError(
    `${subjectOf(state)}: this stack granted access at ${written}, and the settings now lead to ${server}: nobody is ` +
      "revoked. Set swr:endpoint or swr:region back, or remove the resource from the state (pulumi state delete).",
  );
}

/** Revokes those this resource declared, and nobody else. */
async function remove(context: Context, state: State): Promise<void> {
  const reads = liveReads(context);
  reads.forget(state);
  stackGrantsOf(context).remember(state);
  refuseElsewhere(context, state);
  const { access } = context.swr(state.region);
  const live = await unlessMissing(access.read(state));
  if (live === undefined) return;
  const declaration = deletionOf(
    leftToRevoke(context, state, live),
    await ignoredBy(context, state),
    await reads.inherited(state, state.inheritedUsers),
  );
  const { reasons, stopped } = await converge(context, state, declaration, live, false);
  if (stopped !== undefined && !isMissing(stopped)) throw stopped;
  // "It is not there", right after it was read: only another read tells whether that is so.
  if (stopped !== undefined && (await unlessMissing(access.read(state))) !== undefined)
    throw new ConflictError(
      `${subjectOf(state)}: SWR refused to revoke access, since the repository did not exist, and shows it again now: run it once more. ${stopped.message}`,
    );
  if (reasons.length > 0) throw new ConflictError(reasons.join("\n"));
}

/** Who may use one repository. By default the list is the whole list: whoever is not on it loses access. */
export const repositoryAccess: ResourceDefinition<Inputs, State> = {
  token: "swr:index:RepositoryAccess",
  description: DESCRIPTION,
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

  delete: (context, _id, state) => remove(context, state),
};
