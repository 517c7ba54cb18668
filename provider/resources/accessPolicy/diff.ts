import { isDeepStrictEqual } from "node:util";
import { SwrError } from "../../errors";
import type { Context, DiffResult } from "../../resource";
import { replacedBy } from "../../place";
import { idKey } from "../../swr/access";
import { hasUnknown } from "../../unknown";
import { ignoredBy } from "../accessList/names";
import { deletionOf, planAccess, rememberedAccess } from "../accessList/plan";
import { revokeLimit } from "../accessList/revokeLimit";
import { stackGrantsOf } from "../accessList/takeOver";
import { type Differences, differencesOf, listOfPolicy, planRevokes } from "./differences";
import type { Inputs, State } from "./model";
import { partsOf } from "./parts";
import { keyOf, PLACE } from "./place";
import { roundsOf } from "./rounds";
import { tell } from "./tell";

/** Tells the run whom the stack has granted, by repository. */
export function rememberGrants(context: Context, state: State): void {
  const grants = stackGrantsOf(context);
  for (const [repository, part] of partsOf(state))
    grants.remember(listOfPolicy(context, state, repository), part);
}

/** What the old repositories lose when a policy moves away from them. The new one's are the next check's. */
async function planMove(context: Context, state: State): Promise<void> {
  const ignored = await ignoredBy(context, state);
  const plans = [...partsOf(state)].map(([repository, part]) => {
    const list = listOfPolicy(context, state, repository);
    const deletion = deletionOf(part.managed, ignored, part.inheritedUsers);
    return { list, remove: planAccess(deletion, rememberedAccess(list, part)).remove };
  });
  const refusal = revokeLimit(context).planAll(plans);
  if (refusal !== undefined) throw new SwrError(refusal);
}

/** What rules say, whatever order they, their users and their patterns have, and however ids are spelled. */
const meaningOf = ({ rules, ignoreUsers = [], ...rest }: Inputs): unknown => ({
  exclusive: rest.exclusive,
  takeOver: rest.takeOver,
  ignoreUsers: [...ignoreUsers].sort(),
  rules: rules
    .map(({ repositories, users }) =>
      JSON.stringify({
        repositories: [...repositories].sort(),
        users: users
          .map(({ userId = "", permission, expiresAt = "" }) => `${idKey(userId)} ${permission} ${expiresAt}`)
          .sort(),
      }),
    )
    .sort(),
});

/** The differences of this round; a write finds them here, too. */
export const findDifferences = (
  context: Context,
  state: State | undefined,
  news: Inputs,
  isRefreshed: boolean,
): Promise<Differences> =>
  roundsOf(context).differences(keyOf(context.settings, news), news, () =>
    differencesOf(context, state, news, isRefreshed),
  );

async function compare(context: Context, state: State, news: Inputs, isRefreshed: boolean): Promise<boolean> {
  // The engine's refresh compares its own two sides; the program's diff, with its own words, is still to come.
  const isRefreshing = roundsOf(context).isRefreshing(keyOf(context.settings, news));
  const finding = isRefreshing
    ? differencesOf(context, state, news, true, true)
    : findDifferences(context, state, news, isRefreshed);
  const differences = await finding;
  if (!isRefreshing) {
    tell(context, news, finding, differences, true);
    const refusal = planRevokes(context, differences);
    if (refusal !== undefined) throw new SwrError(refusal);
  }
  return (
    differences.isMissing || differences.all.size > 0 || !isDeepStrictEqual(meaningOf(state), meaningOf(news))
  );
}

/** Names, never values: which properties replace, and whether there is anything to do. */
export async function diff(
  context: Context,
  state: State,
  news: Inputs,
  readAt: number | undefined,
): Promise<DiffResult> {
  rememberGrants(context, state);
  const replaces = replacedBy([...PLACE, "region"], context.settings, { ...state }, { ...news });
  // Never first, for the reason that single lists have (`accessList/diff.ts`).
  const deleteBeforeReplace = false;
  if (replaces.length > 0) {
    await planMove(context, state);
    return { changes: true, replaces, deleteBeforeReplace };
  }
  if (hasUnknown(news)) return { changes: true, replaces: [], deleteBeforeReplace };
  return {
    changes: await compare(context, state, news, readAt !== undefined),
    replaces: [],
    deleteBeforeReplace,
  };
}
