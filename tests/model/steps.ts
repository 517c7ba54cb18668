import * as fc from "fast-check";
import type { Permission } from "../../provider/swr/access";
import type { Dialect } from "../../sandbox/emulator";
import { FAULTS } from "../faults/faults";
import { FORM, PRODUCT } from "../support/dialects";
import type { Refresh } from "../support/stack";

/** Who is declared, granted and revoked in the model. Carol and Dave may hold the organization, too. */
export const NAMES = ["alice", "bob", "carol", "dave", "mallory"] as const;
export type Name = (typeof NAMES)[number];
type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** What others do to the list, behind everybody's back. */
export type Edit =
  | { readonly do: "grant"; readonly user: Name; readonly auth: number }
  | { readonly do: "revoke"; readonly user: Name }
  | { readonly do: "organization"; readonly user: Name; readonly auth: number | null }
  | { readonly do: "repository"; readonly exists: boolean };

/** What changes the program. */
export type Programming =
  | { readonly do: "declare"; readonly user: Name; readonly permission: Permission }
  | { readonly do: "drop"; readonly user: Name }
  | { readonly do: "exclusive"; readonly on: boolean }
  | { readonly do: "takeOver"; readonly on: boolean }
  | { readonly do: "ignore"; readonly user: Name; readonly on: boolean }
  | { readonly do: "reorder" };

/** What goes wrong during the next command. */
export type Trouble =
  | {
      readonly do: "fault";
      readonly fault: string;
      readonly method: Method | undefined;
      readonly nth: number;
      readonly times: number | "forever";
    }
  | { readonly do: "race"; readonly nth: number; readonly edit: Edit }
  | { readonly do: "writer"; readonly user: Name; readonly permission: Permission };

export type Command =
  | { readonly do: "preview"; readonly refresh: Refresh }
  | { readonly do: "up"; readonly refresh: Refresh }
  | { readonly do: "refresh" }
  | { readonly do: "destroy" }
  /** `up` in a process that is killed when its n-th request with the method is seen. */
  | { readonly do: "kill"; readonly method: Method; readonly nth: number; readonly when: "before" | "after" };

export type Step =
  Edit | Programming | Trouble | Command | { readonly do: "dialect"; readonly choice: Partial<Dialect> };

export interface Sequence {
  readonly method: "key" | "token";
  readonly steps: readonly Step[];
}

const name = fc.constantFrom(...NAMES);
const permission = fc.constantFrom<Permission>("Read", "Write", "Manage");
const method = fc.constantFrom<Method>("GET", "POST", "PATCH", "DELETE");
const what = <D extends string>(value: D): fc.Arbitrary<D> => fc.constant(value);

const grant = fc.record({ do: what("grant"), user: name, auth: fc.constantFrom(1, 3, 7, 5) });
const revoke = fc.record({ do: what("revoke"), user: name });
const organization = fc.record({
  do: what("organization"),
  user: fc.constantFrom<Name>("carol", "dave"),
  auth: fc.constantFrom(null, 1, 3, 7),
});
const repository = fc.record({ do: what("repository"), exists: fc.boolean() });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: grant },
  { weight: 3, arbitrary: revoke },
  { weight: 1, arbitrary: organization },
  { weight: 1, arbitrary: repository },
);

const programming: fc.Arbitrary<Programming> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: what("declare"), user: name, permission }) },
  { weight: 4, arbitrary: fc.record({ do: what("drop"), user: name }) },
  { weight: 2, arbitrary: fc.record({ do: what("exclusive"), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: what("takeOver"), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: what("ignore"), user: name, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: what("reorder") }) },
);

const quick = FAULTS.filter(({ slow }) => slow !== true).map((fault) => fault.name);
const slow = FAULTS.filter((fault) => fault.slow === true).map((fault) => fault.name);
const nth = fc.integer({ min: 1, max: 3 });
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

const kill = fc.record({
  do: what("kill"),
  method,
  nth: fc.integer({ min: 1, max: 3 }),
  when: fc.constantFrom<"before" | "after">("before", "after"),
});
const REFRESH = fc.constantFrom<Refresh>(false, true, "before");
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: what("up"), refresh: REFRESH }) },
  { weight: 3, arbitrary: fc.record({ do: what("preview"), refresh: REFRESH }) },
  { weight: 2, arbitrary: fc.record({ do: what("refresh") }) },
  { weight: 1, arbitrary: fc.record({ do: what("destroy") }) },
);

/** One switch at a time: a sequence lays several over each other. */
const dialect = fc
  .constantFrom(
    ...[...Object.entries(PRODUCT), ...Object.entries(FORM)].flatMap(([key, values]) =>
      values.map((value) => ({ [key]: value })),
    ),
  )
  .map((choice) => ({ do: "dialect" as const, choice }));

/** `kills`: how many of a thousand steps are the death of the provider's process, which is slow to start. */
export const sequences = (kills: number): fc.Arbitrary<Sequence> =>
  fc.record({
    method: fc.constantFrom<Sequence["method"]>("key", "token"),
    steps: fc.array(
      fc.oneof(
        { weight: 300, arbitrary: command },
        { weight: 250, arbitrary: programming },
        { weight: 170, arbitrary: edit },
        { weight: 280, arbitrary: trouble },
        { weight: 100 - kills, arbitrary: dialect },
        ...(kills > 0 ? [{ weight: kills, arbitrary: kill }] : []),
      ),
      { minLength: 1, maxLength: 30, size: "max" },
    ),
  });
