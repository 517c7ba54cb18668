import assert from "node:assert/strict";
import * as fc from "fast-check";
import { scan } from "../../../cli/live/scan";
import { buildReport } from "../../../cli/report/build";
import { renderCsv } from "../../../cli/report/csv";
import type { Report } from "../../../cli/report/types";
import { wordOf } from "../../../provider/swr/access";
import { defaultSeed, type Emulator, type Seed, startEmulator } from "../../../sandbox/emulator";
import { dialectValues } from "../../../sandbox/emulator/dialect";
import { sessionOn } from "../support";

const USERS = ["alice", "bob", "carol", "dave", "mallory", "deployer", "ci"];
const access = fc.uniqueArray(
  fc.record({ user: fc.constantFrom(...USERS), auth: fc.constantFrom(1 as const, 3 as const, 7 as const) }),
  { selector: ({ user }) => user, maxLength: 5 },
);
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const repository = fc.record({ name: path, isPublic: fc.boolean(), access });
const organization = fc.record({
  name,
  creator: fc.constantFrom("admin", "alice"),
  access,
  repositories: fc.uniqueArray(repository, { selector: (it) => it.name, maxLength: 6 }),
});
const organizations = fc.uniqueArray(organization, { selector: (it) => it.name, maxLength: 4 });
const order = fc.constantFrom(...dialectValues.order);

/** All grants at the API, `team-a/web/app alice Manage`, without those of the caller. */
const atApi = (emulator: Emulator): string[] => {
  const users = new Map(emulator.state().users.map(({ id, name: own }) => [id, own]));
  return emulator
    .state()
    .organizations.flatMap((it) => [
      { at: it.name, access: it.access },
      ...it.repositories.map((inside) => ({ at: `${it.name}/${inside.name}`, access: inside.access })),
    ])
    .flatMap(({ at, access: entries }) =>
      entries.map(({ userId, auth }) => `${at} ${users.get(userId) ?? ""} ${wordOf(auth)}`),
    )
    .filter((line) => !line.includes(" ci "))
    .sort();
};

const inJson = (text: string): string[] =>
  (JSON.parse(text) as Report).organizations
    .flatMap((it) => [
      { at: it.name, grants: it.grants },
      ...it.repositories.map((inside) => ({ at: `${it.name}/${inside.name}`, grants: inside.grants })),
    ])
    .flatMap(({ at, grants }) =>
      (grants ?? []).map(({ userName, permission }) => `${at} ${userName} ${permission ?? ""}`),
    )
    .sort();

const inCsv = (text: string): string[] => {
  const [, ...lines] = text.trimEnd().split("\n");
  return lines
    .map((line) => {
      const [owner, inside, userName, , permission] = line.split(",");
      return `${inside === "" ? String(owner) : `${String(owner)}/${String(inside)}`} ${String(userName)} ${String(permission)}`;
    })
    .sort();
};

describe("JSON and CSV agree with what is at the API", function () {
  this.timeout(300_000);
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());

  const agree = async (seed: Seed, dialect: Parameters<Emulator["setDialect"]>[0]): Promise<void> => {
    emulator.reset(seed);
    emulator.setDialect(dialect);
    const { context } = sessionOn(emulator);
    const now = new Date();
    const live = await scan(context);
    const report = buildReport({ live, settings: context.settings, now });
    const wanted = atApi(emulator);
    assert.deepEqual(inJson(JSON.stringify(report)), wanted);
    assert.deepEqual(inCsv(renderCsv(report)), wanted);
    const state = emulator.state().organizations;
    assert.deepEqual(
      report.organizations.flatMap((it) => it.repositories.map(({ isPublic }) => isPublic)).filter(Boolean)
        .length,
      state.flatMap((it) => it.repositories).filter(({ isPublic }) => isPublic).length,
    );
    assert.equal(report.totals.grants, wanted.length);
    assert.equal(report.totals.users, new Set(wanted.map((line) => line.split(" ")[1])).size);
  };

  it("on random organizations, in any order of answers", async () => {
    const property = fc.asyncProperty(organizations, order, (all, by) =>
      agree({ ...defaultSeed, organizations: all }, { order: by }),
    );
    await fc.assert(property, { seed: 13, numRuns: 60 });
  });

  it("where names are hostile", async () => {
    const hostile = fc.constantFrom(
      "=1+1",
      "-x",
      "@x",
      "+1",
      "a\u001b[31m",
      "<script>",
      'a"b',
      "\u202ex",
      "ä".repeat(64),
    );
    const property = fc.asyncProperty(fc.uniqueArray(hostile, { minLength: 1 }), async (names) => {
      const users = names.map((own, at) => ({ id: at.toString(16).padStart(32, "0"), name: own }));
      const seed = {
        ...defaultSeed,
        users: [...defaultSeed.users, ...users],
        organizations: [
          {
            name: "team-h",
            creator: "admin",
            access: users.map(({ name: user }) => ({ user, auth: 7 as const })),
          },
        ],
      };
      emulator.reset(seed);
      const { context } = sessionOn(emulator);
      const report = buildReport({ live: await scan(context), settings: context.settings, now: new Date() });
      assert.deepEqual(
        report.organizations[0]?.grants?.map(({ userId }) => userId).sort(),
        users.map(({ id }) => id).sort(),
      );
      const csv = renderCsv(report);
      assert.equal(/\p{Cc}/u.test(csv.replaceAll("\n", "")), false);
      for (const line of csv.trimEnd().split("\n"))
        for (const cell of line.split(",")) assert.doesNotMatch(cell, /^"?[=+\-@]/);
    });
    await fc.assert(property, { seed: 13, numRuns: 10 });
  });
});
