import { SwrError } from "../../errors";
import type { Context, DiffResult } from "../../resource";
import { replacedBy } from "../../place";
import { type Access, type Grant, idKey, isSameUser } from "../../swr/access";
import { unlessMissing } from "../../swr/missing";
import { hasUnknown } from "../../unknown";
import { guard } from "./guards";
import { describeGone, describeMoved, describePlan } from "./lines";
import { type List, listAt, type ListKind } from "./list";
import { liveReads } from "./liveReads";
import type { Inputs, State, UserGrant } from "./model";
import { type Ignored, ignoredBy, ownersOf, withOwners } from "./names";
import { managedRows } from "./observe";
import { type Declaration, declarationOf, deletionOf, isEmpty, planAccess, rememberedAccess } from "./plan";
import { revokeLimit } from "./revokeLimit";
import { programOf } from "./successors";
import { revocableBy, stackGrantsOf } from "./takeOver";

/** A caller for plans that must not depend on who runs them. No entry of a list belongs to this user. */
const NOBODY = { userId: "", userName: "", permission: "" };

const asSet = (items: readonly string[]): string => JSON.stringify([...new Set(items)].sort());
const grantKeys = (users: readonly { userId?: string; permission: string }[]): string[] =>
  users.map((user) => `${idKey(user.userId ?? "")}=${user.permission}`);
const endKeys = (users: readonly UserGrant[] | State["users"]): string[] =>
  users.flatMap(({ userId = "", permission, expiresAt }) =>
    expiresAt === undefined ? [] : `${idKey(userId)}=${permission} until ${expiresAt}`,
  );

/**
 * Whether the program has dropped a user whom a refresh found without access. There is nothing to revoke, but the state still
 * counts this user as declared until the next write.
 */
const hasDropped = ({ missingUsers = [] }: State, { users }: Inputs): boolean =>
  missingUsers.some(({ userId }) => !users.some((user) => idKey(user.userId ?? "") === idKey(userId)));

/**
 * Whether the program differs from what was last applied. The order and the names of users do not count. Only users who are
 * to have access now are compared, and every end that the program gives, past ones too.
 */
export const hasProgramChanged = (state: State, news: Inputs, { users }: Declaration): boolean =>
  state.exclusive !== news.exclusive ||
  state.takeOver !== news.takeOver ||
  asSet(state.ignoreUsers ?? []) !== asSet(news.ignoreUsers ?? []) ||
  asSet(grantKeys(state.users)) !== asSet(grantKeys(users)) ||
  hasDropped(state, news) ||
  asSet(endKeys(state.temporaryUsers ?? [])) !== asSet(endKeys(news.users));

/** Reports the planned revocations of a list to the limit; throws where they are too many. */
function planRevokes(list: List, remove: readonly Grant[]): void {
  const refusal = revokeLimit(list.context).plan(list, remove);
  if (refusal !== undefined) throw new SwrError(refusal);
}

/** One comparison of a state with a program: both sides, and what was found out about them. */
export interface Comparison {
  readonly list: List;
  readonly state: State;
  readonly news: Inputs;
  readonly now: Date;
  readonly ignored: Ignored;
}

/** What the program declares for a list. `inherited`: users whose access comes through the list above. */
export function declare(
  { list, state, news, now, ignored }: Comparison,
  inherited = state.inheritedUsers ?? [],
): Declaration {
  const revocable = revocableBy(list, news, state);
  const owners = ownersOf(news.users, news.__names, managedRows(state));
  const staying = programOf(list.context).staying(list, state);
  return declarationOf(list, news, state, { now, staying, ignored, inherited, revocable, owners });
}

/**
 * Whether the plan depends on who runs it. A right of the last writer is drift to everybody but that writer, and a refreshed
 * state does not tell who runs it now.
 */
function dependsOnCaller(comparison: Comparison): boolean {
  const { list, state } = comparison;
  const remembered = rememberedAccess(list, state);
  const declaration = declare(comparison);
  const { add, change, remove, strangers } = planAccess(declaration, { ...remembered, caller: NOBODY });
  const last = state.appliedBy;
  return [...add, ...change, ...remove, ...strangers].some(
    (entry) => last === undefined || isSameUser(entry, last),
  );
}

/**
 * Whether a refreshed state is enough for a diff. It leaves out the users whom the last program ignored, so the lists of
 * ignored users have to be the same.
 */
export const isStateEnough = (comparison: Comparison): boolean =>
  asSet(comparison.state.ignoreUsers ?? []) === asSet(comparison.news.ignoreUsers ?? []) &&
  !dependsOnCaller(comparison);

/**
 * The list, and what the program declares for it; undefined: the list does not exist. The list comes from the refreshed state
 * where that is enough, else from the server.
 */
async function look(
  comparison: Comparison,
  readAt: number | undefined,
): Promise<{ live: Access; declaration: Declaration } | undefined> {
  const { list, state } = comparison;
  const { context } = list;
  const reads = liveReads(context);
  const isRefreshed = readAt !== undefined && !reads.isRemade(list);
  if (!context.settings.liveDiff || (isRefreshed && isStateEnough(comparison))) {
    const live = rememberedAccess(list, state);
    if (isRefreshed) reads.noteRefresh(list, state, readAt);
    return { live, declaration: declare(comparison) };
  }
  const found = await unlessMissing(reads.shared(list));
  if (found === undefined) return undefined;
  const declaration = declare(comparison, await reads.inherited(list, state.inheritedUsers));
  return { live: withOwners(found, declaration.owners), declaration };
}

/** Whether the list differs from the program. Logs each user who differs, and throws where the plan must not be carried out. */
async function compare(list: List, state: State, news: Inputs, readAt: number | undefined): Promise<boolean> {
  const { context, subject } = list;
  const reads = liveReads(context);
  // During a refresh the engine compares its old and its new state. The program's own diff follows, and logs the lines then.
  const isRefreshing = reads.isRefreshing(list);
  const now = context.now();
  const ignored = await ignoredBy(context, news);
  const found = await look({ list, state, news, now, ignored }, readAt);
  if (found === undefined) {
    planRevokes(list, []);
    reads.sayOnce(list, [describeGone(list)]);
    return true;
  }
  const { live, declaration } = found;
  const plan = planAccess(declaration, live);
  if (!isRefreshing) {
    guard(list, state, plan, live);
    reads.sayOnce(list, [
      ...describeMoved(subject, managedRows(state), news.users),
      ...describePlan(subject, plan, now, await reads.held(list)),
    ]);
    planRevokes(list, plan.remove);
  }
  return !isEmpty(plan) || hasProgramChanged(state, news, declaration);
}

/**
 * Plans the revocations on the old list when a resource moves to another place: all users whom this resource declared. The
 * next check plans the new list.
 */
async function planMove(list: List, state: State): Promise<void> {
  const deletion = deletionOf(state.managed, await ignoredBy(list.context, state), state.inheritedUsers);
  planRevokes(list, planAccess(deletion, rememberedAccess(list, state)).remove);
}

/**
 * Which properties replace the resource, and whether there is anything to do. Only names of properties are returned, never
 * values.
 */
export async function diff(
  kind: ListKind,
  context: Context,
  state: State,
  news: Inputs,
  readAt: number | undefined,
): Promise<DiffResult> {
  const old = listAt(kind, context, state);
  stackGrantsOf(context).remember(old, state);
  const replaces = replacedBy([...kind.place, "region"], context.settings, { ...state }, { ...news });
  // False even where the place stays the same: the create adopts what exists, and the delete leaves whom the program
  // declares. If the delete came first and the create failed, an engine would drop the old resource without another call, and
  // its users would keep access for ever.
  const deleteBeforeReplace = false;
  if (replaces.length > 0) {
    await planMove(old, state);
    return { changes: true, replaces, deleteBeforeReplace };
  }
  if (hasUnknown(news)) {
    planRevokes(old, []);
    return { changes: true, replaces: [], deleteBeforeReplace };
  }
  const changes = await compare(listAt(kind, context, news), state, news, readAt);
  return { changes, replaces: [], deleteBeforeReplace };
}
