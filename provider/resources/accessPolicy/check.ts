import type { CheckFailure, CheckResult, Context } from "../../resource";
import { withRegion } from "../../place";
import { hasUnknown } from "../../unknown";
import { checkResolved } from "../accessList/check";
import { liveReads } from "../accessList/liveReads";
import { listOf, type UserGrant } from "../accessList/model";
import { type IgnoredNames, resolveIgnored } from "../accessList/names";
import { resolveUsers } from "../accessList/resolve";
import { type Many, programOf } from "../accessList/successors";
import type { User } from "../../swr/iam";
import { coverageOf } from "./coverage";
import { differencesOf, listOfPolicy, planRevokes } from "./differences";
import { firstOf } from "./lines";
import type { Inputs, Rule } from "./model";
import { keyOf } from "./place";
import { roundsOf } from "./rounds";
import { inRule } from "./rules";
import { tell } from "./tell";

type Olds = Partial<Inputs> | undefined;

/** The rules of the last run. It may have been stopped before they were known. */
const rulesOf = (olds: Olds): readonly Rule[] =>
  olds?.rules === undefined || hasUnknown(olds.rules) ? [] : olds.rules;
const usersOf = (olds: Olds): readonly UserGrant[] => rulesOf(olds).flatMap(({ users }) => users);

/** Every rule with both halves of its users. */
async function resolveRules(context: Context, olds: Olds, inputs: Inputs, now: Date) {
  const reads = liveReads(context);
  // Any list of the organization will do to find the organization's own.
  const list = listOfPolicy(context, inputs, "");
  const directory = {
    olds: usersOf(olds),
    names: olds?.__names ?? [],
    live: undefined,
    above: () => reads.above(list),
    iam: context.swr(inputs.region).iam,
    trustsLists: context.settings.trustListedNames,
    now,
  };
  const resolved = await Promise.all(inputs.rules.map(({ users }) => resolveUsers(users, directory)));
  return {
    rules: inputs.rules.map((rule, at) => ({ ...rule, users: resolved[at]?.users ?? [] })),
    names: resolved.flatMap(({ names }) => names),
    failures: resolved.flatMap(({ failures }, at) => inRule(at, failures)),
  };
}

/** Each name once, in an order that does not change. */
function namesOf(answers: readonly User[]): Pick<Inputs, "__names"> {
  const byName = new Map(answers.map(({ userId, userName }) => [userName, { userId, userName }]));
  const names = [...byName.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1));
  return names.length === 0 ? {} : { __names: names };
}

/** What the program declares for the lists of repositories, for those whose resource leaves or has to stay. */
export function manyOf(inputs: Inputs, now: Date): Many | undefined {
  const coverage = coverageOf(inputs, now);
  if (coverage === undefined) return undefined;
  const ignoreUsers = listOf(inputs.ignoreUsers);
  return {
    exclusive: inputs.exclusive,
    at: ({ organization, repository = "" }) => {
      const covered = organization === inputs.organization ? coverage.at(repository) : undefined;
      return covered === undefined ? undefined : { users: covered.users, ignoreUsers };
    },
  };
}

/** Two exclusive resources on one list would revoke each other's users. */
function checkAlone(context: Context, inputs: Inputs, many: Many): CheckFailure[] {
  if (!inputs.exclusive) return [];
  const singles = programOf(context).singlesAmong(inputs, many);
  const names = singles.map(({ repository = "" }) => repository).sort();
  if (names.length === 0) return [];
  const reason = `match repositories that have an exclusive RepositoryAccess of their own: ${firstOf(names, "").join(", ")}. Each would revoke the other one's users: leave them out with patterns that begin with !, or set exclusive: false on one of them`;
  return [{ property: "rules", reason }];
}

/** What a new policy finds. What it must not revoke is a failure of the flag that would allow it: no diff will show it. */
async function checkTakeOver(context: Context, inputs: Inputs): Promise<CheckFailure[]> {
  const key = keyOf(context.settings, inputs);
  const finding = roundsOf(context).differences(key, inputs, () =>
    differencesOf(context, undefined, inputs, false),
  );
  const differences = await finding;
  const refusals = [...differences.all.values()].flatMap(({ refusal }) => refusal ?? []);
  tell(context, inputs, finding, differences);
  if (refusals.length > 0)
    return [{ property: "takeOver", reason: firstOf(refusals, " repositories").join("\n") }];
  const reason = planRevokes(context, differences);
  return reason === undefined ? [] : [{ property: "takeOver", reason }];
}

/** All that can be said of users with both halves. */
const checkUsers = (
  context: Context,
  olds: Olds,
  inputs: Inputs,
  rules: readonly Rule[],
  { ignored }: IgnoredNames,
  now: Date,
): CheckFailure[] =>
  rules.flatMap(({ users }, at) => {
    const written = { users: inputs.rules[at]?.users ?? [], ignoreUsers: listOf(inputs.ignoreUsers) };
    return inRule(at, checkResolved(context, usersOf(olds), written, users, ignored, now));
  });

/** The default region, both halves of every user, and the first take-over of each repository. */
export async function check(context: Context, olds: Olds, news: Inputs): Promise<CheckResult> {
  const inputs = withRegion(context.settings, news, olds);
  if (hasUnknown([inputs.organization, inputs.region]) || !Array.isArray(news.rules))
    return { inputs, failures: [] };
  const now = context.now();
  const key = keyOf(context.settings, inputs);
  roundsOf(context).enterCheck(key);
  const many = manyOf(inputs, now);
  if (many !== undefined) programOf(context).declaresMany(key, inputs, many);
  const resolved = await resolveRules(context, olds, inputs, now);
  const known = olds?.__names;
  const ignoring = await resolveIgnored(context, {
    ...inputs,
    ...(known === undefined ? {} : { __names: known }),
  });
  const unresolved = [...resolved.failures, ...ignoring.failures];
  if (unresolved.length > 0) return { inputs, failures: unresolved };
  const complete: Inputs = {
    ...inputs,
    rules: resolved.rules,
    ...namesOf([...resolved.names, ...ignoring.users]),
  };
  const all = manyOf(complete, now);
  if (all !== undefined) programOf(context).declaresMany(key, complete, all);
  const failures = [
    ...checkUsers(context, olds, inputs, resolved.rules, ignoring, now),
    ...(all === undefined ? [] : checkAlone(context, complete, all)),
  ];
  if (failures.length > 0 || olds !== undefined || hasUnknown(inputs)) return { inputs: complete, failures };
  return { inputs: complete, failures: await checkTakeOver(context, complete) };
}
