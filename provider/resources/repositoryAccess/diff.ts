import { SwrError } from "../../errors";
import type { Context, DiffResult } from "../../resource";
import { type Access, subjectOf } from "../../swr/access";
import { unlessMissing } from "../../swr/missing";
import { hasUnknown } from "../../unknown";
import { guard } from "./guards";
import { describeGone, describePlan } from "./lines";
import { liveReads } from "./liveReads";
import type { Inputs, State, UserGrant } from "./model";
import { type Declaration, declarationOf, deletionOf, isEmpty, planAccess, rememberedAccess } from "./plan";
import { placeKey } from "./place";
import { type RevokeLimit, revokeLimit } from "./revokeLimit";

const REPLACING = ["organization", "repository", "region"] as const;

/** As the caller: then no entry is its own. */
const NOBODY = { userId: "", userName: "", permission: "" };

const asSet = (items: readonly string[]): string => JSON.stringify([...new Set(items)].sort());
const grantKeys = (users: readonly { userId?: string; permission: string }[]): string[] =>
  users.map((user) => `${user.userId ?? ""}=${user.permission}`);
const endKeys = (users: readonly UserGrant[] | State["users"]): string[] =>
  users.flatMap(({ userId = "", permission, expiresAt }) =>
    expiresAt === undefined ? [] : `${userId}=${permission} until ${expiresAt}`,
  );

/**
 * Whether the program says something else than what was last applied. Order and names do not count; of the users only
 * those who are to have access now, and what the program says of ends, past ones too.
 */
const saysOtherwise = (state: State, news: Inputs, { users }: Declaration): boolean =>
  state.exclusive !== news.exclusive ||
  state.takeOver !== news.takeOver ||
  asSet(state.ignoreUsers ?? []) !== asSet(news.ignoreUsers ?? []) ||
  asSet(grantKeys(state.users)) !== asSet(grantKeys(users)) ||
  asSet(endKeys(state.temporaryUsers ?? [])) !== asSet(endKeys(news.users));

/** Tells the limit what a repository's users would lose; throws where that is too much. */
function planRevokes(context: Context, ...plan: Parameters<RevokeLimit["plan"]>): void {
  const refusal = revokeLimit(context).plan(...plan);
  if (refusal !== undefined) throw new SwrError(refusal);
}

/**
 * Whether who runs this decides what has to be done: a right of the last writer is drift to everybody but the writer.
 * Who runs it now is nothing that a refresh leaves in the state.
 */
function dependsOnCaller(state: State, declaration: Declaration): boolean {
  const { add, change, remove } = planAccess(declaration, { ...rememberedAccess(state), caller: NOBODY });
  const last = state.appliedBy?.userId;
  return [...add, ...change, ...remove].some(({ userId }) => last === undefined || userId === last);
}

/** Whether a refreshed state has all that matters: it leaves out whom the last program ignored. */
const saysAll = (state: State, news: Inputs, declaration: Declaration): boolean =>
  asSet(state.ignoreUsers ?? []) === asSet(news.ignoreUsers ?? []) && !dependsOnCaller(state, declaration);

/** The list to compare with: read, unless the settings or a refresh make it needless; undefined: it is not there. */
async function listFor(
  context: Context,
  state: State,
  news: Inputs,
  declaration: Declaration,
  isRefreshed: boolean,
): Promise<Access | undefined> {
  const isKnown = isRefreshed && saysAll(state, news, declaration);
  if (!context.settings.liveDiff || isKnown) return rememberedAccess(state);
  return unlessMissing(liveReads(context).shared(news));
}

/** Whether there is anything to do on the repository that the state is about. Names each user; refuses what must not be done. */
async function compare(context: Context, state: State, news: Inputs, isRefreshed: boolean): Promise<boolean> {
  const now = context.now();
  const declaration = declarationOf(news, state, context.settings, now);
  const reads = liveReads(context);
  // The engine's refresh compares its own two sides; the program's diff, with its own words, is still to come.
  const isRefreshing = reads.isRefreshing(news);
  const live = await listFor(context, state, news, declaration, isRefreshed);
  if (live === undefined) {
    planRevokes(context, news, []);
    reads.sayOnce(news, [describeGone(subjectOf(news))]);
    return true;
  }
  const plan = planAccess(declaration, live);
  if (!isRefreshing) {
    guard(news, state, plan, live);
    const before = [...state.users, ...(state.missingUsers ?? [])];
    reads.sayOnce(news, describePlan(subjectOf(news), plan, before, now));
    planRevokes(context, news, plan.remove);
  }
  return !isEmpty(plan) || saysOtherwise(state, news, declaration);
}

/** Names, never values: which properties replace, and whether there is anything to do. */
export async function diff(
  context: Context,
  _id: string,
  state: State,
  news: Inputs,
  isRefreshed: boolean,
): Promise<DiffResult> {
  // Without a region it is the settings' own: to write it down moves nothing, and nobody may lose access for it.
  const was = { ...state, region: state.region ?? context.settings.region };
  const replaces = REPLACING.filter((key) => was[key] !== news[key]);
  const isPlaced = !hasUnknown(REPLACING.map((key) => news[key]));
  // Not only for our own replacements: an engine may be told to replace what stays in its place.
  const { settings } = context;
  const deleteBeforeReplace = !isPlaced || placeKey(settings, state) === placeKey(settings, news);
  if (replaces.length > 0) {
    // The old repository loses all whom this resource declared; the new one is the next check's.
    const deletion = deletionOf(state, context.settings);
    planRevokes(context, state, planAccess(deletion, rememberedAccess(state)).remove);
    return { changes: true, replaces, deleteBeforeReplace };
  }
  if (hasUnknown(news)) {
    planRevokes(context, state, []);
    return { changes: true, replaces: [], deleteBeforeReplace };
  }
  const changes = await compare(context, state, news, isRefreshed);
  return { changes, replaces: [], deleteBeforeReplace };
}
