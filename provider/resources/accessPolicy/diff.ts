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

/** Notes in the run's memory whom the stack has granted, by repository. */
export function noteStackGrants(context: Context, state: State): void {
  const grants = stackGrantsOf(context);
  for (const [repository, part] of partsOf(state))
    grants.remember(listOfPolicy(context, state, repository), part);
}

/**
 * Plans the revocations on the old repositories when a policy moves to another organization. The next check plans the new
 * ones.
 */
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

/** The meaning of a policy, for comparison. The order of rules, users and patterns and the spelling of ids do not count. */
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

/** The differences of this round. A write after the diff uses the same ones. */
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
  // During a refresh the engine compares its old and its new state. The program's own diff follows, and logs the lines then.
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

/**
 * Which properties replace the resource, and whether there is anything to do. Only names of properties are returned, never
 * values.
 */
export async function diff(
  context: Context,
  state: State,
  news: Inputs,
  readAt: number | undefined,
): Promise<DiffResult> {
  noteStackGrants(context, state);
  const replaces = replacedBy([...PLACE, "region"], context.settings, { ...state }, { ...news });
  // The old policy is never deleted first. The reason is the one for single lists (`accessList/diff.ts`).
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
