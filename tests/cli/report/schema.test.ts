import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import type { Report } from "../../../cli/report/types";

type Schema = { [key: string]: unknown; properties?: object };
const SCHEMA = JSON.parse(
  readFileSync(join(__dirname, "../../../docs/report.schema.json"), "utf8"),
) as Schema;

/** The schema, in which an object has no other properties than those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const all = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in schema && "type" in schema ? { additionalProperties: false, ...all } : all;
}

/** A report that has every property, so that the compiler finds one that is missing here. */
const GRANT: Required<NonNullable<Report["organizations"][number]["grants"]>[number]> = {
  userId: "id",
  userName: "alice",
  permission: "Read",
  declared: null,
  status: "undeclared",
  declaredBy: "urn",
  expiresAt: null,
  listedAs: "bob",
  isUnknown: true,
  throughOrganization: true,
};
const REPOSITORY: Required<Report["organizations"][number]["repositories"][number]> = {
  name: "web/app",
  isMissing: true,
  isPublic: false,
  sharedWith: ["acme"],
  grants: [GRANT, { ...GRANT, permission: null }],
};
const ORGANIZATION: Required<Report["organizations"][number]> = {
  name: "team-a",
  isMissing: true,
  grants: null,
  repositories: [REPOSITORY, { ...REPOSITORY, sharedWith: null, grants: null }],
};
const REPORT: Report = {
  version: 1,
  createdAt: "2026-11-26T12:00:00.000Z",
  region: null,
  caller: null,
  stack: "shop/dev",
  totals: {
    organizations: 1,
    repositories: 1,
    users: 1,
    grants: 1,
    byStatus: { declared: 0, drifted: 0, missing: 0, undeclared: 1, ignored: 0, expired: 0, unmanaged: 0 },
    unread: 0,
  },
  organizations: [ORGANIZATION],
  unread: [{ subject: "team-b", message: "no right" }],
  blindSpots: ["The account itself."],
};

describe("the JSON Schema of a report", () => {
  const isReport = new Ajv({ allowUnionTypes: true }).compile(closed(SCHEMA) as object);
  const errorsOf = (report: unknown): unknown => (isReport(report) ? [] : isReport.errors);

  it("has every property of a report, and no other is in it", () => {
    assert.deepEqual(errorsOf(REPORT), []);
    assert.notDeepEqual(errorsOf({ ...REPORT, more: 1 }), []);
  });

  it("asks for each property that is always there", () => {
    const optional = ["isMissing", "listedAs", "isUnknown", "throughOrganization"];
    const without = (part: object, put: (part: object) => unknown): void => {
      for (const name of Object.keys(part)) {
        const { [name]: _, ...rest } = part as Record<string, unknown>;
        assert.equal(isReport(put(rest)), optional.includes(name), name);
      }
    };
    without(REPORT, (it) => it);
    without(REPORT.totals, (totals) => ({ ...REPORT, totals }));
    without(REPORT.totals.byStatus, (byStatus) => ({ ...REPORT, totals: { ...REPORT.totals, byStatus } }));
    without(ORGANIZATION, (it) => ({ ...REPORT, organizations: [it] }));
    const withRepository = (it: object): object => ({
      ...REPORT,
      organizations: [{ ...ORGANIZATION, repositories: [it] }],
    });
    without(REPOSITORY, withRepository);
    without(GRANT, (it) => withRepository({ ...REPOSITORY, grants: [it] }));
    without({ subject: "a", message: "b" }, (it) => ({ ...REPORT, unread: [it] }));
  });
});
