import * as fc from "fast-check";
import type { Permission } from "../../provider/swr/access";
import type { Dialect } from "../../sandbox/emulator";
import { FAULTS } from "../faults/faults";
import { FORM, PRODUCT } from "../support/dialects";
import type { Refresh, Writing } from "./engine";
import {
  type Name,
  NAMES,
  type Naming,
  PLACE_NAMES,
  type PlaceName,
  type Programming,
  type ResourceName,
  RESOURCES,
} from "./program";

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** What others do to a list, behind everybody's back. */
export type Edit =
  | { readonly do: "grant"; readonly at: PlaceName; readonly user: Name; readonly auth: number }
  | { readonly do: "revoke"; readonly at: PlaceName; readonly user: Name }
  | {
      readonly do: "organization";
      readonly at: PlaceName;
      readonly user: Name;
      readonly auth: number | null;
    }
  | { readonly do: "repository"; readonly at: PlaceName; readonly exists: boolean };

/** What goes wrong during the next command. */
export type Trouble =
  | {
      readonly do: "fault";
      readonly fault: string;
      readonly method: Method | undefined;
      readonly nth: number;
      readonly times: number | "forever";
      /** From the first write of this kind on. */
      readonly during?: Writing;
    }
  | { readonly do: "race"; readonly nth: number; readonly edit: Edit }
  | { readonly do: "writer"; readonly user: Name; readonly permission: Permission };

/** How a program is run. */
interface Way {
  readonly refresh: Refresh;
  /** `--target`, and what is replaced in its place. Names that neither state nor program has are nothing. */
  readonly targets?: readonly ResourceName[];
  readonly replace?: readonly ResourceName[];
  readonly triggered?: readonly ResourceName[];
}

export type Command =
  | ({ readonly do: "preview" } & Way)
  | ({ readonly do: "up" } & Way)
  | ({
      readonly do: "kill";
      /** `up` with a provider that is killed when its n-th request with the method is seen. */
      readonly method: Method;
      readonly nth: number;
      readonly when: "before" | "after";
      /** From the first write of this kind on. */
      readonly during?: Writing;
    } & Way)
  | { readonly do: "refresh"; readonly targets?: readonly ResourceName[] }
  | { readonly do: "destroy"; readonly refresh?: Refresh; readonly targets?: readonly ResourceName[] }
  | { readonly do: "import"; readonly of: ResourceName; readonly at: PlaceName };

export type Step =
  Edit | Programming | Trouble | Command | { readonly do: "dialect"; readonly choice: Partial<Dialect> };

export interface Sequence {
  readonly method: "key" | "token";
  readonly host: "hooks" | "plugin";
  /** Whether writes run beside the next checks, and deletes side by side. */
  readonly parallel: boolean;
  readonly steps: readonly Step[];
}

const name = fc.constantFrom(...NAMES);
/** Mostly the first ones: else a sequence is spread too thin to lead anywhere. */
const of = fc.constantFrom<ResourceName>("web", "web", "web", "site", "site", "shop", "team", "team", "crew");
const at = fc.constantFrom<PlaceName>("app", "app", "app", "api", "tools", "teamA", "teamB");
const anywhere = fc.constantFrom<PlaceName>(...PLACE_NAMES);
const permission = fc.constantFrom<Permission>("Read", "Write", "Manage");
const naming = fc.constantFrom<Naming>("both", "both", "name");
const method = fc.constantFrom<Method>("GET", "POST", "PATCH", "DELETE");
const what = <D extends string>(value: D): fc.Arbitrary<D> => fc.constant(value);

const grant = fc.record({ do: what("grant"), at, user: name, auth: fc.constantFrom(1, 3, 7, 5) });
const revoke = fc.record({ do: what("revoke"), at, user: name });
const organization = fc.record({
  do: what("organization"),
  at,
  user: fc.constantFrom<Name>("carol", "dave"),
  auth: fc.constantFrom(null, 1, 3, 7),
});
const repository = fc.record({ do: what("repository"), at, exists: fc.boolean() });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: grant },
  { weight: 3, arbitrary: revoke },
  { weight: 1, arbitrary: organization },
  { weight: 1, arbitrary: repository },
);

const users = fc.subarray([...NAMES], { minLength: 0, maxLength: 3 });
const on = fc.boolean();
const other = fc.constantFrom(...RESOURCES);
/** What makes the engine create, replace and delete. */
const restructuring: fc.Arbitrary<Programming> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: what("rename"), of, to: other }) },
  { weight: 2, arbitrary: fc.record({ do: what("move"), of, to: anywhere }) },
  { weight: 1, arbitrary: fc.record({ do: what("swap"), of, with: other }) },
  { weight: 5, arbitrary: fc.record({ do: what("add"), of, at: anywhere, takeOver: on, users }) },
  { weight: 1, arbitrary: fc.record({ do: what("remove"), of }) },
  { weight: 1, arbitrary: fc.record({ do: what("region"), of, region: fc.constantFrom("eu-de", "eu-nl") }) },
  { weight: 1, arbitrary: fc.constant({ do: "clear" } as const) },
);
const programming: fc.Arbitrary<Programming> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: what("declare"), of, user: name, permission, naming }) },
  { weight: 4, arbitrary: fc.record({ do: what("drop"), of, user: name }) },
  { weight: 2, arbitrary: fc.record({ do: what("exclusive"), of, on }) },
  { weight: 2, arbitrary: fc.record({ do: what("takeOver"), of, on }) },
  { weight: 1, arbitrary: fc.record({ do: what("ignore"), of, user: name, on }) },
  { weight: 1, arbitrary: fc.record({ do: what("reorder"), of }) },
  { weight: 1, arbitrary: fc.record({ do: what("replaceOnChanges"), of, on }) },
  { weight: 1, arbitrary: fc.record({ do: what("importing"), of }) },
  { weight: 13, arbitrary: restructuring },
);

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
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: what("fault"),
      fault: fc.constantFrom(...quick),
      method: fc.option(method, { nil: undefined, freq: 1 }),
      nth,
      times: fc.constantFrom<number | "forever">(1, 3, "forever"),
    }),
  },
  { weight: 6, arbitrary: mishap },
  {
    // Each costs a second.
    weight: 1,
    arbitrary: fc.record({
      do: what("fault"),
      fault: fc.constantFrom(...slow),
      method: fc.option(method, { nil: undefined, freq: 1 }),
      nth,
      times: fc.constant(1),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: what("race"), nth, edit }) },
  { weight: 3, arbitrary: fc.record({ do: what("writer"), user: name, permission }) },
);

const REFRESH = fc.constantFrom<Refresh>(false, true, "before");
/** Left out, but for one time in so many. */
const once = (times: number) =>
  fc.oneof(
    { weight: times - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.subarray([...RESOURCES], { minLength: 1, maxLength: 2 }) },
  );
const [some, seldom, often] = [once(4), once(10), once(3)];
interface Named {
  readonly during: Writing | undefined;
  readonly targets: readonly ResourceName[] | undefined;
  readonly replace: readonly ResourceName[] | undefined;
  readonly triggered: readonly ResourceName[] | undefined;
}
const given = <T extends Partial<Named>>(all: T) =>
  JSON.parse(JSON.stringify(all)) as { [K in keyof T]: Exclude<T[K], undefined> };
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
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: up },
  { weight: 3, arbitrary: fc.record({ do: what("preview"), ...way }).map(given) },
  { weight: 2, arbitrary: fc.record({ do: what("refresh"), targets: some }).map(given) },
  { weight: 1, arbitrary: fc.record({ do: what("destroy"), refresh: REFRESH, targets: some }).map(given) },
  { weight: 1, arbitrary: fc.record({ do: what("import"), of, at: anywhere }) },
);

/** A program that was changed, a run that fails on the way or not, and another: what lies between runs. */
const incident: fc.Arbitrary<Step[]> = fc
  .tuple(
    restructuring,
    fc.oneof(
      { weight: 2, arbitrary: mishap },
      { weight: 1, arbitrary: programming },
      { weight: 1, arbitrary: edit },
    ),
    fc
      .record({ do: what("up"), refresh: REFRESH, targets: seldom, replace: often, triggered: seldom })
      .map(given),
    fc.oneof({ weight: 2, arbitrary: programming }, { weight: 1, arbitrary: command }),
    fc.record({ do: what("up"), refresh: REFRESH, targets: often }).map(given),
  )
  .map((steps) => [...steps]);

/** One switch at a time: a sequence lays several over each other. */
const dialect = fc
  .constantFrom(
    ...[...Object.entries(PRODUCT), ...Object.entries(FORM)].flatMap(([key, values]) =>
      values.map((value) => ({ [key]: value })),
    ),
  )
  .map((choice) => ({ do: "dialect" as const, choice }));

const alone = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> => step.map((it) => [it]);

/** Every second program declares an organization's list, too: above the repository that all begin with. */
const withTeam = fc.record({
  do: what("add"),
  of: what("team"),
  at: what("teamA"),
  takeOver: fc.constant(true),
  users,
});

/** `kills`: how many of a thousand steps are the death of the provider's process, which is slow to start. */
export const sequences = (kills: number): fc.Arbitrary<Sequence> =>
  fc.record({
    method: fc.constantFrom<Sequence["method"]>("key", "token"),
    host: fc.constantFrom<Sequence["host"]>("hooks", "hooks", "plugin"),
    parallel: fc.boolean(),
    steps: fc
      .tuple(
        fc.option(withTeam, { nil: undefined, freq: 2 }),
        fc.array(
          fc.oneof(
            { weight: 300, arbitrary: alone(command) },
            { weight: 230, arbitrary: alone(programming) },
            { weight: 150, arbitrary: alone(edit) },
            { weight: 280, arbitrary: alone(trouble) },
            { weight: 60, arbitrary: incident },
            { weight: 100 - kills, arbitrary: alone(dialect) },
            ...(kills > 0 ? [{ weight: kills, arbitrary: alone(kill) }] : []),
          ),
          { minLength: 1, maxLength: 25, size: "max" },
        ),
      )
      .map(([first, steps]) => [...(first === undefined ? [] : [first]), ...steps.flat()]),
  });
