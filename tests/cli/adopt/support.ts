import fc from "fast-check";
import type { Form, Wishes } from "../../../cli/adopt/adopt";
import type { Live, LiveGrant, LiveOrganization } from "../../../cli/live/types";

/** ADOPT_RUNS: how many random organizations each property is tried on. */
export const RUN = { seed: 20261126, numRuns: Number(process.env["ADOPT_RUNS"] ?? 40) };
/** Prettier takes a quarter of a second for one program. */
export const FEW = { ...RUN, numRuns: Number(process.env["ADOPT_RUNS"] ?? 3) };
export const ALICE = { userId: "a11ce000000000000000000000000001", userName: "alice", permission: "Manage" };
export const BOB = { userId: "b0b00000000000000000000000000001", userName: "bob", permission: "Read" };

export const wishesOf = (wishes: Partial<Wishes> = {}): Wishes => ({
  form: "access",
  all: false,
  ignoreUsers: [],
  ...wishes,
});
export const everyForm = fc.record({ form: fc.constantFrom<Form>("access", "policy"), all: fc.boolean() });

/** A scan's answer with these organizations: users of repositories by name; undefined: the list could not be read. */
export function liveWith(
  organizations: Readonly<Record<string, Readonly<Record<string, readonly LiveGrant[] | undefined>>>>,
  more: Partial<Live> = {},
): Live {
  const made = Object.entries(organizations).map(([name, lists]): LiveOrganization => {
    const repositories = Object.entries(lists).map(([repository, users]) => ({
      ...{ name: repository, isPublic: false, category: "", description: "", users, sharedWith: [] },
    }));
    return { name, users: [], repositories };
  });
  return {
    region: "eu-de",
    caller: undefined,
    hasNamesOfIam: true,
    organizations: made,
    unread: [],
    blindSpots: [],
    ...more,
  };
}
