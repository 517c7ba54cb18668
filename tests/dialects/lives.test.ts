import assert from "node:assert/strict";
import { startEmulator, type Dialect, type Emulator } from "../../sandbox/emulator";
import { FORM, PRODUCT, SWITCHES, triples } from "../support/dialects";
import { granted, ID, type Listed, ORGANIZATION, REPOSITORY, Stack } from "../support/stack";

/** `make soak` plays all combinations of the switches that change reads and writes; `make test` every triple of all values. */
const isEvery = process.env["DIALECTS"] === "every";

function* combinations(): Generator<Partial<Dialect>> {
  const names = Object.keys(PRODUCT) as (keyof Dialect)[];
  const total = names.reduce((product, name) => product * (PRODUCT[name]?.length ?? 1), 1);
  for (let at = 0; at < total; at += 1) {
    let rest = at;
    const choice = names.map((name) => {
      const values = PRODUCT[name] ?? [];
      const value = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      return [name, value] as const;
    });
    // The steps have no common factor with the counts above, so that each value of form meets all values of the product.
    const form = Object.entries(FORM).map(([name, values], n) => [
      name,
      values[(at * (2 * n + 1) + (at >> (n + 2))) % values.length],
    ]);
    yield Object.fromEntries([...choice, ...form] as [string, unknown][]);
  }
}

/** Every triple of values of three switches as a text: those of one dialect, or all that exist. */
function* threes(dialect?: Dialect): Generator<string> {
  const names = Object.keys(SWITCHES) as (keyof Dialect)[];
  const textsOf = names.map((name) => {
    const values = dialect === undefined ? SWITCHES[name] : [dialect[name]];
    return values.map((value) => `${name}=${String(value)}`);
  });
  for (const [a, as] of textsOf.entries())
    for (const [b, bs] of textsOf.slice(0, a).entries())
      for (const cs of textsOf.slice(0, b))
        for (const one of as) for (const two of bs) for (const three of cs) yield `${one} ${two} ${three}`;
}

const PROGRAM = {
  users: [
    { userId: ID.alice, userName: "alice", permission: "Manage" },
    { userId: ID.bob, userName: "bob", permission: "Read" },
    { userId: ID.ci, userName: "ci", permission: "Read" },
  ],
} as const;

/** Checks that no request of the stack revoked one of these users, who are declared before and after. */
function nobodyLostAccess(emulator: Emulator, declared: readonly string[]): void {
  const lost = emulator
    .changes()
    .filter(({ request, userId, after }) => request !== null && after === null && declared.includes(userId));
  assert.deepEqual(lost, []);
}

async function lifecycle(emulator: Emulator, list: Listed): Promise<void> {
  const { place } = list;
  const stack = new Stack(emulator, { timeScale: 0.01, list });
  const isListed = list === REPOSITORY && emulator.dialect()["organization-users"] === "listed";
  // Carol has access to the organization; Dave to the organization and, with less, to the repository.
  await stack.up({ ...PROGRAM, takeOver: true });
  const kept = ["alice=7", "bob=1", "ci=1"];
  assert.deepEqual(granted(emulator, place), kept, "created");
  assert.equal(
    (await stack.preview({ ...PROGRAM, takeOver: true }))?.changes,
    false,
    "no change after create",
  );
  const inherited = (stack.state?.inheritedUsers ?? []).map(({ userName }) => userName).sort();
  assert.deepEqual(inherited, isListed ? ["carol", "dave"] : []);

  emulator.grant({ ...place, user: "mallory", auth: 7 });
  emulator.grant({ ...place, user: "bob", auth: 3 });
  emulator.revoke({ ...place, user: "alice" });
  assert.equal((await stack.preview(PROGRAM))?.changes, true, "drift");
  // Others write after the read of the preview, by which the update goes: alice has access again, with less, and mallory and the
  // raised bob have none any more.
  emulator.grant({ ...place, user: "alice", auth: 1 });
  emulator.revoke({ ...place, user: "mallory" });
  emulator.revoke({ ...place, user: "bob" });
  emulator.clearRequests();
  await stack.hooks.update(stack.id ?? "", stack.state ?? {}, { ...(stack.inputs ?? {}) });
  const [first] = emulator.requests().filter(({ path }) => list.paths.test(path));
  assert.notEqual(first?.method, "GET", "the update goes by the read of the preview");
  assert.deepEqual(granted(emulator, place), kept, "repaired in a race");

  const other = { users: [{ ...PROGRAM.users[0], permission: "Write" as const }, PROGRAM.users[2]] };
  await stack.up(other);
  assert.deepEqual(granted(emulator, place), ["alice=3", "ci=1"], "changed");
  assert.equal((await stack.preview(other, true))?.changes, false, "no change after update and refresh");
  nobodyLostAccess(emulator, [ID.alice]);

  emulator.grant({ ...place, user: "mallory", auth: 1 });
  await stack.refresh();
  if (emulator.dialect()["write-effect"] === "always") {
    await stack.destroy();
    assert.deepEqual(granted(emulator, place), ["ci=1", "mallory=1"], "only ours were revoked");
  }
}

for (const list of [REPOSITORY, ORGANIZATION])
  describe(`dialects: a stack's life ends the same in each of them, ${list.resource}`, () => {
    let covering: readonly Dialect[];
    let emulator: Emulator;
    before(async () => {
      covering = triples();
      emulator = await startEmulator();
    });
    after(() => emulator.stop());

    it("any three values of three switches meet in one of the dialects", () => {
      const missing = new Set(threes());
      assert.ok(missing.size > 10_000);
      for (const dialect of covering) for (const three of threes(dialect)) missing.delete(three);
      assert.deepEqual([...missing], []);
    });

    it(isEvery ? "every combination" : "every triple of values", async function () {
      this.timeout(900_000);
      let count = 0;
      for (const dialect of isEvery ? combinations() : covering) {
        emulator.reset();
        emulator.setDialect(dialect);
        // These two get the organization. For an organization's own list they are undeclared, and the take-over revokes them.
        emulator.grant({ organization: "team-a", user: "carol", auth: 1 });
        emulator.grant({ organization: "team-a", user: "dave", auth: 3 });
        emulator.grant({ ...list.place, user: "ci", auth: 1 });
        try {
          await lifecycle(emulator, list);
        } catch (thrown) {
          throw new Error(`with ${JSON.stringify(dialect)}`, { cause: thrown });
        }
        count += 1;
      }
      assert.equal(count, isEvery ? 2 * 3 * 2 ** 8 : covering.length);
    });
  });
