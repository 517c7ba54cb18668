import assert from "node:assert/strict";
import { criteria, make } from "covertable";
import { POINTS } from "../../../cli/probe/points";
import type { Probed } from "../../../cli/probe/run";
import { type Dialect, dialectValues, type Emulator } from "../../../sandbox/emulator";
import { inPool } from "./pool";
import {
  assertLag,
  assertOnly,
  assertTrue,
  findingOf,
  PLACE,
  populate,
  runProbe,
  type RunOptions,
  stateOf,
  WRITE,
  writesIn,
} from "./world";

/** How a switch is settled: what is at the API, how the probe is run, and the other switches that this needs. */
interface Scenario extends RunOptions {
  readonly prepare?: (emulator: Emulator) => void;
  readonly beside?: Partial<Dialect>;
}

const granting =
  (user: string, above: number | undefined, own?: number) =>
  (emulator: Emulator): void => {
    if (above !== undefined) emulator.grant({ organization: PLACE.organization, user, auth: above });
    if (own !== undefined) emulator.grant({ ...PLACE, user, auth: own });
  };
const reading: Scenario = {};
/** The user is the only one of the organization, so that a read does not tell whether such users are hidden. */
const onBothLevels: Scenario = {
  write: { ...WRITE, user: "dave" },
  prepare: (emulator) => {
    emulator.revoke({ organization: PLACE.organization, user: "mallory" });
    granting("dave", 1, 3)(emulator);
  },
};
/** Settled by the writes for a user who has no entry at either level. These scenarios are played together, in pairs. */
const WRITING = "writing";

/** The scenario in which each value of a switch can be told; a pattern: why the probe never settles the switch. */
const SCENARIOS: { readonly [N in keyof Dialect]: Scenario | typeof WRITING | RegExp } = {
  "post-existing": WRITING,
  "patch-missing": WRITING,
  "delete-missing": WRITING,
  arrays: WRITING,
  "empty-array": WRITING,
  "caller-listed": { user: "deployer", prepare: granting("deployer", 3) },
  order: WRITING,
  duplicates: WRITING,
  "empty-list": { place: { organization: "team-a", repository: "api" } },
  "organization-users": onBothLevels,
  "shown-level": { write: { ...WRITE, user: "dave" }, prepare: granting("dave", 3, 7) },
  "inherited-write": { ...onBothLevels, beside: { "organization-users": "listed" } },
  "organization-revoke": /takes a write to the organization/,
  "self-auth": { beside: { "caller-listed": true }, prepare: granting("ci", undefined, 1) },
  "self-write": {
    write: { ...WRITE, withCaller: true },
    beside: { "caller-listed": true },
    prepare: granting("ci", undefined, 3),
  },
  "read-lag": WRITING,
  "write-effect": WRITING,
  "unknown-user": WRITING,
  "name-mismatch": WRITING,
  "user-id-case": WRITING,
  "shown-names": WRITING,
  "empty-name": {
    prepare: (emulator) => {
      emulator.grant({ ...PLACE, user: "dave", auth: 1, userName: null });
    },
  },
  "deleted-users": {
    prepare: (emulator) => {
      emulator.deleteUser("carol");
    },
  },
  "deleted-repository": /takes the deletion of a repository/,
  "missing-organization": WRITING,
  "missing-tag": WRITING,
  "encoded-dollar": WRITING,
  "repository-name-in-body": /takes the creation of repositories/,
  "signature-forms": reading,
  "agency-by-signature": {
    prepare: (emulator) => {
      emulator.addAgency({ name: "probe-agency", user: "ci" });
    },
    environment: { SWR_AGENCY_NAME: "probe-agency", SWR_AGENCY_DOMAIN_NAME: "demo" },
  },
  "error-shape": WRITING,
  "iam-error-shape": WRITING,
  "success-codes": WRITING,
  "empty-body": WRITING,
};
const NAMES = Object.keys(SCENARIOS) as (keyof Dialect)[];

/** Values under which every answer looks as under another value. */
const OPEN: Readonly<Record<string, RegExp>> = {
  "deleted-users=removed": /takes the deletion of a user/,
};

const valuesOf = (name: keyof Dialect): readonly (string | number | boolean)[] => {
  const values = dialectValues[name];
  return values === "milliseconds" ? [0, 40] : values;
};

interface Played {
  readonly probed: Probed;
  readonly dialect: Dialect;
}

/** Plays a scenario, and checks what holds in each: the API is as before, and nobody else was written for. */
async function play(emulator: Emulator, scenario: Scenario): Promise<Played> {
  const { prepare, beside = {}, ...options } = scenario;
  populate(emulator);
  emulator.setDialect(beside);
  prepare?.(emulator);
  const before = stateOf(emulator);
  const probed = await runProbe(emulator, options);
  assert.deepEqual(stateOf(emulator), before);
  const requests = emulator.requests();
  const { write } = options;
  if (write === undefined) assert.deepEqual(writesIn(requests), []);
  else if (!write.withCaller) assertOnly(requests, write.user as "bob");
  return { probed, dialect: emulator.dialect() };
}

const played = (results: ReadonlyMap<unknown, Played | Error>, key: unknown): Played => {
  const result = results.get(key);
  if (result === undefined || result instanceof Error) throw result ?? new Error("not played");
  assertTrue(result.probed, result.dialect);
  return result;
};

describe("what the probe finds is what the emulator was set to", () => {
  it("every switch of the emulator is known, with its values", () => {
    const known = Object.entries(POINTS).flatMap(([name, point]) =>
      "values" in point ? [[name, point.values]] : [],
    );
    assert.deepEqual(Object.fromEntries(known), dialectValues);
  });

  describe("value by value", () => {
    const cases = NAMES.flatMap((name) => {
      const scenario = SCENARIOS[name];
      if (scenario === WRITING) return [];
      const reason = scenario instanceof RegExp ? scenario : undefined;
      return valuesOf(name).map((value) => {
        const open = reason ?? OPEN[`${name}=${String(value)}`];
        const base = scenario instanceof RegExp ? reading : scenario;
        return { name, value, open, scenario: { ...base, beside: { ...base.beside, [name]: value } } };
      });
    });
    let results: Map<unknown, Played | Error>;
    before(async () => {
      results = await inPool(cases, (emulator, { scenario }) => play(emulator, scenario));
    });

    for (const one of cases)
      it(`${one.name}=${String(one.value)}`, () => {
        const { probed } = played(results, one);
        assert.deepEqual(probed.failures, []);
        const found = findingOf(probed, one.name);
        if (one.open === undefined) assert.equal(found.value, one.value, found.evidence);
        else {
          assert.equal(found.sureness, "open");
          assert.match(found.evidence, one.open);
        }
      });
  });

  describe("any two values together", () => {
    const names = NAMES.filter((name) => SCENARIOS[name] === WRITING);
    const values = Object.fromEntries(names.map((name) => [name, [...valuesOf(name)]]));
    const rows = make(values, { length: 2, criterion: criteria.simple }) as Partial<Dialect>[];
    // Every second run finds an entry to restore.
    const scenarios = rows.map((beside, at): Scenario & { beside: Partial<Dialect> } => ({
      beside,
      write: WRITE,
      ...(at % 2 === 0 ? {} : { prepare: granting("bob", undefined, at % 4 === 1 ? 3 : 7) }),
    }));
    let results: Map<unknown, Played | Error>;
    before(async () => {
      results = await inPool(scenarios, play);
    });

    /** Switches that another one hides. */
    const hidden = (row: Partial<Dialect>, name: keyof Dialect): boolean =>
      (row["write-effect"] === "never" && !/^(write-effect|dup|missing-org|enc|err|iam)/.test(name)) ||
      (name === "shown-names" && row["name-mismatch"] === "refused") ||
      (name === "success-codes" && row["empty-array"] === "refused" && row[name] !== "accepted");

    for (const [at, scenario] of scenarios.entries())
      it(`row ${String(at + 1)} of ${String(scenarios.length)}`, () => {
        const { probed } = played(results, scenario);
        const { beside } = scenario;
        for (const name of names.filter((it) => !hidden(beside, it))) {
          const found = findingOf(probed, name);
          const about = `${name}: ${found.sureness}, ${found.evidence}; of ${JSON.stringify(beside)}`;
          if (name === "read-lag" && beside[name] !== 0) assertLag(Number(beside[name]), found.evidence);
          else assert.equal(found.value, beside[name], about);
        }
        assert.equal(
          probed.failures.length,
          beside["write-effect"] === "never" ? 1 : 0,
          probed.failures.join(),
        );
      });
  });
});
