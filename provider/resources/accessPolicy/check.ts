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

/** The rules of the last run; none where that run was stopped before they were known. */
const rulesOf = (olds: Olds): readonly Rule[] =>
  olds?.rules === undefined || hasUnknown(olds.rules) ? [] : olds.rules;
const usersOf = (olds: Olds): readonly UserGrant[] => rulesOf(olds).flatMap(({ users }) => users);

/** Completes every user of every rule with id and name. */
async function resolveRules(context: Context, olds: Olds, inputs: Inputs, now: Date) {
  const reads = liveReads(context);
  // The list above is the organization's, whichever repository is named. So none is named.
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

/** The owners of the names that a program gives without an id. Each name is kept once, in a stable order. */
function namesOf(answers: readonly User[]): Pick<Inputs, "__names"> {
  const byName = new Map(answers.map(({ userId, userName }) => [userName, { userId, userName }]));
  const names = [...byName.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1));
  return names.length === 0 ? {} : { __names: names };
}

/**
 * What the policy declares for each list. Resources of single lists need it to know who has to stay when they are deleted,
 * and whether two exclusive resources meet. Undefined while the rules are not known.
 */
export function manyOf(inputs: Inputs, now: Date): Many | undefined {
  const coverage = coverageOf(inputs, now);
  if (coverage === undefined) return undefined;
  const ignoreUsers = listOf(inputs.ignoreUsers);
  const { exclusive, takeOver } = inputs;
  return {
    exclusive,
    at: ({ organization, repository = "" }) => {
      const covered = organization === inputs.organization ? coverage.at(repository) : undefined;
      return covered === undefined ? undefined : { users: covered.users, ignoreUsers, takeOver };
    },
  };
}

/** Refuses a policy that matches the list of a RepositoryAccess where an exclusive one of both would revoke the other one's users. */
function checkAlone(context: Context, inputs: Inputs, many: Many): CheckFailure[] {
  const clashes = programOf(context).clashesOf(inputs, many);
  const mutual = clashes.filter(({ users }) => users.length === 0).map(({ repository }) => repository);
  const others = clashes.filter(({ users }) => users.length > 0);
  const lost = others.map(({ repository, users }) => `${repository} (${users.join(", ")})`);
  const refuse = (names: readonly string[], before: string, after: string): CheckFailure[] => {
    if (names.length === 0) return [];
    const reason = `${before}: ${firstOf([...names].sort(), "").join(", ")}${after}. To end that, leave them out with patterns that begin with !, or set exclusive: false on both`;
    return [{ property: "rules", reason }];
  };
  return [
    ...refuse(
      mutual,
      "match repositories that have an exclusive RepositoryAccess of their own",
      ". Each would revoke the other one's users",
    ),
    ...refuse(
      lost,
      "match repositories that have a RepositoryAccess of their own, and the exclusive one of both would revoke users whom only the other one declares",
      "",
    ),
  ];
}

/**
 * Compares a new policy with the server. What it must not revoke is a failure of `takeOver`, the flag that would allow it,
 * since no diff of a new resource could show it.
 */
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

/** Checks the users of all rules, whose ids and names are known. */
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

/** Fills in the default region, and the id and name of every user. Refuses the first take-over of each repository. */
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
