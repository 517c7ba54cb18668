import { SwrError } from "../../errors";
import type { CheckFailure, CheckResult, Context } from "../../resource";
import { withRegion } from "../../place";
import { hasUnknown } from "../../unknown";
import type { Access } from "../../swr/access";
import type { User } from "../../swr/iam";
import { unlessMissing } from "../../swr/missing";
import { type List, listAt, type ListKind } from "./list";
import { liveReads } from "./liveReads";
import { type Inputs, listOf, type UserGrant } from "./model";
import { type Ignored, ignoredBy, isIgnored, ownersOf, resolveIgnored, withOwners } from "./names";
import { declarationOf, planAccess } from "./plan";
import { asIn, resolveUsers } from "./resolve";
import { revokeLimit } from "./revokeLimit";
import { checkDuplicates, checkExpired, checkIgnored } from "./rules";
import { programOf } from "./successors";
import { refuseTakeOver, revocableBy } from "./takeOver";

type Olds = Partial<Inputs> | undefined;

/** The users of the last run; none where that run was stopped before they were known. */
const usersOf = (olds: Olds): readonly UserGrant[] =>
  olds?.users === undefined || hasUnknown(olds.users) ? [] : olds.users;

/** Whether `check` has to read the list, because its answer depends on who has access now. */
function needsLive(context: Context, olds: Olds, inputs: Inputs, readAt: number | undefined): boolean {
  const { maxRevokes, liveDiff, trustListedNames } = context.settings;
  // Where the host previews creates, `preview` refuses a take-over: previews run at the same time, so many lists are read at
  // once.
  const isLeftToPreview = context.previewsCreates && maxRevokes === undefined;
  const mayTakeOver =
    olds === undefined &&
    inputs.exclusive &&
    (!inputs.takeOver || maxRevokes !== undefined) &&
    !isLeftToPreview;
  const incomplete = inputs.users.filter(
    (user) => !hasUnknown(user) && (user.userId === undefined || user.userName === undefined),
  );
  const isKnown = (user: UserGrant): boolean =>
    usersOf(olds).some((old) => old.userId === user.userId || old.userName === user.userName);
  // The list tells the name of an id. Where listed names are trusted, it also tells whose a name is, which may change from
  // run to run.
  const needsList = ({ userId }: UserGrant): boolean => userId !== undefined || trustListedNames;
  const mayHaveMoved =
    liveDiff && readAt === undefined && incomplete.some(({ userId }) => userId === undefined);
  return (
    mayTakeOver ||
    (trustListedNames && mayHaveMoved) ||
    incomplete.some((user) => needsList(user) && !isKnown(user))
  );
}

/**
 * Refuses a new exclusive resource that would revoke strangers, as a failure of `takeOver`, the flag that would allow it. No
 * diff of a new resource could show them.
 */
function checkTakeOver(
  list: List,
  inputs: Inputs,
  ignored: Ignored,
  live: Access,
  now: Date,
): CheckFailure[] {
  const revocable = revocableBy(list, inputs, undefined);
  const owners = ownersOf(inputs.users, inputs.__names);
  const found = { now, staying: [], ignored, inherited: [], revocable, owners };
  const declaration = declarationOf(list, inputs, undefined, found);
  const plan = planAccess(declaration, withOwners(live, owners));
  const reason = refuseTakeOver(list, plan.strangers) ?? revokeLimit(list.context).plan(list, plan.remove);
  return reason === undefined ? [] : [{ property: "takeOver", reason }];
}

/** Checks users whose id and name are both known. */
export function checkResolved(
  context: Context,
  olds: readonly UserGrant[],
  inputs: Pick<Inputs, "users" | "ignoreUsers">,
  users: readonly UserGrant[],
  ignored: Ignored,
  now: Date,
): CheckFailure[] {
  const byName = [
    ...checkIgnored(users, "ignoreUsers", listOf(inputs.ignoreUsers)),
    ...checkIgnored(users, "swr:ignoreUsers", context.settings.ignoreUsers),
  ];
  const reason = "is declared and, under another name, in ignoreUsers: take the user out of one of them";
  const byId = users.flatMap(({ userId = "", userName = "" }, at) => {
    const property = `users[${String(at)}]`;
    const isSaid = byName.some((failure) => failure.property === property);
    return isSaid || !isIgnored(ignored, { userId, userName }) ? [] : [{ property, reason }];
  });
  return [...checkDuplicates(users, inputs.users), ...checkExpired(users, olds, now), ...byName, ...byId];
}

/** Refuses a resource beside a policy where an exclusive one of both would revoke the other one's users. */
function checkAlone(list: List): CheckFailure[] {
  const clash = programOf(list.context).clashAt(list);
  if (clash === undefined) return [];
  const { users } = clash;
  const why =
    users.length === 0
      ? "and both are exclusive: each would revoke the other one's users"
      : `and the exclusive one of both would revoke users whom only the other one declares: ${users.join(", ")}`;
  const reason = `a RepositoryAccessPolicy of this program covers ${list.subject}, ${why}. To end that, leave it out there with a pattern that begins with !, or set exclusive: false on both`;
  return [{ property: list.kind.owner, reason }];
}

/** The owners of the names that a program gives without an id. Each name is kept once, in a stable order. */
function namesOf(...answers: readonly (readonly User[])[]): Pick<Inputs, "__names"> {
  const byName = new Map(answers.flat().map(({ userId, userName }) => [userName, { userId, userName }]));
  const names = [...byName.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1));
  return names.length === 0 ? {} : { __names: names };
}

/**
 * Fills in the default region, and the id and name of every user. Keeps the order of the last run, and refuses a first
 * take-over.
 */
export async function check(
  kind: ListKind,
  context: Context,
  olds: Olds,
  news: Inputs,
  readAt: number | undefined,
): Promise<CheckResult> {
  const inputs = withRegion(context.settings, news, olds);
  const { region } = inputs;
  if (hasUnknown([...kind.place.map((name) => inputs[name]), region]) || !Array.isArray(news.users))
    return { inputs, failures: [] };
  const list = listAt(kind, context, inputs);
  programOf(context).declares(list, inputs);

  const now = context.now();
  const reads = liveReads(context);
  reads.enterCheck(list);
  const live = needsLive(context, olds, inputs, readAt) ? await unlessMissing(reads.shared(list)) : undefined;
  const resolved = await resolveUsers(inputs.users, {
    olds: usersOf(olds),
    names: olds?.__names ?? [],
    live,
    above: () => reads.above(list),
    iam: context.swr(region).iam,
    trustsLists: context.settings.trustListedNames,
    now,
  });
  const known = olds?.__names;
  const ignoring = await resolveIgnored(context, {
    ...inputs,
    ...(known === undefined ? {} : { __names: known }),
  });
  const unresolved = [...resolved.failures, ...ignoring.failures];
  if (unresolved.length > 0) return { inputs, failures: unresolved };
  const users = asIn(usersOf(olds), resolved.users);
  const complete = { ...inputs, users, ...namesOf(resolved.names, ignoring.users) };
  programOf(context).declares(list, complete);
  const failures = [
    ...checkAlone(list),
    ...checkResolved(context, usersOf(olds), inputs, resolved.users, ignoring.ignored, now),
  ];
  if (failures.length > 0 || live === undefined || olds !== undefined || hasUnknown(inputs))
    return { inputs: complete, failures };
  return { inputs: complete, failures: checkTakeOver(list, complete, ignoring.ignored, live, now) };
}

/** Throws where creating an exclusive resource would revoke users whom it may not revoke. */
export async function preview(kind: ListKind, context: Context, inputs: Inputs): Promise<void> {
  if (!inputs.exclusive || inputs.takeOver) return;
  const list = listAt(kind, context, inputs);
  const live = await unlessMissing(liveReads(context).shared(list));
  if (live === undefined) return;
  const ignored = await ignoredBy(context, inputs);
  const [failure] = checkTakeOver(list, inputs, ignored, live, context.now());
  if (failure !== undefined) throw new SwrError(`${failure.property}: ${failure.reason}`);
}
