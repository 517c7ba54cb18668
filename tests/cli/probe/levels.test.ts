import assert from "node:assert/strict";
import * as fc from "fast-check";
import { dialectValues } from "../../../sandbox/emulator";
import { inPool } from "./pool";
import { assertOnly, assertTrue, PLACE, populate, runProbe, stateOf, WRITE } from "./world";

const RUNS = Number(process.env["PROBE_RUNS"] ?? 12);
const SEED = Number(process.env["PROBE_SEED"] ?? 20261126);

const auth = fc.constantFrom(undefined, 1, 3, 7);
const pick = (name: keyof typeof dialectValues) =>
  fc.constantFrom(...(dialectValues[name] as readonly (string | boolean)[]));

/** Worlds in which a user may have a permission at either level, and dialects that decide what is seen of it. */
const worlds = fc.record({
  above: auth,
  own: auth,
  caller: auth,
  dialect: fc.record({
    "organization-users": pick("organization-users"),
    "shown-level": pick("shown-level"),
    "inherited-write": pick("inherited-write"),
    "caller-listed": pick("caller-listed"),
    "self-auth": pick("self-auth"),
    duplicates: pick("duplicates"),
    order: pick("order"),
    "post-existing": pick("post-existing"),
    "patch-missing": pick("patch-missing"),
    "delete-missing": pick("delete-missing"),
    "shown-names": pick("shown-names"),
  }),
});

/** Worlds in which an entry that is removed can't be given again at once: the organization's higher one hides it. */
const KNOWN = [
  [1, 3],
  [1, 7],
  [3, 7],
].map(([own, above]) => ({
  own,
  above,
  caller: undefined,
  dialect: { "organization-users": "listed", "shown-level": "own" },
}));

describe("a user with permissions at both levels", () => {
  it(`nothing false is said, and the API is left exactly as it was: ${String(RUNS)} worlds`, async () => {
    const cases = [...KNOWN, ...fc.sample(worlds, { numRuns: RUNS, seed: SEED })];
    let written = 0;
    const results = await inPool(cases, async (emulator, { above, own, caller, dialect }) => {
      populate(emulator);
      emulator.setDialect(dialect as never);
      if (above !== undefined)
        emulator.grant({ organization: PLACE.organization, user: "dave", auth: above });
      if (own !== undefined) emulator.grant({ ...PLACE, user: "dave", auth: own });
      if (caller !== undefined) emulator.grant({ ...PLACE, user: "ci", auth: caller });
      const before = stateOf(emulator);
      const probed = await runProbe(emulator, { write: { ...WRITE, user: "dave" } });
      assertTrue(probed, emulator.dialect());
      assert.deepEqual(stateOf(emulator), before);
      assertOnly(emulator.requests(), "dave");
      if (probed.written !== undefined) written += 1;
    });
    for (const [world, result] of results)
      assert.ok(!(result instanceof Error), `${JSON.stringify(world)}: ${String(result)}`);
    assert.ok(written > RUNS / 3, String(written));
  });
});
