import assert from "node:assert/strict";
import fc from "fast-check";
import { applyFilter, type Filter, NO_FILTER } from "../../../cli/html/app/filter";
import { type Entry, higher, type Model, modelOf, type Place } from "../../../cli/html/app/model";
import { foldable, ORDERS, type Row, rowsOf } from "../../../cli/html/app/rows";
import { visible } from "../../../cli/html/app/text";
import { DIFFERENCES, letterOf, LETTERS } from "../../../cli/html/app/words";
import { packReport } from "../../../cli/html/packed";
import { renderHtml } from "../../../cli/html/page";
import type { GrantStatus, Report, ReportedGrant } from "../../../cli/report/types";
import { reportOf } from "../../../scripts/exampleReport";

const STATUSES: readonly GrantStatus[] = [...DIFFERENCES, "declared", "ignored", "unmanaged"];
const permission = fc.constantFrom("Read", "Write", "Manage", "auth 5");
const text = fc.string({ unit: "grapheme", maxLength: 12 });

const grant = fc
  .record({
    userId: fc.constantFrom("1", "2", "3", "a:b", "a"),
    userName: fc.constantFrom("alice", "bob", "", "</script>", ":b", "\u202Ebob"),
    permission,
    declared: fc.option(permission),
    status: fc.constantFrom(...STATUSES),
    declaredBy: fc.option(text),
    expiresAt: fc.option(fc.constant("2026-10-31T23:59:00Z")),
    more: fc.constantFrom<Partial<ReportedGrant>>(
      {},
      { isUnknown: true },
      { listedAs: "root" },
      { throughOrganization: true },
    ),
  })
  .map(({ more, ...it }): ReportedGrant => ({
    ...it,
    ...more,
    ...(it.status === "missing" ? { permission: null } : {}),
  }));

const list = fc.option(fc.uniqueArray(grant, { selector: ({ userId }) => userId, maxLength: 5 }), {
  freq: 6,
});
const repository = fc.record({
  name: fc
    .tuple(fc.constantFrom("", "web/", "api/v1/"), fc.constantFrom("a", "b", "c"))
    .map((it) => it.join("")),
  isPublic: fc.boolean(),
  sharedWith: fc.option(fc.array(text, { maxLength: 2 })),
  grants: list,
});
const organization = fc.record({
  name: fc.constantFrom("team-a", "team-ab", "web"),
  grants: list,
  repositories: fc.uniqueArray(repository, { selector: ({ name }) => name, maxLength: 8 }),
});
const reports = fc
  .uniqueArray(organization, { selector: ({ name }) => name, maxLength: 3 })
  .map((organizations) => reportOf(organizations));

const placesOf = ({ organizations }: Model): Place[] =>
  organizations.flatMap((it) => [it, ...it.repositories]);
const entriesOf = (model: Model): Entry[] =>
  placesOf(model).flatMap(({ entries }) => [...(entries?.values() ?? [])]);
const placeOf = (row: Row): Place[] => (row.kind === "group" ? [] : [row.place]);

/** The grants that a reader of the JSON would count. An entry that a repository repeats from the organization's list counts once. */
const grantsOf = ({ organizations }: Report): { path: string; grant: ReportedGrant }[] =>
  organizations.flatMap(({ name, grants, repositories }) => {
    const above = new Set(grants?.map(({ userId }) => userId));
    const repeats = (it: ReportedGrant): boolean => it.throughOrganization === true && above.has(it.userId);
    return [
      ...(grants ?? []).map((grant) => ({ path: name, grant })),
      ...repositories.flatMap((it) =>
        (it.grants ?? [])
          .filter((own) => !repeats(own))
          .map((own) => ({ path: `${name}/${it.name}`, grant: own })),
      ),
    ];
  });

/** All that is said of a grant, as one text. */
const grantText = (
  path: string,
  user: string,
  listedAs: string,
  it: Omit<ReportedGrant, "userId" | "userName">,
): string =>
  JSON.stringify([
    path,
    user,
    listedAs,
    it.permission,
    it.declared,
    it.status,
    it.declaredBy && visible(it.declaredBy),
    it.expiresAt,
    it.isUnknown,
  ]);

describe("the model of the HTML report", () => {
  it("has every grant of every list, with all that the report says of it", () => {
    fc.assert(
      fc.property(reports, (report) => {
        const model = modelOf(
          JSON.parse(JSON.stringify(packReport(report))) as ReturnType<typeof packReport>,
        );
        const shown = entriesOf(model).map((it) => grantText(it.place.path, it.user.id, it.listedAs, it));
        const expected = grantsOf(report).map(({ path, grant: it }) =>
          grantText(path, it.userId, visible(it.listedAs ?? it.userName), it),
        );
        assert.deepEqual(shown.sort(), expected.sort());
        const differing = grantsOf(report).filter(({ grant: it }) => DIFFERENCES.includes(it.status));
        assert.equal(model.differences.length, differing.length);
        assert.equal(new Set(model.users.map(({ name }) => name)).size, model.users.length);
      }),
    );
  });

  it("counts for each user the repositories by the highest of both permissions", () => {
    fc.assert(
      fc.property(reports, (report) => {
        const model = modelOf(packReport(report));
        for (const user of model.users) {
          const highest = model.organizations
            .flatMap(({ repositories }) => repositories)
            .map(
              ({ entries, organization: it }) =>
                higher(entries?.get(user), it?.entries?.get(user))?.permission,
            );
          for (const letter of LETTERS)
            assert.equal(
              user.reach[letter],
              highest.filter((it) => it != null && letterOf(it) === letter).length,
            );
        }
      }),
    );
  });

  it("has every organization and repository in one row, in each order; folded, the organizations only", () => {
    fc.assert(
      fc.property(reports, fc.constantFrom(...ORDERS), (report, order) => {
        const model = modelOf(packReport(report));
        const all = placesOf(model);
        const shape = { organizations: model.organizations, places: new Set(all), order };
        const rows = rowsOf({ ...shape, closed: new Set() });
        assert.deepEqual(new Set(rows.flatMap(placeOf)), new Set(all));
        assert.equal(rows.flatMap(placeOf).length, all.length);
        assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
        const folded = rowsOf({ ...shape, closed: new Set(foldable(model.organizations)) });
        assert.deepEqual(new Set(folded.flatMap(placeOf)), new Set(model.organizations));
      }),
    );
  });

  it("leaves, under a filter, just the rows and columns that hold a cell the filter asks for", () => {
    const filters: fc.Arbitrary<Filter> = fc.record({
      user: fc.constantFrom("", "alice", "B", "?", "a:*"),
      repository: fc.constantFrom("", "team-a/*", "WEB"),
      permissions: fc.subarray([...LETTERS]).map((it) => new Set(it)),
      statuses: fc.subarray([...STATUSES]).map((it) => new Set(it)),
    });
    fc.assert(
      fc.property(reports, filters, (report, filter) => {
        const model = modelOf(packReport(report));
        const left = applyFilter(model, filter);
        const isAsked = ({ permission: has, declared, status }: Entry): boolean =>
          (filter.permissions.size === 0 || filter.permissions.has(letterOf(has ?? declared ?? ""))) &&
          (filter.statuses.size === 0 || filter.statuses.has(status));
        // With the user alone given, the cells are those of this user.
        const byUser = applyFilter(model, { ...NO_FILTER, user: filter.user }).users;
        const inPath = applyFilter(model, { ...NO_FILTER, repository: filter.repository }).places;
        for (const place of placesOf(model)) {
          const given = filter.statuses.size === 0 ? place.organization?.entries?.values() : undefined;
          const asked = [...(place.entries?.values() ?? []), ...(given ?? [])].filter(
            (it) => isAsked(it) && byUser.includes(it.user),
          );
          const isForCells = filter.permissions.size + filter.statuses.size > 0 || filter.user !== "";
          assert.equal(left.places.has(place), inPath.has(place) && (!isForCells || asked.length > 0));
          if (inPath.has(place)) for (const { user } of asked) assert.ok(left.users.includes(user));
        }
      }),
    );
  });
});

describe("the page of the HTML report", () => {
  it("holds the report as data that no text in it can end", () => {
    fc.assert(
      fc.property(reports, (report) => {
        const page = renderHtml({ ...report, stack: "</script><script>", blindSpots: ["<!--", "]]>"] });
        const [, data = ""] =
          /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page) ?? [];
        assert.ok(!data.includes("<"));
        assert.deepEqual((JSON.parse(data) as Report).totals, report.totals);
        assert.equal(page.match(/<script/g)?.length, 2);
      }),
      { numRuns: 20 },
    );
  });

  it("is the same for the same report", () => {
    assert.equal(renderHtml(reportOf([])), renderHtml(reportOf([])));
  });

  it("carries the licence of the library it is made with", () => {
    assert.match(
      renderHtml(reportOf([])),
      /preact 11[^]*Permission is hereby granted, free of charge[^]*-->\n<\/body>/,
    );
  });
});
