import assert from "node:assert/strict";
import { stripVTControlCharacters, styleText } from "node:util";
import { renderMarkdown } from "../../../cli/report/markdown";
import { renderTable } from "../../../cli/report/table";
import type { GrantStatus, Report, ReportedGrant } from "../../../cli/report/types";

const plainly = (_style: string, text: string): string => text;

const grant = (
  userName: string,
  status: GrantStatus = "declared",
  more: Partial<ReportedGrant> = {},
): ReportedGrant => ({
  userId: `id-of-${userName}`,
  userName,
  permission: status === "missing" ? null : "Write",
  declared: status === "undeclared" ? null : status === "drifted" ? "Read" : "Write",
  status,
  declaredBy: null,
  expiresAt: status === "expired" ? "2026-01-01T00:00:00Z" : null,
  ...more,
});

const STATUSES: Report["totals"]["byStatus"] = {
  declared: 0,
  drifted: 0,
  missing: 0,
  undeclared: 0,
  ignored: 0,
  expired: 0,
  unmanaged: 0,
};

/** A report of one organization whose repositories have these grants. */
function reportOf(
  repositories: Readonly<Record<string, readonly ReportedGrant[]>>,
  more: Partial<Report> = {},
): Report {
  const all = Object.values(repositories).flat();
  const byStatus = { ...STATUSES };
  for (const { status } of all) byStatus[status] += 1;
  return {
    version: 1,
    createdAt: "2026-11-26T12:00:00.000Z",
    region: "eu-de",
    caller: "ci",
    stack: "shop/dev",
    totals: {
      organizations: 1,
      repositories: Object.keys(repositories).length,
      users: 1,
      grants: all.length,
      byStatus,
      unread: 0,
    },
    organizations: [
      {
        name: "team-a",
        grants: [],
        repositories: Object.entries(repositories).map(([name, grants]) => ({
          name,
          isPublic: false,
          sharedWith: [],
          grants,
        })),
      },
    ],
    unread: [],
    blindSpots: [],
    ...more,
  };
}

describe("a report as a table", () => {
  const ALL = ["declared", "drifted", "missing", "undeclared", "ignored", "expired", "unmanaged"] as const;

  it("has a sign for each status, and a legend of those that it uses", () => {
    const text = renderTable(reportOf({ app: ALL.map((status) => grant(status, status)) }), 200, plainly);
    const [, head = "", cells = ""] = text.split("\n");
    assert.deepEqual(
      head
        .trim()
        .split(/\s+/)
        .map((name, at) => [name, cells.trim().split(/\s+/)[at + 1]]),
      [
        ["declared", "W"],
        ["drifted", "W~"],
        ["expired", "Wx"],
        ["ignored", "W."],
        ["missing", "W?"],
        ["undeclared", "W!"],
        ["unmanaged", "W*"],
      ],
    );
    assert.match(text, /R! undeclared {3}R~|R~ another permission than declared/);
    assert.equal(renderTable(reportOf({ app: [grant("a")] }), 200, plainly).includes("undeclared"), false);
  });

  it("has no signs where there is no stack to compare with", () => {
    const text = renderTable(reportOf({ app: [grant("a", "unmanaged")] }, { stack: null }), 80, plainly);
    assert.match(text, /^app {4}W$/m);
    assert.match(text, /^R read, W write, M manage$/m);
  });

  it("names what differs, worst first", () => {
    const text = renderTable(reportOf({ app: ALL.map((status) => grant(status, status)) }), 200, plainly);
    const found = text.slice(text.indexOf("Differences from shop/dev")).split("\n").slice(1, 5);
    assert.deepEqual(found, [
      "  team-a/app: undeclared has Write, which the stack does not declare",
      "  team-a/app: expired still has Write, which ended at 2026-01-01T00:00:00Z",
      "  team-a/app: drifted has Write, but the stack declares Read",
      "  team-a/app: missing lacks Write, which the stack declares",
    ]);
  });

  for (const width of [60, 80, 120])
    it(`folds a wide matrix at ${String(width)} characters, and shows every user`, () => {
      const users = Array.from({ length: 40 }, (_, at) => grant(`user-${String(at).padStart(2, "0")}`));
      const text = renderTable(
        reportOf({ [`web/${"long/".repeat(20)}app`]: users, api: users.slice(1) }),
        width,
        plainly,
      );
      for (const { userName } of users) assert.equal(text.split(userName).length, 2, userName);
      for (const line of text.split("\n").slice(0, -3)) assert.ok(line.length <= width, line);
    });

  it("puts repositories with the same grants on one line", () => {
    const names = Array.from({ length: 12 }, (_, at) => `r${String(at).padStart(2, "0")}`);
    const all = Object.fromEntries(names.map((name) => [name, [grant("alice")]]));
    const text = renderTable(reportOf({ ...all, other: [grant("bob")] }), 120, plainly);
    assert.match(text, /^r00, r01, r02, r03, r04, r05, r06, r07, … 4 more +W +-$/m);
    assert.match(text, /^other +- +W$/m);
  });

  it("shortens a long name in the heading, and tells it whole where it differs", () => {
    const long = "a".repeat(128);
    const text = renderTable(reportOf({ app: [grant(long, "undeclared")] }), 80, plainly);
    assert.ok(text.includes(`${"a".repeat(23)}… `.trimEnd()));
    assert.ok(text.includes(`team-a/app: ${long} has Write`));
  });

  it("shows an entry under another name, and one of a user who is gone", () => {
    const odd = [
      grant("mallory", "declared", { listedAs: "alice" }),
      grant("leaver", "declared", { isUnknown: true }),
    ];
    const text = renderTable(reportOf({ app: odd }), 80, plainly);
    assert.match(text, /team-a\/app: mallory \(listed as alice\)\n {2}team-a\/app: leaver \(not in IAM\)/);
  });

  it("keeps its columns where it has colours", () => {
    const painted = renderTable(
      reportOf({ app: [grant("a", "undeclared"), grant("b")] }),
      80,
      (style, text) => styleText(style, text, { validateStream: false }),
    );
    assert.ok(painted.includes("\u001b[31mW!"));
    // The same text once the colours are taken out.
    const bare = stripVTControlCharacters(painted);
    assert.equal(bare, renderTable(reportOf({ app: [grant("a", "undeclared"), grant("b")] }), 80, plainly));
  });

  it("columns stand below each other, whatever a name or a number takes of the line", () => {
    const users = ["李小龙王大明张三丰李小龙王大明张三丰", "a\u0301b", "👩 fam", "bob"];
    const grants = users.map((name) => grant(name, "unmanaged"));
    const odd = [...grants.slice(0, 3), grant("bob", "unmanaged", { permission: "auth 123456789" })];
    const text = renderTable(reportOf({ app: grants, web: odd }), 120, plainly);
    const [, head = "", app = "", web = ""] = text.split("\n");
    assert.match(head, /李小龙王大明张三丰李小…$/);
    assert.match(web, /123456789\*/);
    const columns = [...app.matchAll(/W\*/g)].map(({ index }) => index);
    // The accent of "a\u0301b" takes no column.
    assert.deepEqual(columns.slice(2), [head.indexOf("bob") - 1, head.indexOf("李") - 1]);
  });
});

describe("a report as markdown", () => {
  it("has what differs first, and is short", () => {
    const many = Array.from({ length: 120 }, (_, at) => grant(`user-${String(at)}`, "drifted"));
    const text = renderMarkdown(reportOf({ app: [...many, grant("mallory", "undeclared")] }));
    const rows = text
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(2);
    assert.equal(rows.length, 50);
    assert.equal(rows[0], "| undeclared | `team-a/app` | `mallory` | Write | – |");
    assert.match(text, /^… and 71 more differences\.$/m);
  });

  it("without differences there is no table", () => {
    const text = renderMarkdown(reportOf({ app: [grant("alice")] }));
    assert.equal(text.includes("|"), false);
    assert.match(text, /nothing differs from shop\/dev/);
  });

  it("names are never markup", () => {
    const names = ["a|b", "`x`", "<script>alert(1)</script>", "@everyone", "[x](http://evil)", "**x**"];
    const text = renderMarkdown(reportOf({ app: names.map((name) => grant(name, "undeclared")) }));
    const rows = text.split("\n").filter((line) => line.startsWith("| undeclared"));
    assert.deepEqual(
      rows.map((row) => row.split(" | ")[2]),
      [
        "`a\\u007cb`",
        "`\\u0060x\\u0060`",
        "`<script>alert(1)</script>`",
        "`@everyone`",
        "`[x](http://evil)`",
        "`**x**`",
      ],
    );
    const unread = [{ subject: "x", message: "<img src=x> @all `a` [b](c)" }];
    const told = renderMarkdown(reportOf({ app: [] }, { unread }));
    assert.ok(told.includes("- \\<img src=x\\> \\@all \\`a\\` \\[b\\]\\(c\\)"), told);
  });
});
