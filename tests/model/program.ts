import {
  type Declarations,
  type Declared,
  fits,
  grantOf,
  idOf,
  isPolicy,
  type Name,
  type PlaceName,
  PLACES,
  type ResourceName,
  typeOf,
  usersOf,
} from "./declared";
import { changedPolicy, newPolicy, patternsOf } from "./policies";
import type { Goal, Program } from "./state";
import type { Change, Programming } from "./steps";

const newAt = (at: PlaceName, names: readonly Name[], takeOver: boolean): Declared => ({
  at,
  users: usersOf(names),
  exclusive: true,
  takeOver,
  ignoreUsers: [],
});

export const FIRST: Declarations = new Map([["web", newAt("app", ["alice", "bob"], true)]]);

/** Which resource of the same kind a program has in a place. */
const holderOf = (program: Declarations, like: ResourceName, at: PlaceName): ResourceName | undefined =>
  [...program].find(([name, it]) => it.at === at && isPolicy(name) === isPolicy(like))?.[0];

function added(program: Declarations, { of, at, users, takeOver, beside = false }: Adding): Declarations {
  if (holderOf(program, of, at) !== undefined || !fits(of, at)) return program;
  const { isShared, theirs } = sharing(program, of, at);
  const own = users.filter((name) => !theirs.includes(name));
  if (isPolicy(of)) return new Map([...program, [of, newPolicy(at, own, takeOver, !isShared)]]);
  const isBeside = beside && isShared;
  const declared = newAt(at, isBeside ? own : users, takeOver);
  return new Map([...program, [of, isBeside ? { ...declared, exclusive: false, beside } : declared]]);
}
type Adding = Extract<Programming, { do: "add" }>;

/**
 * Whether a resource shares a place with another one, or could. A policy shares with lists that are `beside` it, and a
 * repository's list shares with a policy that is not exclusive. `theirs`: the users whom the other resource declares or ignores.
 */
function sharing(program: Declarations, of: ResourceName, at: PlaceName) {
  const { organization } = PLACES[at];
  const isThere = (it: Declared): boolean => PLACES[it.at].organization === organization;
  const others = [...program].filter(([name, it]) => {
    if (name === of || isPolicy(name) === isPolicy(of) || !isThere(it)) return false;
    return isPolicy(of) ? it.beside === true : isPolicy(name) && !it.exclusive;
  });
  const namesOf = ({ users, rules = [], ignoreUsers }: Declared): string[] => [
    ...[...users, ...rules.flatMap((rule) => rule.users)].map(({ userName = "" }) => userName),
    ...ignoreUsers,
  ];
  return { isShared: others.length > 0, theirs: others.flatMap(([, it]) => namesOf(it)) };
}

/** Whether an edit would have two resources that share a repository undo each other. */
function isDivisive(
  program: Declarations,
  declared: Declared,
  edit: Exclude<Programming, { do: "clear" }>,
): boolean {
  const { isShared, theirs } = sharing(program, edit.of, declared.at);
  const shares = declared.beside === true || (isPolicy(edit.of) && isShared);
  if (!shares) return false;
  if ("user" in edit) return theirs.includes(edit.user);
  return ["exclusive", "move", "swap"].includes(edit.do);
}

/** The program after an edit. It never has two resources in one place: both hosts refuse that. */
export function edited(program: Declarations, edit: Programming): Declarations {
  if (edit.do === "clear") return new Map();
  const declared = program.get(edit.of);
  if (declared === undefined) return edit.do === "add" ? added(program, edit) : program;
  if (isDivisive(program, declared, edit)) return program;
  const without = [...program].filter(([name]) => name !== edit.of);
  switch (edit.do) {
    case "add":
      return program;
    case "remove":
      return new Map(without);
    case "rename":
      return program.has(edit.to) || typeOf(edit.to) !== typeOf(edit.of)
        ? program
        : new Map([...without, [edit.to, declared]]);
    case "move":
      if (isPolicy(edit.of) && sharing(program, edit.of, edit.to).isShared) return program;
      return holderOf(program, edit.of, edit.to) === undefined && fits(edit.of, edit.to)
        ? new Map(program).set(edit.of, { ...declared, at: edit.to })
        : program;
    case "swap":
      return swapped(program, edit.of, edit.with);
    case "declare":
    case "drop":
    case "ignore":
    case "exclusive":
    case "takeOver":
    case "reorder":
    case "region":
    case "replaceOnChanges":
    case "importing":
    case "patterns":
    case "unrule":
      return new Map(program).set(edit.of, { ...declared, ...changesOf(edit.of, declared, edit) });
  }
}

/** What an edit does to a resource. */
function changesOf(name: string, declared: Declared, edit: Change): Partial<Declared> {
  const common = changed(declared, edit);
  return isPolicy(name) ? changedPolicy(declared, edit, common) : common;
}

function swapped(program: Declarations, one: ResourceName, two: ResourceName): Declarations {
  const [a, b] = [program.get(one), program.get(two)];
  if (a === undefined || b === undefined || !fits(one, b.at) || isPolicy(one) !== isPolicy(two))
    return program;
  if (b.beside === true || (isPolicy(one) && sharing(program, two, b.at).isShared)) return program;
  return new Map(program).set(one, { ...a, at: b.at }).set(two, { ...b, at: a.at });
}

/** The effect of an edit on the properties that all resources have. */
function changed({ users, ignoreUsers }: Declared, edit: Change): Partial<Declared> {
  const others = "user" in edit ? users.filter(({ userName }) => userName !== edit.user) : users;
  const rest = "user" in edit ? ignoreUsers.filter((name) => name !== edit.user) : ignoreUsers;
  switch (edit.do) {
    case "declare":
      return {
        users: [...others, grantOf(edit.user, edit.permission, edit.naming)],
        ignoreUsers: rest,
      };
    case "drop":
      return { users: others };
    // A user may not be declared and ignored at once, so each of the two ends the other.
    case "ignore":
      return edit.on ? { users: others, ignoreUsers: [...rest, edit.user] } : { ignoreUsers: rest };
    case "exclusive":
      return { exclusive: edit.on };
    case "takeOver":
      return { takeOver: edit.on };
    case "reorder":
      return { users: [...users].reverse() };
    case "region":
      return { region: edit.region };
    case "replaceOnChanges":
      return { replaceOnChanges: edit.on };
    case "importing":
      return { importing: true };
    case "patterns":
    case "unrule":
      return {};
  }
}

/**
 * The program in the form that the engine takes. A policy comes after the lists of its repositories, as with `dependsOn`: the policy
 * revokes what it gives up to such a list when it is written, and only users of lists that were checked before are known to stay.
 */
export function asProgram(program: Declarations): Program {
  const inTurn = [...program].sort(([a], [b]) => Number(isPolicy(a)) - Number(isPolicy(b)));
  return new Map(inTurn.map(([name, declared]) => [name, goalOf(program, declared)]));
}

function goalOf(
  program: Declarations,
  { at, importing, replaceOnChanges = false, beside: _beside, users, rules, ...rest }: Declared,
): Goal {
  const what =
    rules === undefined
      ? { users }
      : {
          rules: rules.map((rule) => ({ repositories: patternsOf(program, at, rule), users: rule.users })),
        };
  const inputs = JSON.parse(JSON.stringify({ ...PLACES[at], ...rest, ...what })) as Goal["inputs"];
  const importId = importing === true ? { importId: idOf(at) } : {};
  return { inputs, replaceOnChanges, ...importId };
}
