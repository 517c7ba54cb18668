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

/** The last run may have been stopped before the list was known. */
const usersOf = (olds: Olds): readonly UserGrant[] =>
  olds?.users === undefined || hasUnknown(olds.users) ? [] : olds.users;

/** Whether anything here depends on who has access now. */
function needsLive(context: Context, olds: Olds, inputs: Inputs, readAt: number | undefined): boolean {
  const { maxRevokes, liveDiff, trustListedNames } = context.settings;
  // Where creates are previewed, a take-over is refused there: then many lists are read at once.
  const isOthers = context.previewsCreates && maxRevokes === undefined;
  const mayTakeOver =
    olds === undefined && inputs.exclusive && (!inputs.takeOver || maxRevokes !== undefined) && !isOthers;
  const halves = inputs.users.filter(
    (user) => !hasUnknown(user) && (user.userId === undefined || user.userName === undefined),
  );
  const isKnown = (user: UserGrant): boolean =>
    usersOf(olds).some((old) => old.userId === user.userId || old.userName === user.userName);
  // A list says what an id is called, and, where it is believed, whose a name is: that may change from run to run.
  const needsList = ({ userId }: UserGrant): boolean => userId !== undefined || trustListedNames;
  const mayHaveMoved = liveDiff && readAt === undefined && halves.some(({ userId }) => userId === undefined);
  return (
    mayTakeOver ||
    (trustListedNames && mayHaveMoved) ||
    halves.some((user) => needsList(user) && !isKnown(user))
  );
}

/** What a new, exclusive resource would revoke, as a failure of the flag that would allow it: no diff will show it. */
function checkTakeOver(
  list: List,
  inputs: Inputs,
  ignored: Ignored,
  live: Access,
  now: Date,
): CheckFailure[] {
  const revocable = revocableBy(list, inputs, undefined, live);
  const owners = ownersOf(inputs.users, inputs.__names);
  const found = { now, ignored, inherited: [], revocable, owners };
  const declaration = declarationOf(list, inputs, undefined, found);
  const plan = planAccess(declaration, withOwners(live, owners));
  const reason = refuseTakeOver(list, plan.strangers) ?? revokeLimit(list.context).plan(list, plan.remove);
  return reason === undefined ? [] : [{ property: "takeOver", reason }];
}

/** What can only be said of users with both halves. */
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

/** Two exclusive resources on one list would revoke each other's users. */
function checkAlone(list: List, { exclusive }: Inputs): CheckFailure[] {
  if (!exclusive || !programOf(list.context).isAmongMany(list)) return [];
  const reason = `a RepositoryAccessPolicy of this program covers ${list.subject}, and both are exclusive: each would revoke the other one's users. Leave it out there with a pattern that begins with !, or set exclusive: false on one of them`;
  return [{ property: list.kind.owner, reason }];
}

/** Whose the names are that a program gives without an id: each once, in an order that does not change. */
function namesOf(...answers: readonly (readonly User[])[]): Pick<Inputs, "__names"> {
  const byName = new Map(answers.flat().map(({ userId, userName }) => [userName, { userId, userName }]));
  const names = [...byName.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1));
  return names.length === 0 ? {} : { __names: names };
}

/** The default region, both halves of every user, the order of the last run, and the first take-over. */
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
    ...checkAlone(list, complete),
    ...checkResolved(context, usersOf(olds), inputs, resolved.users, ignoring.ignored, now),
  ];
  if (failures.length > 0 || live === undefined || olds !== undefined || hasUnknown(inputs))
    return { inputs: complete, failures };
  return { inputs: complete, failures: checkTakeOver(list, complete, ignoring.ignored, live, now) };
}

/** Throws where a new, exclusive resource would revoke users whom it may not revoke. */
export async function preview(kind: ListKind, context: Context, inputs: Inputs): Promise<void> {
  if (!inputs.exclusive || inputs.takeOver) return;
  const list = listAt(kind, context, inputs);
  const live = await unlessMissing(liveReads(context).shared(list));
  if (live === undefined) return;
  const ignored = await ignoredBy(context, inputs);
  const [failure] = checkTakeOver(list, inputs, ignored, live, context.now());
  if (failure !== undefined) throw new SwrError(`${failure.property}: ${failure.reason}`);
}
