/** The policies of the model's programs, and the access that their rules declare for a repository. */
import type { UserGrant } from "../../provider/resources/repositoryAccess";
import { PERMISSIONS } from "../../provider/swr/access";
import { ID } from "../support/stack";
import {
  type Declarations,
  type Declared,
  grantOf,
  isPolicy,
  type Name,
  PLACE_NAMES,
  type PlaceName,
  PLACES,
  type Ruling,
  usersOf,
} from "./declared";
import type { Change } from "./steps";

/** The patterns of the model and what each of them matches. This is written by hand, so that the judge does not rely on the provider. */
const MATCHES: Readonly<Record<string, readonly PlaceName[]>> = {
  "**": ["app", "api", "store", "tools"],
  "web/**": ["app", "store"],
  "web/s*": ["store"],
  "{api,tools}": ["api", "tools"],
  "web/app": ["app"],
  api: ["api"],
  "web/store": ["store"],
  tools: ["tools"],
};

/** What a rule may match. */
export const PATTERNS: readonly (readonly string[])[] = [
  ["**"],
  ["web/**"],
  ["{api,tools}"],
  ["web/s*", "api"],
  ["**", "!web/app"],
  ["**", "!web/s*"],
  ["web/app", "tools"],
];

const repositoriesOf = (organization: string): PlaceName[] =>
  PLACE_NAMES.filter((at) => PLACES[at].organization === organization && PLACES[at].repository !== undefined);

function fitsOne(patterns: readonly string[], at: PlaceName): boolean {
  const isIn = (pattern: string): boolean => MATCHES[pattern.replace("!", "")]?.includes(at) === true;
  const [unwanted, wanted] = [true, false].map((side) =>
    patterns.filter((it) => it.startsWith("!") === side),
  );
  return wanted?.some(isIn) === true && unwanted?.some(isIn) !== true;
}

/** The users whom rules in the engine's form declare for a repository, each with the highest permission; undefined: no rule matches. */
export function usersAt(
  rules: readonly { readonly repositories: readonly string[]; readonly users: readonly UserGrant[] }[],
  at: PlaceName,
): readonly UserGrant[] | undefined {
  const fitting = rules.filter(({ repositories }) => fitsOne(repositories, at));
  if (fitting.length === 0) return undefined;
  const users = fitting
    .flatMap((rule) => rule.users)
    .sort((a, b) => PERMISSIONS[a.permission] - PERMISSIONS[b.permission]);
  return [
    ...new Map(users.map((user) => [user.userId ?? ID[user.userName as keyof typeof ID], user])).values(),
  ];
}

/** The patterns of a rule. They leave out repositories that have a list of their own in the program, since both would undo each other. */
export const patternsOf = (program: Declarations, at: PlaceName, { patterns }: Ruling): readonly string[] => [
  ...patterns,
  ...[...program].flatMap(([name, it]) => {
    const { organization, repository } = PLACES[it.at];
    const isOwn = !isPolicy(name) && organization === PLACES[at].organization && it.beside !== true;
    return isOwn && repository !== undefined ? `!${repository}` : [];
  }),
];

/** The repositories that a policy covers, with what it declares for each. */
export function spread(program: Declarations, policy: Declared): readonly (readonly [PlaceName, Declared])[] {
  const rules = (policy.rules ?? []).map((rule) => ({
    repositories: patternsOf(program, policy.at, rule),
    users: rule.users,
  }));
  return repositoriesOf(PLACES[policy.at].organization).flatMap((at) => {
    const users = usersAt(rules, at);
    return users === undefined ? [] : [[at, { ...policy, at, users }] as const];
  });
}

/** A policy over all repositories of an organization. */
export const newPolicy = (
  at: PlaceName,
  names: readonly Name[],
  takeOver: boolean,
  exclusive: boolean,
): Declared => ({
  at,
  users: [],
  rules: [{ patterns: ["**"], users: usersOf(names) }],
  exclusive,
  takeOver,
  ignoreUsers: [],
});

/** What an edit does to a policy. `rest`: what it does to any resource. */
export function changedPolicy(
  policy: Declared,
  edit: Change,
  { users: _users, ...rest }: Partial<Declared>,
): Partial<Declared> {
  const { rules = [] } = policy;
  const each = (work: (users: readonly UserGrant[]) => readonly UserGrant[], only?: number): Ruling[] =>
    rules.map((rule, at) =>
      only === undefined || at === only ? { ...rule, users: work(rule.users) } : rule,
    );
  const without = (users: readonly UserGrant[]): UserGrant[] =>
    "user" in edit ? users.filter(({ userName }) => userName !== edit.user) : [...users];
  switch (edit.do) {
    case "declare": {
      const at = Math.min(edit.rule ?? 0, rules.length - 1);
      const grant = grantOf(edit.user, edit.permission, edit.naming);
      return { ...rest, rules: each((users) => [...without(users), grant], at) };
    }
    case "drop":
      return { rules: each(without, Math.min(edit.rule ?? 0, rules.length - 1)) };
    case "ignore":
      return edit.on ? { ...rest, rules: each(without) } : rest;
    case "reorder":
      return { rules: each((users) => [...users].reverse()).reverse() };
    case "patterns": {
      const { patterns } = edit;
      if (edit.rule < rules.length)
        return { rules: rules.map((rule, at) => (at === edit.rule ? { ...rule, patterns } : rule)) };
      // A new rule declares bob, who may not be ignored at the same time.
      const ignoreUsers = policy.ignoreUsers.filter((name) => name !== "bob");
      return { ignoreUsers, rules: [...rules, { patterns, users: [grantOf("bob", "Read")] }] };
    }
    case "unrule":
      return { rules: rules.slice(0, 1) };
    case "exclusive":
    case "takeOver":
    case "region":
    case "replaceOnChanges":
    case "importing":
      return rest;
  }
}
