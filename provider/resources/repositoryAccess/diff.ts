import type { Context, DiffResult } from "../../resource";
import { hasUnknown } from "../../unknown";
import { guard } from "./guards";
import { describeGone, describePlan } from "./lines";
import { liveReads, unlessMissing } from "./liveReads";
import { type Inputs, idOf, ignoredBy, resolvedUsers, type State, subjectOf } from "./model";
import { type Declaration, isEmpty, planAccess } from "./plan";

const REPLACING = ["organization", "repository", "region"] as const;

/** What the last state and the program together want of the list. */
export const declarationOf = (context: Context, inputs: Inputs, prior: State | undefined): Declaration => ({
  users: resolvedUsers(inputs),
  exclusive: inputs.exclusive,
  ignored: ignoredBy(inputs, context.settings),
  managed: prior?.managed ?? [],
  inherited: prior?.inheritedUsers ?? [],
});

const asSet = (items: readonly string[]): string => JSON.stringify([...new Set(items)].sort());
const grantKeys = (users: readonly { userId?: string; permission: string }[]): string[] =>
  users.map((user) => `${user.userId ?? ""}=${user.permission}`);

/** Whether the program says something else than what was last applied. Order and names do not count. */
const saysOtherwise = (state: State, news: Inputs): boolean =>
  state.exclusive !== news.exclusive ||
  state.takeOver !== news.takeOver ||
  asSet(state.ignoreUsers ?? []) !== asSet(news.ignoreUsers ?? []) ||
  asSet(grantKeys(state.users)) !== asSet(grantKeys(news.users));

/** Whether the list has to change, by what is live now. Names each user; refuses what must not be done. */
async function compareLive(context: Context, state: State, news: Inputs): Promise<boolean> {
  const reads = liveReads(context);
  // The engine's refresh compares its own two sides; the program's diff, with its own words, is still to come.
  const isRefreshing = reads.isRefreshing(news);
  const live = await unlessMissing(reads.shared(news));
  if (live === undefined) {
    reads.sayOnce(news, [describeGone(subjectOf(news))]);
    return true;
  }
  const plan = planAccess(declarationOf(context, news, state), live);
  if (!isRefreshing) {
    guard(news, state, plan, live);
    reads.sayOnce(news, describePlan(subjectOf(news), plan, reads.before(news) ?? state.users));
  }
  return !isEmpty(plan);
}

/** Names, never values: which properties replace, and whether there is anything to do. */
export async function diff(context: Context, id: string, state: State, news: Inputs): Promise<DiffResult> {
  const replaces = REPLACING.filter((key) => state[key] !== news[key]);
  const isPlaced = !hasUnknown(REPLACING.map((key) => news[key]));
  // Not only for our own replacements: an engine may be told to replace, and the id would be the same.
  const deleteBeforeReplace = !isPlaced || idOf(news, context.settings) === id;
  if (replaces.length > 0) return { changes: true, replaces, deleteBeforeReplace };
  if (hasUnknown(news)) return { changes: true, replaces: [], deleteBeforeReplace };
  const differs = saysOtherwise(state, news);
  const drifted = context.settings.liveDiff && (await compareLive(context, state, news));
  return { changes: differs || drifted, replaces: [], deleteBeforeReplace };
}
