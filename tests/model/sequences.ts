/** Which sequences are played. */
import * as fc from "fast-check";
import type { Permission } from "../../provider/swr/access";
import { FAULTS } from "../faults/faults";
import { FORM, PRODUCT } from "../support/dialects";
import {
  LISTS,
  type Name,
  NAMES,
  type Naming,
  PLACE_NAMES,
  type PlaceName,
  type ResourceName,
  RESOURCES,
} from "./declared";
import { PATTERNS } from "./policies";
import type { Refresh, Writing } from "./state";
import type { Command, Edit, Method, Programming, Sequence, Step, Trouble } from "./steps";

/** What sequences are about: single lists, or a policy and the lists beside it. */
export type Subject = "lists" | "policy";
interface Choices {
  /** Mostly the first names: if a sequence used all of them alike, too little would happen to each resource. */
  readonly of: fc.Arbitrary<ResourceName>;
  readonly at: fc.Arbitrary<PlaceName>;
  readonly names: readonly ResourceName[];
  readonly places: readonly PlaceName[];
}
const CHOICES: Readonly<Record<Subject, Choices>> = {
  lists: {
    of: fc.constantFrom<ResourceName>("web", "web", "web", "site", "site", "shop", "team", "team", "crew"),
    at: fc.constantFrom<PlaceName>("app", "app", "app", "api", "tools", "teamA", "teamB"),
    names: LISTS,
    places: PLACE_NAMES.filter((at) => at !== "store"),
  },
  policy: {
    of: fc.constantFrom<ResourceName>("all", "all", "all", "all", "every", "web", "web", "site", "team"),
    at: fc.constantFrom<PlaceName>("app", "app", "api", "api", "store", "store", "tools", "teamA"),
    names: RESOURCES,
    places: PLACE_NAMES,
  },
};

const name = fc.constantFrom(...NAMES);
const permission = fc.constantFrom<Permission>("Read", "Write", "Manage");
const naming = fc.constantFrom<Naming>("both", "both", "name");
const method = fc.constantFrom<Method>("GET", "POST", "PATCH", "DELETE");
const what = <D extends string>(value: D): fc.Arbitrary<D> => fc.constant(value);
const on = fc.boolean();
const users = fc.subarray([...NAMES], { minLength: 0, maxLength: 3 });

/** Changes that other users make at the cloud. */
function editing({ at }: Choices, weight: number): fc.Arbitrary<Edit> {
  const grant = fc.record({ do: what("grant"), at, user: name, auth: fc.constantFrom(1, 3, 7, 5) });
  const revoke = fc.record({ do: what("revoke"), at, user: name });
  const organization = fc.record({
    do: what("organization"),
    at,
    user: fc.constantFrom<Name>("carol", "dave"),
    auth: fc.constantFrom(null, 1, 3, 7),
  });
  const repository = fc.record({ do: what("repository"), at, exists: fc.boolean() });
  return fc.oneof(
    { weight: 5, arbitrary: grant },
    { weight: 3, arbitrary: revoke },
    { weight: 1, arbitrary: organization },
    { weight, arbitrary: repository },
  );
}

/** Edits of the program that make the engine create, replace and delete. */
function restructuring({ of, places, names }: Choices): fc.Arbitrary<Programming> {
  const anywhere = fc.constantFrom<PlaceName>(...places);
  const other = fc.constantFrom(...names);
  const region = fc.constantFrom("eu-de", "eu-nl");
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: what("rename"), of, to: other }) },
    { weight: 2, arbitrary: fc.record({ do: what("move"), of, to: anywhere }) },
    { weight: 1, arbitrary: fc.record({ do: what("swap"), of, with: other }) },
    {
      weight: 5,
      arbitrary: fc.record({ do: what("add"), of, at: anywhere, takeOver: on, users, beside: on }),
    },
    { weight: 1, arbitrary: fc.record({ do: what("remove"), of }) },
    { weight: 1, arbitrary: fc.record({ do: what("region"), of, region }) },
    { weight: 1, arbitrary: fc.constant({ do: "clear" } as const) },
  );
}

const rule = fc.constantFrom<0 | 1>(0, 0, 1);
/** Edits of what a policy's rules match. */
function ruling({ of }: Choices): fc.Arbitrary<Programming> {
  const patterns = fc.constantFrom(...PATTERNS);
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: what("patterns"), of, rule, patterns }) },
    { weight: 1, arbitrary: fc.record({ do: what("unrule"), of }) },
  );
}

function programming(choices: Choices, subject: Subject): fc.Arbitrary<Programming> {
  const { of } = choices;
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: what("declare"), of, user: name, permission, naming, rule }) },
    { weight: 4, arbitrary: fc.record({ do: what("drop"), of, user: name, rule }) },
    { weight: 2, arbitrary: fc.record({ do: what("exclusive"), of, on }) },
    { weight: 2, arbitrary: fc.record({ do: what("takeOver"), of, on }) },
    { weight: 1, arbitrary: fc.record({ do: what("ignore"), of, user: name, on }) },
    { weight: 1, arbitrary: fc.record({ do: what("reorder"), of }) },
    { weight: 1, arbitrary: fc.record({ do: what("replaceOnChanges"), of, on }) },
    { weight: 1, arbitrary: fc.record({ do: what("importing"), of }) },
    { weight: 13, arbitrary: restructuring(choices) },
    ...(subject === "policy" ? [{ weight: 10, arbitrary: ruling(choices) }] : []),
  );
}

const quick = FAULTS.filter(({ slow }) => slow !== true).map((fault) => fault.name);
const slow = FAULTS.filter((fault) => fault.slow === true).map((fault) => fault.name);
const nth = fc.integer({ min: 1, max: 3 });
const during = fc.constantFrom<Writing>("create", "update", "delete", "delete");
/** Something that fails from the first write of a kind on. */
const mishap = fc.record({
  do: what("fault"),
  fault: fc.constantFrom(...quick),
  method: fc.option(method, { nil: undefined, freq: 1 }),
  nth: fc.constant(1),
  times: fc.constantFrom<number | "forever">(3, "forever"),
  during,
});

function troubling({ at }: Choices, edit: fc.Arbitrary<Edit>, subject: Subject): fc.Arbitrary<Trouble> {
  const fault = {
    do: what("fault"),
    fault: fc.constantFrom(...quick),
    method: fc.option(method, { nil: undefined, freq: 1 }),
    nth,
    times: fc.constantFrom<number | "forever">(1, 3, "forever"),
  };
  return fc.oneof(
    { weight: 12, arbitrary: fc.record(fault) },
    // At one repository of several.
    ...(subject === "policy" ? [{ weight: 12, arbitrary: fc.record({ ...fault, at }) }] : []),
    {
      weight: 1,
      arbitrary: fc.record({ ...fault, fault: fc.constantFrom(...slow), times: fc.constant(1) }),
    },
    { weight: 5, arbitrary: fc.record({ do: what("race"), nth, edit }) },
    { weight: 3, arbitrary: fc.record({ do: what("writer"), user: name, permission }) },
  );
}

const REFRESH = fc.constantFrom<Refresh>(false, true, "before");
interface Named {
  readonly during: Writing | undefined;
  readonly targets: readonly ResourceName[] | undefined;
  readonly replace: readonly ResourceName[] | undefined;
  readonly triggered: readonly ResourceName[] | undefined;
}
const given = <T extends Partial<Named>>(all: T) =>
  JSON.parse(JSON.stringify(all)) as { [K in keyof T]: Exclude<T[K], undefined> };

/** How programs are run. */
function commands({ of, names, places }: Choices) {
  /** Left out, but for one time in so many. */
  const once = (times: number) =>
    fc.oneof(
      { weight: times - 1, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.subarray([...names], { minLength: 1, maxLength: 2 }) },
    );
  const [some, seldom, often] = [once(4), once(10), once(3)];
  const way = { refresh: REFRESH, targets: seldom, replace: seldom, triggered: seldom };
  const kill = fc
    .record({
      do: what("kill"),
      method,
      nth: fc.integer({ min: 1, max: 3 }),
      when: fc.constantFrom<"before" | "after">("before", "after"),
      during: fc.option(during, { nil: undefined, freq: 1 }),
      ...way,
    })
    .map(given);
  const up = fc.record({ do: what("up"), ...way }).map(given);
  const anywhere = fc.constantFrom<PlaceName>(...places);
  const command: fc.Arbitrary<Command> = fc.oneof(
    { weight: 8, arbitrary: up },
    { weight: 3, arbitrary: fc.record({ do: what("preview"), ...way }).map(given) },
    { weight: 2, arbitrary: fc.record({ do: what("refresh"), targets: some }).map(given) },
    { weight: 1, arbitrary: fc.record({ do: what("destroy"), refresh: REFRESH, targets: some }).map(given) },
    { weight: 1, arbitrary: fc.record({ do: what("import"), of, at: anywhere }) },
  );
  /** The two runs of an incident: one that replaces often, and one with targets often. */
  const first = fc
    .record({ do: what("up"), refresh: REFRESH, targets: seldom, replace: often, triggered: seldom })
    .map(given);
  const last = fc.record({ do: what("up"), refresh: REFRESH, targets: often }).map(given);
  return { kill, command, first, last };
}

/** A change of one switch of the emulator. A sequence may change several, one after the other. */
const dialect = fc
  .constantFrom(
    ...[...Object.entries(PRODUCT), ...Object.entries(FORM)].flatMap(([key, values]) =>
      values.map((value) => ({ [key]: value })),
    ),
  )
  .map((choice) => ({ do: "dialect" as const, choice }));

const alone = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> => step.map((it) => [it]);

/** The step that declares the list of the organization, which is above the repository that all programs begin with. */
const withTeam = fc.record({
  do: what("add"),
  of: what("team"),
  at: what("teamA"),
  takeOver: fc.constant(true),
  users,
});

/** The first steps of a sequence. A policy begins with three repositories, or with two, to which others may add the third. */
function beginning(subject: Subject): fc.Arbitrary<Step[]> {
  const team = fc.option(withTeam, { nil: undefined, freq: subject === "lists" ? 2 : 1 });
  if (subject === "lists") return team.map((it) => (it === undefined ? [] : [it]));
  const policy = fc.record({
    do: what("add"),
    of: what("all"),
    at: what("teamA"),
    takeOver: fc.boolean(),
    users: fc.constant<readonly Name[]>(["alice", "bob"]),
  });
  const store = fc.record({ do: what("repository"), at: what("store"), exists: fc.boolean() });
  const isExclusive = fc.record({ do: what("exclusive"), of: what("all"), on });
  return fc
    .tuple(policy, isExclusive, store, team)
    .map(([add, exclusive, exists, above]) => [
      { do: "clear" } as const,
      add,
      exclusive,
      exists,
      ...(above === undefined ? [] : [above]),
    ]);
}

/** `kills`: how many of a thousand steps are the death of the provider's process, which is slow to start. */
export function sequences(kills: number, subject: Subject): fc.Arbitrary<Sequence> {
  const choices = CHOICES[subject];
  const edit = editing(choices, subject === "lists" ? 1 : 3);
  const program = programming(choices, subject);
  const { kill, command, first, last } = commands(choices);
  /** An edit of the program, a run that may fail half-way, and another run. Such sequences test what one run leaves to the next. */
  const incident = fc
    .tuple<[Step, Step, Step, Step, Step]>(
      restructuring(choices),
      fc.oneof(
        { weight: 2, arbitrary: mishap },
        { weight: 1, arbitrary: program },
        { weight: 1, arbitrary: edit },
      ),
      first,
      fc.oneof({ weight: 2, arbitrary: program }, { weight: 1, arbitrary: command }),
      last,
    )
    .map((steps): Step[] => [...steps]);
  const steps = fc.array(
    fc.oneof(
      { weight: 300, arbitrary: alone(command) },
      { weight: 230, arbitrary: alone(program) },
      { weight: 150, arbitrary: alone(edit) },
      { weight: 280, arbitrary: alone(troubling(choices, edit, subject)) },
      { weight: 60, arbitrary: incident },
      { weight: 100 - kills, arbitrary: alone(dialect) },
      ...(kills > 0 ? [{ weight: kills, arbitrary: alone(kill) }] : []),
    ),
    { minLength: 1, maxLength: 25, size: "max" },
  );
  return fc.record({
    method: fc.constantFrom<Sequence["method"]>("key", "token"),
    host: fc.constantFrom<Sequence["host"]>("hooks", "hooks", "plugin"),
    parallel: fc.boolean(),
    steps: fc.tuple(beginning(subject), steps).map(([begun, rest]) => [...begun, ...rest.flat()]),
  });
}
