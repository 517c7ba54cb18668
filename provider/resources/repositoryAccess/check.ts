import type { CheckFailure, CheckResult, Context } from "../../resource";
import { hasUnknown } from "../../unknown";
import type { Access } from "../../swr/access";
import { remember } from "../../swr/iam";
import { unlessMissing } from "../../swr/missing";
import { refuseTakeOver } from "./guards";
import { liveReads } from "./liveReads";
import { type Inputs, listOf, type UserGrant } from "./model";
import { declarationOf, planAccess } from "./plan";
import { inOrderOf, resolveUsers } from "./resolve";
import { revokeLimit } from "./revokeLimit";
import { checkDuplicates, checkExpired, checkIgnored } from "./rules";

type Olds = Partial<Inputs> | undefined;

/** The last run may have been stopped before the list was known. */
const usersOf = (olds: Olds): readonly UserGrant[] =>
  olds?.users === undefined || hasUnknown(olds.users) ? [] : olds.users;

/** The organization's list, asked at most once in a process; a caller who may not read it does without. */
const organizations = new WeakMap<Context, (key: string) => Promise<Access | undefined>>();
function organizationList(context: Context, { organization, region }: Inputs): Promise<Access | undefined> {
  const ask =
    organizations.get(context) ??
    remember((key) => {
      const [name = "", of] = key.split("@");
      return context
        .swr(of === "" ? undefined : of)
        .access.readOrganization(name)
        .catch(() => undefined);
    });
  organizations.set(context, ask);
  return ask(`${organization}@${region ?? ""}`);
}

/** Whether anything here depends on who has access now. */
function needsLive(context: Context, olds: Olds, inputs: Inputs, isRefreshed: boolean): boolean {
  const isCounted = context.settings.maxRevokes !== undefined;
  const mayTakeOver = olds === undefined && inputs.exclusive && (!inputs.takeOver || isCounted);
  const halves = inputs.users.filter(
    (user) => !hasUnknown(user) && (user.userId === undefined || user.userName === undefined),
  );
  const isKnown = (user: UserGrant): boolean =>
    usersOf(olds).some((old) => old.userId === user.userId || old.userName === user.userName);
  // A name alone may mean another user by now; an id never does.
  const mayHaveMoved =
    context.settings.liveDiff && !isRefreshed && halves.some((user) => user.userId === undefined);
  return mayTakeOver || mayHaveMoved || halves.some((user) => !isKnown(user));
}

/** What a new, exclusive resource would revoke, as a failure of the flag that would allow it: no diff will show it. */
function checkTakeOver(context: Context, inputs: Inputs, live: Access, now: Date): CheckFailure[] {
  const plan = planAccess(declarationOf(inputs, undefined, context.settings, now), live);
  const reason = refuseTakeOver(inputs, undefined, plan) ?? revokeLimit(context).plan(inputs, plan.remove);
  return reason === undefined ? [] : [{ property: "takeOver", reason }];
}

/** What can only be said of users with both halves. */
function checkResolved(
  context: Context,
  olds: Olds,
  inputs: Inputs,
  users: readonly UserGrant[],
  now: Date,
): CheckFailure[] {
  return [
    ...checkDuplicates(users, inputs.users),
    ...checkExpired(users, usersOf(olds), now),
    ...checkIgnored(users, "ignoreUsers", listOf(inputs.ignoreUsers)),
    ...checkIgnored(users, "swr:ignoreUsers", context.settings.ignoreUsers),
  ];
}

/** The default region, both halves of every user, the order of the last run, and the first take-over. */
export async function check(
  context: Context,
  olds: Olds,
  news: Inputs,
  isRefreshed: boolean,
): Promise<CheckResult> {
  const region = news.region ?? context.settings.region;
  const inputs = { ...news, ...(region === undefined ? {} : { region }) };
  if (hasUnknown([news.organization, news.repository, region]) || !Array.isArray(news.users))
    return { inputs, failures: [] };

  const now = context.now();
  const reads = liveReads(context);
  reads.enterCheck(inputs);
  const live = needsLive(context, olds, inputs, isRefreshed)
    ? await unlessMissing(reads.shared(inputs))
    : undefined;
  const resolved = await resolveUsers(inputs.users, {
    olds: usersOf(olds),
    live,
    organization: () => organizationList(context, inputs),
    iam: context.swr(region).iam,
    now,
  });
  if (resolved.failures.length > 0) return { inputs, failures: resolved.failures };
  const failures = checkResolved(context, olds, inputs, resolved.users, now);
  const complete = { ...inputs, users: inOrderOf(usersOf(olds), resolved.users) };
  if (failures.length > 0 || live === undefined || olds !== undefined || hasUnknown(inputs))
    return { inputs: complete, failures };
  return { inputs: complete, failures: checkTakeOver(context, complete, live, now) };
}
