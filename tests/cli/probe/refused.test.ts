import assert from "node:assert/strict";
import type { Dialect, Emulator } from "../../../sandbox/emulator";
import { ID } from "../../support/stack";
import { inPool } from "./pool";
import { findingOf, PLACE, populate, runProbe, type RunOptions, WRITE, writesIn } from "./world";

interface Case {
  readonly what: string;
  readonly user: string;
  readonly caller?: string;
  readonly dialect?: Partial<Dialect>;
  readonly prepare?: (emulator: Emulator) => void;
  readonly says: RegExp;
}

const CASES: readonly Case[] = [
  {
    what: "a user whom IAM does not know",
    user: "nobody",
    says: /no user of this account has the name "nobody"/,
  },
  { what: "an id that IAM does not know", user: "f".repeat(32), says: /no user of this account/ },
  { what: "the caller", user: "ci", says: /this is the caller, who could lock itself out/ },
  { what: "the caller, by id", user: ID.ci, says: /this is the caller/ },
  {
    what: "a caller who may not look up users",
    user: "bob",
    caller: "deployer",
    prepare: (emulator) => {
      emulator.grant({ organization: PLACE.organization, user: "deployer", auth: 7 });
    },
    says: /the caller may not look up users in IAM/,
  },
  {
    what: "an entry with another name than IAM's",
    user: "bob",
    prepare: (emulator) => {
      emulator.grant({ ...PLACE, user: "bob", auth: 1, userName: "robert" });
    },
    says: /without the name that IAM has, which could not be restored/,
  },
  {
    what: "an entry without a name",
    user: "bob",
    prepare: (emulator) => {
      emulator.grant({ ...PLACE, user: "bob", auth: 1, userName: null });
    },
    says: /without the name that IAM has/,
  },
  {
    what: "a name that a terminal would obey",
    user: ID.bob,
    prepare: (emulator) => {
      emulator.updateUser("bob", { name: "bob\u001b[2J" });
    },
    says: /could not be written as they are/,
  },
  {
    what: "a permission that cannot be written",
    user: "bob",
    prepare: (emulator) => {
      emulator.grant({ ...PLACE, user: "bob", auth: 5 });
    },
    says: /auth 5, which could not be restored/,
  },
  {
    what: "an entry that may be the organization's",
    user: "mallory",
    dialect: { "organization-users": "listed" },
    says: /the repository may have no entry of its own/,
  },
  {
    what: "an entry where the organization's list cannot be read",
    user: "alice",
    prepare: (emulator) => {
      const answer = { status: 403, body: { error_code: "SVCSTG.SWR.4037020" } };
      emulator.fault({ match: { operation: "showNamespaceAuth" }, times: "forever", action: { answer } });
    },
    says: /the list of team-a cannot be read/,
  },
];

describe("the probe does not write", () => {
  let results: Map<unknown, unknown>;
  before(async () => {
    results = await inPool(CASES, async (emulator, { user, caller = "ci", dialect = {}, prepare }) => {
      populate(emulator);
      emulator.setDialect(dialect);
      prepare?.(emulator);
      const options: RunOptions = { user: caller, write: { ...WRITE, user } };
      const probed = await runProbe(emulator, options);
      assert.deepEqual(writesIn(emulator.requests()), []);
      assert.equal(probed.written, undefined);
      // What takes no writes is found all the same.
      assert.equal(findingOf(probed, "error-shape").value, "both");
      return probed.failures.join("\n");
    });
  });

  for (const one of CASES)
    it(`for ${one.what}`, () => {
      const failures = results.get(one);
      if (failures instanceof Error) throw failures;
      assert.match(String(failures), one.says);
    });
});

describe("the probe stops writing", () => {
  it("once somebody else's entry changes, and says so", async () => {
    const results = await inPool(["alice", "carol"] as const, async (emulator, user) => {
      populate(emulator);
      let count = 0;
      const forget = emulator.onRequest(({ method }) => {
        if (method === "PATCH" && (count += 1) === 2) emulator.grant({ ...PLACE, user, auth: 3 });
      });
      const probed = await runProbe(emulator, { write: WRITE });
      forget();
      assert.match(probed.failures.join("\n"), /ended early: the entries of other users changed/);
      assert.match(probed.failures.join("\n"), /entries of other users of the repository are not as before/);
      assert.equal(count, 2);
      const left = emulator.access(PLACE);
      assert.equal(left.find(({ userName }) => userName === user)?.auth, 3);
      assert.ok(left.every(({ userName }) => userName !== "bob"));
    });
    for (const result of results.values()) assert.ok(!(result instanceof Error), String(result));
  });
});
