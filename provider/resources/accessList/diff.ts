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
import { revocableBy, stackGrantsOf } from "./takeOver";

/** Stands in for a caller when a plan must not depend on who runs it: no entry is this user's own. */
const NOBODY = { userId: "", userName: "", permission: "" };

const asSet = (items: readonly string[]): string => JSON.stringify([...new Set(items)].sort());
const grantKeys = (users: readonly { userId?: string; permission: string }[]): string[] =>
  users.map((user) => `${idKey(user.userId ?? "")}=${user.permission}`);
const endKeys = (users: readonly UserGrant[] | State["users"]): string[] =>
  users.flatMap(({ userId = "", permission, expiresAt }) =>
    expiresAt === undefined ? [] : `${idKey(userId)}=${permission} until ${expiresAt}`,
  );

/**
 * Whether the program says something else than what was last applied. Order and names do not count; of the users only
 * those who are to have access now, and what the program says of ends, past ones too.
 */
export const saysOtherwise = (state: State, news: Inputs, { users }: Declaration): boolean =>
  state.exclusive !== news.exclusive ||
  state.takeOver !== news.takeOver ||
  asSet(state.ignoreUsers ?? []) !== asSet(news.ignoreUsers ?? []) ||
  asSet(grantKeys(state.users)) !== asSet(grantKeys(users)) ||
  asSet(endKeys(state.temporaryUsers ?? [])) !== asSet(endKeys(news.users));

/** Tells the limit what a list's users would lose; throws where that is too much. */
function planRevokes(list: List, remove: readonly Grant[]): void {
  const refusal = revokeLimit(list.context).plan(list, remove);
  if (refusal !== undefined) throw new SwrError(refusal);
}

/** One comparison of a state and a program: what both hold, and what is found out about them. */
export interface Comparison {
  readonly list: List;
  readonly state: State;
  readonly news: Inputs;
  readonly now: Date;
  readonly ignored: Ignored;
}

/** What the program wants of a list. `inherited`: those whose access comes through the list above. */
export function declare(
  { list, state, news, now, ignored }: Comparison,
  live: Pick<Access, "id">,
  inherited = state.inheritedUsers ?? [],
): Declaration {
  const revocable = revocableBy(list, news, state, live);
  const owners = ownersOf(news.users, news.__names, managedRows(state));
  return declarationOf(list, news, state, { now, ignored, inherited, revocable, owners });
}

/**
 * Whether who runs this decides what has to be done: a right of the last writer is drift to everybody but the writer.
 * Who runs it now is nothing that a refresh leaves in the state.
 */
function dependsOnCaller(comparison: Comparison): boolean {
  const { list, state } = comparison;
  const remembered = rememberedAccess(list, state);
  const declaration = declare(comparison, remembered);
  const { add, change, remove, strangers } = planAccess(declaration, { ...remembered, caller: NOBODY });
  const last = state.appliedBy;
  return [...add, ...change, ...remove, ...strangers].some(
    (entry) => last === undefined || isSameUser(entry, last),
  );
}

/** Whether a refreshed state has all that matters: it leaves out whom the last program ignored. */
export const saysAll = (comparison: Comparison): boolean =>
  asSet(comparison.state.ignoreUsers ?? []) === asSet(comparison.news.ignoreUsers ?? []) &&
  !dependsOnCaller(comparison);

/** The list, and what the program wants of it; undefined: it is not there. */
async function look(
  comparison: Comparison,
  readAt: number | undefined,
): Promise<{ live: Access; declaration: Declaration } | undefined> {
  const { list, state } = comparison;
  const { context } = list;
  const reads = liveReads(context);
  const isRefreshed = readAt !== undefined && !reads.isRemade(list);
  if (!context.settings.liveDiff || (isRefreshed && saysAll(comparison))) {
    const live = rememberedAccess(list, state);
    if (isRefreshed) reads.told(list, state, readAt);
    return { live, declaration: declare(comparison, live) };
  }
  const found = await unlessMissing(reads.shared(list));
  if (found === undefined) return undefined;
  const declaration = declare(comparison, found, await reads.inherited(list, state.inheritedUsers));
  return { live: withOwners(found, declaration.owners), declaration };
}

/** Whether there is anything to do on the list that the state is about. Names each user; refuses what must not be done. */
async function compare(list: List, state: State, news: Inputs, readAt: number | undefined): Promise<boolean> {
  const { context, subject } = list;
  const reads = liveReads(context);
  // The engine's refresh compares its own two sides; the program's diff, with its own words, is still to come.
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
  return !isEmpty(plan) || saysOtherwise(state, news, declaration);
}

/** What the old list loses when a resource moves away from it: all whom this resource declared. The new one is the next check's. */
async function planMove(list: List, state: State): Promise<void> {
  const deletion = deletionOf(state.managed, await ignoredBy(list.context, state), state.inheritedUsers);
  planRevokes(list, planAccess(deletion, rememberedAccess(list, state)).remove);
}

/** Names, never values: which properties replace, and whether there is anything to do. */
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
  // Not even in its place: the create adopts what is there, and the delete leaves whom the program declares. Were the delete first, and
  // the create failed, an engine would drop the old resource without another call, and its users would stay for ever.
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
