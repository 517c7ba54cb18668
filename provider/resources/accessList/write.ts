import { ConflictError, messageOf, PartialFailureError, SwrError } from "../../errors";
import { isMissing, mustExist, unlessMissing } from "../../swr/missing";
import { type Access, idKey } from "../../swr/access";
import { converge, type Outcome } from "./converge";
import { guard } from "./guards";
import type { List } from "./list";
import { liveReads } from "./liveReads";
import { type Inputs, numbered, resolvedUsers, type State, temporaryUsersOf } from "./model";
import { ignoredBy, ownersOf, withOwners } from "./names";
import { managedRows, observe } from "./observe";
import { type Declaration, declarationOf, deletionOf, onlyGrants, planAccess } from "./plan";
import { programOf } from "./successors";
import {
  isElsewhere,
  isOnlyRead,
  isSame,
  revocableBy,
  stackGrantsOf,
  writtenAs,
  writtenOf,
} from "./takeOver";

/**
 * Ids of users who have left the program's list and still have access. They stay in `managed`, so that the next run can
 * revoke them.
 */
function leavingUsers(list: List, prior: State | undefined, inputs: Inputs, live: Access): string[] {
  if (prior === undefined || isElsewhere(list, prior) || !isSame(list, prior, live)) return [];
  const declared = new Set(inputs.users.map(({ userId = "" }) => idKey(userId)));
  const present = new Set(live.entries.map(({ userId }) => idKey(userId)));
  return prior.managed.filter((id) => present.has(idKey(id)) && !declared.has(idKey(id)));
}

/** The state after a write: the declared users as the server confirmed them, as far as the write got. */
function stateAfter(
  list: List,
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
  const leaving = isComplete ? [] : leavingUsers(list, prior, inputs, live);
  const managed = [...declared, ...leaving];
  const temporary = temporaryUsersOf(resolvedUsers(list.subject, inputs));
  const otherUsers = prior?.otherUsers ?? [];
  const known = { ...declaration, ...temporary, managed, otherUsers, inheritedUsers: inherited };
  const caller = { userId: live.caller.userId, userName: live.caller.userName };
  return {
    ...rest,
    ...numbered(list.kind, live.id),
    ...observe(list.kind, known, live),
    ...temporary,
    managed,
    appliedBy: wrote ? caller : (prior?.appliedBy ?? caller),
    __written: {
      ...writtenAs(list, inputs, prior, { before, after: live, isComplete }),
      ...(leaving.length === 0 ? {} : { leaving }),
    },
  };
}

/** Makes a list as declared. Create and update are the same. */
export async function apply(
  list: List,
  id: string,
  prior: State | undefined,
  inputs: Inputs,
): Promise<State> {
  const { context } = list;
  const reads = liveReads(context);
  if (prior !== undefined) stackGrantsOf(context).remember(list, prior);
  const owners = ownersOf(inputs.users, inputs.__names, prior === undefined ? [] : managedRows(prior));
  const declaration = declarationOf(list, inputs, prior, {
    now: context.now(),
    staying: prior === undefined ? [] : programOf(context).staying(list, prior),
    ignored: await ignoredBy(context, inputs),
    inherited: await reads.inherited(list, prior?.inheritedUsers),
    revocable: revocableBy(list, inputs, prior),
    owners,
  });
  const reading = reads.toWrite(list, resolvedUsers(list.subject, inputs), (live) =>
    onlyGrants(planAccess(declaration, withOwners(live, owners))),
  );
  reads.forget(list);
  const before = withOwners(await mustExist(list.subject, reading), owners);
  guard(list, prior, planAccess(declaration, before), before);
  const outcome = await converge(list, declaration, before, true);
  reads.forget(list);
  const { reasons, stopped, wrote } = outcome;
  // Nothing was written: this is an ordinary failure, and the old state stays.
  if (stopped !== undefined && !wrote) throw stopped;
  const state = stateAfter(list, inputs, prior, declaration, before, outcome);
  programOf(context).wrote(list, state);
  const all =
    stopped === undefined
      ? reasons
      : [...reasons, `stopped before everything was done: ${messageOf(stopped)}`];
  if (all.length > 0) throw new PartialFailureError(id, state, all, stopped);
  return state;
}

/**
 * The users whom a delete has to revoke: those this resource granted, except those whom the program of this run declares or
 * ignores on the same list.
 */
function leftToRevoke(list: List, state: State, live: Access): readonly string[] {
  const { context, subject } = list;
  const present = new Set(live.entries.map(({ userId }) => idKey(userId)));
  const managed = state.managed.filter((id) => present.has(idKey(id)));
  const isRead = isOnlyRead(list, state);
  if (!state.takeOver && !isSame(list, state, live)) {
    const since = isRead ? "import" : "last write";
    if (managed.length > 0)
      context.log(`${subject}: was deleted and made anew since the ${since}; nobody is revoked there`);
    return [];
  }
  // A replacement or a renamed resource is no end of the list. So it takes `takeOver`, as an update does.
  if (isRead && programOf(context).isUnwilling(list)) {
    context.log(
      `${subject}: the users whom an import found stay: this program declares the list without takeOver`,
    );
    return [];
  }
  const staying = new Set(programOf(context).staying(list, state));
  const count = managed.filter((id) => staying.has(id)).length;
  if (count > 0)
    context.log(`${subject}: ${String(count)} of the users stay: this program declares them here`);
  return managed.filter((id) => !staying.has(id));
}

/** Throws where a state was written on another server. Deleting the resource there would forget the users it granted. */
function refuseElsewhere(list: List, state: State): void {
  if (state.takeOver || !isElsewhere(list, state)) return;
  const written = writtenOf(list, state)?.server ?? "";
  throw new SwrError(
    `${list.subject}: this stack granted access at ${written}, and the settings now lead to ${list.server}: nobody is ` +
      "revoked. Set swr:endpoint or swr:region back, or remove the resource from the state (pulumi state delete).",
  );
}

/** Revokes the users whom this resource declared, and nobody else. */
export async function remove(list: List, state: State, readAt: number | undefined): Promise<void> {
  const { context, subject, kind } = list;
  const reads = liveReads(context);
  stackGrantsOf(context).remember(list, state);
  refuseElsewhere(list, state);
  if (readAt !== undefined) reads.noteRefresh(list, state, readAt);
  const reading = unlessMissing(reads.toWrite(list, [], () => false));
  reads.forget(list);
  const live = await reading;
  if (live === undefined) return;
  const declaration = deletionOf(
    leftToRevoke(list, state, live),
    await ignoredBy(context, state),
    await reads.inherited(list, state.inheritedUsers),
  );
  const { reasons, stopped } = await converge(list, declaration, live, false);
  reads.forget(list);
  if (stopped !== undefined && !isMissing(stopped)) throw stopped;
  // SWR said "not found" right after the list was read. Only another read tells whether that is so.
  if (stopped !== undefined && (await unlessMissing(list.read())) !== undefined)
    throw new ConflictError(
      `${subject}: SWR refused to revoke access, since the ${kind.owner} did not exist, and shows it again now: run it once more. ${stopped.message}`,
    );
  if (reasons.length > 0) throw new ConflictError(reasons.join("\n"));
}
